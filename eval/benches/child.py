"""`python -m eval.benches.child INDEX QUESTIONS.json`: opens an index, asks, and says as JSON what that took.

A process of its own, so that its memory is that of the index, the model and the asking and of nothing else.
"""

import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar
from unittest.mock import patch

from assistant.answer import Assistant
from assistant.reader.onnx_reader import OnnxReader
from eval.benches.processes import python
from index.embedding.embedder import Embedder
from index.embedding.load import load_embedder
from index.store.local import LocalStore

_WARM = 10  # questions asked before any is timed
# The stages of an ask by the calls of the store and the embedder that they consist of; the rest are the assistant's.
_CALLS = {
    "embed_query": "embed",
    "search_dense": "dense",
    "search_lexical": "lexical",
    "chunks": "fetch",
    "parts": "fetch",
}
STAGES = ("understand", "retrieve", "embed", "dense", "lexical", "fetch", "write", "verify", "total")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Asked:
    """What asking an index took: seconds, MiB and milliseconds.

    `model` is the memory of the process before it opens the index, `resident` after the last question, both without
    files that are mapped; `peak` is the most it ever had, with them. `stages` has for each of STAGES a time a question.
    """

    open_s: float
    model: float
    resident: float
    peak: float
    stages: Mapping[str, Sequence[float]]


def ask(index: Path, questions: Path) -> Asked:
    """Asks in a process of its own the questions of a JSON file. Raises EvaluationError where that fails."""
    return Asked(**json.loads(python("-m", "eval.benches.child", str(index), str(questions)).output))


def main(index: str, questions: str) -> None:
    """What the process does."""
    asked = json.loads(Path(questions).read_text(encoding="utf-8"))
    embedder, reader = load_embedder(), OnnxReader()
    embedder.embed_query(asked[0])
    model = memory("RssAnon")
    started = time.perf_counter()
    store = LocalStore.open(Path(index))
    open_s = time.perf_counter() - started
    try:
        assistant = Assistant(store, embedder, reader)
        for question in asked[:_WARM]:
            assistant.ask(question)
        stages = _timed(assistant, store, embedder, asked)
        told = Asked(open_s, model, memory("RssAnon"), memory("VmHWM"), stages)
    finally:
        store.close()
    print(json.dumps(asdict(told)))


def memory(field: str) -> float:
    """MiB of this process: RssAnon (without mapped files, now) or VmHWM (with them, at most), as Linux counts them."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{field}:"))


def _timed(
    assistant: Assistant, store: LocalStore, embedder: Embedder, questions: Sequence[str]
) -> dict[str, list[float]]:
    stages: dict[str, list[float]] = {stage: [] for stage in STAGES}
    spent: dict[str, float] = {}
    with ExitStack() as patches:
        for name, stage in _CALLS.items():
            owner: object = embedder if hasattr(embedder, name) else store
            patches.enter_context(patch.object(owner, name, _clocked(getattr(owner, name), stage, spent)))
        for question in questions:
            spent.clear()
            answer = assistant.ask(question)
            for stage, times in stages.items():
                times.append({**spent, **answer.timings_ms}.get(stage, 0.0))
    return stages


def _clocked(call: Callable[..., Result], stage: str, spent: dict[str, float]) -> Callable[..., Result]:
    def clocked(*values: Any) -> Result:
        started = time.perf_counter()
        try:
            return call(*values)
        finally:
            spent[stage] = spent.get(stage, 0.0) + (time.perf_counter() - started) * 1000

    return clocked


if __name__ == "__main__":
    main(*sys.argv[1:])
