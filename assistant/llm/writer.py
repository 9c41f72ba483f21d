"""The writer with a language model: it drafts from numbered evidence, and only what the evidence supports is said.

What the model streams is cut into statements. Ids that were not given are struck out; a statement that its evidence
does not support is struck and counted. Where nothing is left, or the model fails, the extractive answer stands in.
"""

from collections.abc import Callable, Generator, Hashable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from threading import Lock

from assistant.llm.client import ContextOverflowError, LanguageModel
from assistant.llm.paced import paced
from assistant.llm.request import Item, fitting, numbered, request
from assistant.llm.statements import Said, statements
from assistant.model import Evidence, Group, Query, Statement, Writing
from assistant.verify.claims import amounts, letters, plain
from assistant.verify.support import Entails, support
from assistant.writing.writers import Draft, ExtractiveWriter, bold, grouped_text
from index.errors import LanguageModelError
from index.model import Chunk, Report

_REMEMBERED = 512  # answers
_MOST = 24  # statements of one answer
_UNSAID = "语言模型在依据里没有找到可写的内容"
_UNFOUNDED = "语言模型写的内容都没有依据"
_BESIDE = "语言模型没有答到所问"
_INSTEAD = "以上为报告原文"
_BETWEEN = "｜|：:"  # what stands between a row's name and its words


@dataclass(frozen=True, slots=True)
class _Accepted:
    """A statement of a place (from 0), in which line of the answer it stands, and the quotes that support it."""

    place: int
    line: int
    said: Said
    quotes: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """What was accepted so far, and how many statements were struck, lines begun and statements heard."""

    accepted: tuple[_Accepted, ...] = ()
    struck: int = 0
    lines: int = 0
    heard: int = 0


@dataclass(frozen=True, slots=True)
class _Words:
    """Words with their marks, as they stand in a line of the answer; `bullet` where that is an item of a list."""

    text: str
    line: int = 0
    bullet: bool = False


