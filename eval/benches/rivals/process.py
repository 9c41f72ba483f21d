"""One system doing one thing: `python -m eval.benches.rivals.process SYSTEM CARGO FOLDER index|embed|ask`.

It tells in JSON what it took. A process of its own, so that its memory is its own. `index` takes the vectors as given,
`embed` makes them; the model, the same for all, is loaded before the clock starts.
"""

import json
import sys
import time
from functools import partial
from pathlib import Path

from eval.benches.child import memory
from eval.benches.figures import seconds
from eval.benches.rivals.cargo import Cargo
from eval.benches.rivals.systems import SYSTEMS
from index.embedding.embedder import Embedder
from index.embedding.load import load_embedder

_WARM = 10  # questions


def main(name: str, cargo: str, folder: str, task: str) -> None:
    """Prints the seconds it took, milliseconds a question where it asks, and the most memory (MiB)."""
    system = SYSTEMS[name]
    model = None if task == "index" else load_embedder()
    if task == "ask" and model:
        told = _asked(name, Path(cargo), Path(folder), model)
    else:
        told = {"seconds": seconds(lambda: system.index(Cargo(Path(cargo)), Path(folder), model))}
    print(json.dumps(told | {"memory": memory("VmHWM")}))


def _asked(name: str, cargo: Path, folder: Path, model: Embedder) -> dict[str, object]:
    questions = json.loads((cargo / "questions.json").read_text(encoding="utf-8"))
    model.embed_query(questions[0])
    started = time.perf_counter()
    find = SYSTEMS[name].open(folder, model)
    opened = time.perf_counter() - started
    for question in questions[:_WARM]:
        find(question)
    return {"seconds": opened, "asks": [seconds(partial(find, one)) * 1000 for one in questions]}


if __name__ == "__main__":
    main(*sys.argv[1:])
