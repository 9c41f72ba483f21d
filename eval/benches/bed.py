"""What is measured on: the real reports with their vectors, and indexes of as many chunks as are wanted.

All of it lies in `.bench/`: the vectors for good, an index for as long as the commit and the format stay the same.
"""

import json
import random
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cached_property, partial
from pathlib import Path

from eval.benches.figures import seconds
from eval.benches.generated import Generator, Made, cut
from eval.benches.remembered import RememberedEmbedder
from eval.record import commit
from index.build import build
from index.embedding.embedder import DEFAULT
from index.embedding.load import load_embedder, model_fingerprint
from index.errors import ReportError
from index.report.chunks import PARAMETERS, split
from index.report.load import discover, load
from index.store.local import LocalStore
from index.store.protocol import FORMAT_VERSION, Manifest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".bench"
SAMPLES = ROOT / "reports"
QUESTIONS = ROOT / "eval" / "questions.jsonl"
CORPORA = ROOT.parent / "shared" / "corpora"


@dataclass(frozen=True, slots=True)
class Loaded:
    """When an index was made, and the seconds that adding its reports (not making them) and deriving the rest took."""

    commit: str | None
    format: int
    add_s: float
    refresh_s: float


class Bed:
    """Makes what the parts ask for, once; `sources` are folders of real reports, those that are not there left out."""

    LOADED = "loaded.json"  # beside an index that is whole

    def __init__(self, folder: Path = FOLDER, sources: Sequence[Path] = (SAMPLES, CORPORA)) -> None:
        self._folder = folder
        self._sources = [source for source in sources if source.is_dir()]

    @cached_property
    def embedder(self) -> RememberedEmbedder:
        """The default model, asked once for each chunk."""
        return RememberedEmbedder(self._folder / "vectors.npz", model_fingerprint(), load_embedder)

    @cached_property
    def real(self) -> tuple[Made, ...]:
        """All real reports that can be read and have text, in an order drawn once: any first ones are a fair sample."""
        return tuple(self._real())

    def reports(self, chunks: int) -> Iterator[Made]:
        """Reports with so many chunks together: real ones where there are enough, else generated ones."""
        taken: list[Made] = []
        left = chunks
        for made in self._real():
            taken.append(made if len(made.chunks) <= left else cut(made, left))
            left -= len(taken[-1].chunks)
            if left == 0:
                yield from taken
                return
        yield from Generator(self.real).reports(chunks)

    @cached_property
    def samples(self) -> Path:
        """The folder of an index of the sample reports, brought up to date."""
        build([SAMPLES], self._folder / "samples", model=self.embedder, prune=True, progress=False)
        return self._folder / "samples"

    def index(self, chunks: int) -> tuple[Path, Loaded]:
        """The folder of an index with so many chunks, and how it was made."""
        folder = self._folder / f"index-{chunks}"
        file = folder / self.LOADED
        if file.is_file():
            loaded = Loaded(**json.loads(file.read_text(encoding="utf-8")))
            if (loaded.commit, loaded.format) == (_commit(), FORMAT_VERSION):
                return folder, loaded
        shutil.rmtree(folder, ignore_errors=True)
        loaded = self._load(folder, chunks)
        file.write_text(json.dumps(asdict(loaded)), encoding="utf-8")
        return folder, loaded

    def _load(self, folder: Path, chunks: int) -> Loaded:
        manifest = Manifest(DEFAULT, self.embedder.fingerprint, self.embedder.dimension, PARAMETERS)
        store = LocalStore.create(folder, manifest)
        try:
            adding = 0.0
            for made in self.reports(chunks):
                adding += seconds(partial(store.add, *made))
            return Loaded(_commit(), FORMAT_VERSION, adding, seconds(store.refresh))
        finally:
            store.close()

    def _real(self) -> Iterator[Made]:
        files = list(discover(self._sources))
        random.Random(7).shuffle(files)
        try:
            for path, name in files:
                with suppress(ReportError):
                    report = load(path, name)
                    if chunks := split(report):
                        yield Made(report, chunks, *self.embedder.embed_chunks(chunks))
        finally:
            self.embedder.keep()


def _commit() -> str | None:
    """The checkout's, whatever has been changed since: to publish figures changes it too."""
    told = commit()
    return told and told.removesuffix("-dirty")
