"""Texts as the scores compare them: normalised, their figures, and what of the wanted stands in them."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from statistics import fmean

from rapidfuzz.distance import LCSseq

from eval.questions import Group

_CITATION_MARK = re.compile(r"\[\d+\]")
_MARKDOWN = re.compile(r"[*_`#|\\]")
_LINE_MARK = re.compile(r"^\s*[-+>]\s+", re.MULTILINE)
_RULE = re.compile(r"[-:]*-{3,}[-:]*")  # a table's second line, or a rule across
_GROUPED = re.compile(r"(?<![\d.])\d{1,3}(?:,\d{3})+(?!\d)", re.ASCII)
_FIGURE = re.compile(r"\d+(?:\.\d+)?", re.ASCII)


def normalise(text: str) -> str:
    """The text in NFKC, without white space, Markdown marks and thousands commas."""
    text = _MARKDOWN.sub("", unicodedata.normalize("NFKC", text))
    text = "".join(_LINE_MARK.sub("", text).split())
    text = unicodedata.normalize("NFKC", _RULE.sub("", text))  # what stood apart may compose
    return _ungroup(text)


def unmarked(text: str) -> str:
    """The text without citation marks."""
    return _CITATION_MARK.sub("", text)


def figures(text: str) -> list[str]:
    """The numbers of a text, in order, without thousands commas."""
    return _FIGURE.findall(_ungroup(unicodedata.normalize("NFKC", text)))


def met(group: Group, text: str) -> bool:
    """Whether one of the alternatives stands in a normalised text."""
    return any(normalise(alternative) in text for alternative in group)


def recall(groups: Sequence[Group], texts: Sequence[str]) -> float | None:
    """The share of groups that some normalised text meets; None where there are no groups."""
    return fmean(any(met(group, text) for text in texts) for group in groups) if groups else None


def listed(groups: Iterable[Group]) -> str:
    """The groups for people to read."""
    return "、".join("/".join(group) for group in groups)


def rouge_l(said: str, reference: str) -> float:
    """Character ROUGE-L F1 (C.-Y. Lin, 2004) of two texts, compared after `normalise`; 0 where one is empty."""
    said, reference = normalise(said), normalise(reference)
    if not said or not reference:
        return 0.0
    return 2 * LCSseq.similarity(said, reference) / (len(said) + len(reference))


def _ungroup(text: str) -> str:
    return _GROUPED.sub(lambda number: number[0].replace(",", ""), text)
