"""Public questions by others, from which the reader learns to find a stretch: CMRC 2018 and DRCD, as SQuAD has them."""

import json
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

from opencc import OpenCC

from assistant.reader.reader import Pair
from eval.training.pairs import Example
from eval.training.questions import Span
from index.text.sentences import sentences

_WINDOW = 200  # characters of a passage: longer ones teach no more of finding a stretch, and cost more


def public_examples(files: tuple[Path, ...]) -> Iterator[Example]:
    """Of each question the window of its text that answers, and the other window that looks most as if it did.

    DRCD is written in traditional characters, which are turned into simplified ones, one for one.
    """
    simple = OpenCC("t2s.json").convert
    for file in files:
        for article in json.loads(file.read_text(encoding="utf-8-sig"))["data"]:
            for paragraph in article["paragraphs"]:
                text = _same_length(simple, paragraph["context"])
                windows = list(_windows(text))
                for asked in paragraph["qas"]:
                    answer = asked["answers"][0]
                    start = int(answer["answer_start"])
                    span = start, start + len(str(answer["text"]))
                    yield from _of(file.stem, simple(asked["question"]), text, windows, span)


def _same_length(simple: Callable[[str], str], text: str) -> str:
    turned: str = simple(text)
    return turned if len(turned) == len(text) else "".join(simple(sign)[:1] for sign in text)


def _of(source: str, question: str, text: str, windows: list[Span], span: Span) -> Iterator[Example]:
    for start, end in windows:
        if start <= span[0] and span[1] <= end:
            yield Example(source, Pair(question, "", text[start:end]), ((span[0] - start, span[1] - start),))
            others = [text[other[0] : other[1]] for other in windows if other != (start, end)]
            wrong = [other for other in others if text[span[0] : span[1]] not in other]
            if wrong:
                asked = _couples(question)
                yield Example(source, Pair(question, "", max(wrong, key=lambda one: len(_couples(one) & asked))), ())
            return


def _windows(text: str) -> Iterator[Span]:
    """Runs of whole sentences of at most _WINDOW characters, where sentences allow."""
    first = last = 0
    for start, end in sentences(text):
        if end - first > _WINDOW and last > first:
            yield first, last
            first = start
        last = end
    if last > first:
        yield first, last


def _couples(text: str) -> set[tuple[str, str]]:
    return set(pairwise(text))
