"""The chunks that several systems index side by side, as files that each can read."""

import json
import pickle
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from eval.benches.generated import Made
from index.embedding.embedder import Embedder, Matrix

_BATCH = 128


class Cargo:
    """A folder with `reports.pickle` as ours takes them, `texts.json` and `vectors.npy` as others do."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, reports: Iterator[Made]) -> None:
        """Fills the folder."""
        texts: list[str] = []
        vectors: list[Matrix] = []
        with (self._folder / "reports.pickle").open("wb") as file:
            for made in reports:
                pickle.dump(made, file)
                texts += [chunk.indexed_text for chunk in made.chunks]
                vectors.append(made.vectors)
        (self._folder / "texts.json").write_text(json.dumps(texts, ensure_ascii=False), encoding="utf-8")
        np.save(self._folder / "vectors.npy", np.concatenate(vectors))

    def reports(self) -> Iterator[Made]:
        """One at a time."""
        with (self._folder / "reports.pickle").open("rb") as file:
            while True:
                try:
                    yield pickle.load(file)
                except EOFError:
                    return

    def texts(self) -> list[str]:
        """What is embedded and searched of each chunk."""
        texts: list[str] = json.loads((self._folder / "texts.json").read_text(encoding="utf-8"))
        return texts

    def vectors(self, embedder: Embedder | None) -> Matrix:
        """A row a text: by the embedder, a batch at a time, or where there is none as they were given."""
        if embedder is None:
            return np.asarray(np.load(self._folder / "vectors.npy"))
        texts = self.texts()
        batches = (texts[at : at + _BATCH] for at in range(0, len(texts), _BATCH))
        return np.concatenate([embedder.embed_parts(batch, [()] * len(batch))[0] for batch in batches])

    @property
    def dimension(self) -> int:
        """Of the vectors."""
        return int(np.load(self._folder / "vectors.npy", mmap_mode="r").shape[1])