class LlmWriter:
    """Writes with a language model what the evidence supports; falls back to the reports' own words."""

    def __init__(self, model: LanguageModel, entails: Entails | None = None) -> None:
        self._model = model
        self._entails = entails
        self._plain = ExtractiveWriter()
        self._lock = Lock()
        self._earlier: dict[Hashable, Draft] = {}  # a page that is opened again asks its whole chat again

    def _remember(self, key: Hashable, draft: Draft) -> None:
        with self._lock:
            self._earlier[key] = draft
            while len(self._earlier) > _REMEMBERED:
                del self._earlier[next(iter(self._earlier))]

    def write(self, query: Query, groups: Sequence[Group], report: Callable[[str], Report]) -> Iterator[Draft]:
        """The answer as it grows, each time with what was verified so far; the last one is whole.

        Closing the iterator breaks the model off.
        """
        key = (query, tuple((span.hit.chunk, span.start, span.end) for group in groups for span in group.evidence))
        if earlier := self._earlier.get(key):
            yield earlier
            return
        try:
            told = yield from self._heard(query, groups, report)
            note = f"{_BESIDE if told.accepted else _UNFOUNDED if told.struck else _UNSAID}，{_INSTEAD}"
            told = replace(told, accepted=_to_the_point(query, groups, told.accepted))
        except LanguageModelError as problem:
            told, note = _Told(), f"{problem}。{_INSTEAD}"  # half an answer may leave out what matters
        if told.accepted:
            draft = self._draft(query, groups, told)
            self._remember(key, draft)
            yield draft
            return
        writing = Writing(self._model.name, told.struck, note)
        yield from (replace(draft, writing=writing) for draft in self._plain.write(query, groups, report))

    def _heard(
        self, query: Query, groups: Sequence[Group], report: Callable[[str], Report]
    ) -> Generator[Draft, None, _Told]:
        """What the model says; the answer as it grows comes now and then, as a listener may have left."""
        items = fitting(query, numbered(groups), groups, report, self._model.context)
        while True:
            try:
                return (yield from self._streamed(query, items, groups, report))
            except ContextOverflowError:
                if len(items) < 2:
                    raise
                items = items[: len(items) // 2]

    def _streamed(
        self, query: Query, items: Sequence[Item], groups: Sequence[Group], report: Callable[[str], Report]
    ) -> Generator[Draft, None, _Told]:
        told = _Told()
        with closing(paced(self._model.stream(*request(query, items, groups, report)))) as pieces:
            for row in statements(pieces):
                before = told
                if row is not None:
                    told = self._judged(told, row, query, items, groups, report)
                if row is None or len(told.accepted) > len(before.accepted):
                    yield replace(self._draft(query, groups, told), whole=False)
                if told.heard >= _MOST:
                    break
        return told

    def _judged(
        self,
        told: _Told,
        row: Said,
        query: Query,
        items: Sequence[Item],
        groups: Sequence[Group],
        report: Callable[[str], Report],
    ) -> _Told:
        """What is told with one more statement of the model: accepted with its quotes, or struck."""
        told = replace(told, heard=told.heard + 1, lines=told.lines + row.opens)
        group, said = _placed(row, groups)
        chunks = [item.chunk for item in items if item.id in said.ids and group in (None, item.group)]
        place = next((item.group for item in items if item.id in said.ids), 0) if group is None else group
        if any((one.place, one.said.text) == (place, said.text) for one in told.accepted):
            return told  # a model that repeats itself
        if chunks and not _asks(said, query) and (quotes := support(said.text, chunks, report, self._entails)):
            return replace(told, accepted=(*told.accepted, _Accepted(place, told.lines, said, quotes)))
        return replace(told, struck=told.struck + (not _is_none(said)))

    def _draft(self, query: Query, groups: Sequence[Group], told: _Told) -> Draft:
        """The accepted statements as an answer; places that are told apart and got none speak for themselves."""
        evidence: list[Evidence] = []
        said: list[Statement] = []
        rows: list[list[_Words]] = [[] for _ in groups]
        for one in told.accepted:
            for quote in one.quotes:
                if quote not in evidence:
                    evidence.append(quote)
            said.append(Statement(one.said.text, tuple(evidence.index(quote) + 1 for quote in one.quotes)))
            marks = "".join(f"[{number}]" for number in said[-1].citations)
            rows[one.place].append(_Words(f"{bold(query, one.said.text)}{marks}", one.line, one.said.bullet))
        if any(group.label for group in groups):
            for place, group in enumerate(groups):
                for span in () if rows[place] else group.evidence:
                    evidence.append(span)
                    said.append(Statement(" ".join(span.quote.split()), (len(evidence),)))
                    rows[place].append(_Words(f"{bold(query, said[-1].text)}[{len(evidence)}]"))
            text = grouped_text(
                query, [(group.label, [words.text for words in row]) for group, row in zip(groups, rows, strict=True)]
            )
        else:
            text = _paragraphs(rows[0])
        return Draft(text, tuple(said), tuple(evidence), Writing(self._model.name, told.struck, None))


def _to_the_point(query: Query, groups: Sequence[Group], accepted: Sequence[_Accepted]) -> tuple[_Accepted, ...]:
    """What is left where a place's statements all leave out what answers: its chosen evidence, and the figure in it."""
    told = {one.place for one in accepted if _answers(query, groups[one.place].evidence, one.said, one.quotes)}
    return tuple(one for one in accepted if one.place in told)


def _answers(query: Query, chosen: Sequence[Evidence], said: Said, quotes: Sequence[Evidence]) -> bool:
    """Whether a statement rests on the section that answers, and where a figure is asked for has one that does."""
    met = [span for span in chosen if any(_same_section(span.hit.chunk, quote.hit.chunk) for quote in quotes)]
    if query.intent not in ("figure", "comparison"):
        return bool(met)
    given = amounts(plain(said.text))
    asked = [amounts(plain(span.quote)) for span in met]
    return any(not wanted or any(one.equals(other) for one in wanted for other in given) for wanted in asked)


def _same_section(one: Chunk, other: Chunk) -> bool:
    """Whether two paragraphs stand in one section, or one in a section of the other's."""
    shorter = min(len(one.section), len(other.section))
    return one.report == other.report and one.section[:shorter] == other.section[:shorter]


def _placed(said: Said, groups: Sequence[Group]) -> tuple[int | None, Said]:
    """Which of the places that are told apart a row speaks of, and the row without its name."""
    if len(groups) < 2:
        return 0, said
    text = said.text.lstrip("|｜ ")
    for place, group in enumerate(groups):
        label = group.label or ""
        if label and text.startswith(label) and text[len(label) :].lstrip()[:1] in tuple(_BETWEEN):
            return place, replace(said, text=text[len(label) :].strip(f" {_BETWEEN}"))
    return None, said


def _asks(said: Said, query: Query) -> bool:
    """Whether it is a question, or the user's own said again."""
    return said.text.endswith(("？", "?")) or letters(query.standalone) in letters(said.text)


def _is_none(said: Said) -> bool:
    """Whether the model says that the evidence has no answer."""
    return not said.ids and said.text.strip("。. ") in ("没有", "无")


def _paragraphs(row: Sequence[_Words]) -> str:
    """The statements in the lines that the model gave them."""
    lines: dict[int, list[str]] = {}
    listed = {words.line for words in row if words.bullet}
    for words in row:
        lines.setdefault(words.line, []).append(words.text)
    told = [f"- {''.join(words)}" if line in listed else "".join(words) for line, words in lines.items()]
    return ("\n" if listed else "\n\n").join(told)
