"""`python -m eval check-set`: what is broken in a set of questions, held against the reports that it asks about."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from rapidfuzz import fuzz

from eval.questions import Group, Question
from eval.scoring.text import listed, met, normalise
from index.errors import EvaluationError, ReportError
from index.model import Chunk
from index.places.gazetteer import gazetteer
from index.report.chunks import split
from index.report.load import discover, load

# Percent of two questions' characters that are shared, in order, from which they are the same in other words. Measured
# on four sets (467 questions): no two that ask different things of the same places and figures reach 76; of rewordings
# by one word (了 or 的 dropped, 多少 for 几, 一共 added …) 99 of 100 reach 80.
ALIKE = 80.0
# Of fewer answers, one that is lost moves a type's score by more than an eighth: nothing can be read from it. Types
# need not be asked equally often. Sets below MANY can show a fall in no type, and are let grow.
FEW = 8
MANY = 100
_WORDS = re.compile(r"\w+")
_AROUND = re.compile(r"^请问(?:一下)?|[吗呢啊呀嘛吧]+$")
# What tells apart questions in otherwise equal words, beside their places.
_FIGURES = re.compile(r"\d+(?:\.\d+)?|第[一二三四五六七八九十]+|[前去今明]年|[上下]半年")


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with the questions of these ids, or with the whole set where there are none, and the cure."""

    ids: tuple[str, ...]
    text: str

    def __str__(self) -> str:
        """One line for people."""
        return f"{'、'.join(self.ids) or '整个问题集'}：{self.text}"


@dataclass(frozen=True, slots=True)
class _Source:
    """A report's paragraphs, all of them in one, and what its title and place add; normalised."""

    paragraphs: tuple[str, ...]
    whole: str
    about: str

    def holds(self, group: Group) -> bool:
        """Whether an alternative stands in one paragraph."""
        return any(met(group, paragraph) for paragraph in self.paragraphs)


def read_chunks(paths: Sequence[Path]) -> dict[str, tuple[Chunk, ...]]:
    """The paragraphs of the reports under the paths, by the name that a build gives each report.

    Reports that cannot be read are left out, as in a build. Raises ReportError for a path that does not exist and
    EvaluationError where no report is left.
    """
    chunks: dict[str, tuple[Chunk, ...]] = {}
    for path, name in discover(paths):
        try:
            chunks[name] = split(load(path, name))
        except ReportError:
            continue
    if not chunks:
        raise EvaluationError(f"{'、'.join(map(str, paths))} 里没有能读的报告，请用 --reports 指明报告所在的文件夹")
    return chunks


def check(questions: Sequence[Question], chunks: Mapping[str, Sequence[Chunk]]) -> tuple[Flaw, ...]:
    """All flaws of a set: of each question in turn, of questions asked twice, of the set; `chunks` by report name."""
    sources = {path: _source(paragraphs) for path, paragraphs in chunks.items()}
    own = [Flaw((question.id,), text) for question in questions for text in _flaws(question, sources)]
    return (*own, *_repeated(questions), *_sparse(questions))


def holding(group: Group, chunks: Mapping[str, Sequence[Chunk]]) -> tuple[str, ...]:
    """The reports of which one paragraph holds an alternative."""
    return tuple(
        path for path, paragraphs in chunks.items() if any(met(group, normalise(one.text)) for one in paragraphs)
    )


def _source(chunks: Sequence[Chunk]) -> _Source:
    paragraphs = tuple(normalise(chunk.text) for chunk in chunks)
    about = dict.fromkeys(chunk.context for chunk in chunks)
    return _Source(paragraphs, "".join(paragraphs), normalise("\n".join(about)))


