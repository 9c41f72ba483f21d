"""A warm ask against embedding its question alone, and each of its stages, over the sample reports."""

import time
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from statistics import median

from assistant.answer import Assistant
from assistant.reader.onnx_reader import OnnxReader
from eval.benches.bed import QUESTIONS, Bed
from eval.benches.figures import Figure, seconds
from eval.questions import Question, load_questions
from index.embedding.embedder import Embedder
from index.store.local import LocalStore

_ASKS = 200
_STAGES = {"understand": "理解", "retrieve": "检索", "write": "作答", "verify": "核对"}


def asking_figures(bed: Bed) -> Iterator[Figure]:
    """Over the sample reports, with the questions of their set."""
    yield from ask_figures(bed.samples, load_questions(QUESTIONS), bed.embedder.model)


def ask_figures(index: Path, questions: Sequence[Question], embedder: Embedder) -> Iterator[Figure]:
    """A warm ask over embedding its question alone, and the median of each of its stages."""
    store = LocalStore.open(index)
    try:
        assistant = Assistant(store, embedder, OnnxReader())
        for question in questions:
            assistant.ask(question.question, question.history)
        ask_s, embed_s = [], []
        stages: dict[str, list[float]] = {stage: [] for stage in _STAGES}
        for question in islice(cycle(questions), _ASKS):
            started = time.perf_counter()
            answer = assistant.ask(question.question, question.history)
            ask_s.append(time.perf_counter() - started)
            embed_s.append(seconds(partial(embedder.embed_query, answer.standalone_question)))
            for stage, milliseconds in stages.items():
                milliseconds.append(answer.timings_ms[stage])
    finally:
        store.close()
    ratio = median(ask_s) / median(embed_s)
    times = f"{median(ask_s) * 1000:.1f} / {median(embed_s) * 1000:.1f} 毫秒"
    yield Figure(f"提问（{_ASKS} 次）/ 仅向量化问题", f"{ratio:.2f}（{times}）", "≤ 2", ratio <= 2)
    for stage, word in _STAGES.items():
        yield Figure(f"　其中{word}", f"{median(stages[stage]):.1f} 毫秒")