def _flaws(question: Question, sources: Mapping[str, _Source]) -> Iterator[str]:
    for path in question.sources:
        if path not in sources:
            yield f"来源 {path} 不在报告里（或读不了）：请改正 sources"
    own = [sources[path] for path in question.sources if path in sources]
    for group in question.evidence:
        yield from _evidence_flaws(group, question, own, sources)
    asked = normalise("\n".join((*question.history, question.question)))
    for group in question.facts:
        if held := tuple(fact for fact in group if normalise(fact) in asked):
            yield f"事实「{listed([held])}」问题里已有，照抄问题也算对：请换一个事实"
        elif not any(met(group, text) for source in own for text in (source.whole, source.about)):
            # One alternative that stands there is enough: the others are what an answer may say instead, 7种 for 七种.
            yield f"事实「{listed([group])}」不在来源里：请照原文改正"
    facts = tuple(fact for group in question.facts for fact in group)
    for text in question.forbidden:
        if met(facts, normalise(text)):
            yield f"forbidden「{text}」里含有事实，误答也算对：请改其一"
    if question.type == "followup" and not question.history:
        yield "类型是 followup，却没有上文：请补 history 或改类型"


def _evidence_flaws(
    group: Group, question: Question, own: Sequence[_Source], sources: Mapping[str, _Source]
) -> Iterator[str]:
    if any(not normalise(text) for text in group):
        yield "依据有空白，任何段落都算：请删去或填上"
    elif any(source.holds(group) for source in own):
        for text in group:
            if not any(met((text,), source.whole) for source in own):
                yield f"依据「{text}」不在来源里：请照原文改正"
    elif others := [path for path in sources.keys() - set(question.sources) if sources[path].holds(group)]:
        yield f"依据「{listed([group])}」不在来源里，而见于 {min(others)}：请改 sources 或依据"
    elif any(met(group, source.whole) for source in own):
        yield f"依据「{listed([group])}」跨了两段，一段里找不全：请截短到一段之内"
    else:
        yield f"依据「{listed([group])}」不在任何报告里：请照原文改正"


def _repeated(questions: Sequence[Question]) -> Iterator[Flaw]:
    """Questions asked twice. Almost the same words are the same question only where they want the same."""
    comparable: dict[object, list[Question]] = defaultdict(list)
    for question in questions:
        comparable[_places_and_figures(question)].append(question)
    for group in comparable.values():
        words = {question.id: (_words(question.history), _words([question.question])) for question in group}
        for one, other in combinations(group, 2):
            pairs = zip(words[one.id], words[other.id], strict=True)
            alike = min(fuzz.ratio(a, b, score_cutoff=ALIKE) for a, b in pairs)
            if alike == 100 or (alike >= ALIKE and _want_the_same(one, other)):
                same = "相同" if alike == 100 else "几乎相同"
                yield Flaw(tuple(sorted((one.id, other.id))), f"问的{same}：请删去一个，或改问别的")


def _places_and_figures(question: Question) -> tuple[frozenset[str], frozenset[str]]:
    text = normalise("\n".join((*question.history, question.question)))
    places = (region.code for mention in gazetteer().mentions(text) for region in mention.regions)
    return frozenset(places), frozenset(_FIGURES.findall(text))


def _words(texts: Sequence[str]) -> str:
    """The texts without case, punctuation and what only makes them questions."""
    return "\n".join(_AROUND.sub("", "".join(_WORDS.findall(normalise(text).casefold()))) for text in texts)


def _want_the_same(one: Question, other: Question) -> bool:
    """Whether the questions share a fact, or neither can be answered."""
    wanted, too = ({normalise(fact) for group in each.facts for fact in group} for each in (one, other))
    return not wanted.isdisjoint(too) or not (one.answerable or other.answerable)


def _sparse(questions: Sequence[Question]) -> Iterator[Flaw]:
    if len(questions) < MANY:
        return
    for kind, count in sorted(Counter(question.type for question in questions).items()):
        if count < FEW:
            yield Flaw((), f"类型 {kind} 只有 {count} 问，少于 {FEW} 问，看不出变化：请补")
