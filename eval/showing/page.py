"""The page of a run: one self-contained HTML file, `eval/showing/static/page.html` filled in.

Whatever comes from a report, a question or an answer is data: Jinja escapes it, or `assistant/web/talk/render.py` did.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, get_args

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from pydantic import TypeAdapter

from assistant.model import Answer, Citation, Passage
from assistant.web.talk import render
from eval.compare import Change, Comparison
from eval.questions import Group, Type
from eval.record import Record, Run
from eval.run import NO_SOURCE
from eval.scoring.scores import SCORES
from eval.scoring.summary import Scores
from eval.scoring.text import met, normalise, unmarked
from eval.showing import charts

_STATIC = Path(__file__).parent / "static"
_SHORT = 40  # characters of a passage that are shown of an answer without faults
TYPES: Mapping[str, str] = {
    "number": "数字",
    "planned": "计划数",
    "reached": "完成数",
    "temporal": "时间",
    "fact": "事实",
    "paraphrase": "换个说法",
    "followup": "追问",
    "list": "列举",
    "ambiguous": "未指地区",
    "compare": "比较",
    "how": "怎么做",
    "why": "为什么",
    "yes_no": "是否",
    "unanswerable": "没有答案",
    "near_miss": "差一点",
    "false_premise": "前提不实",
}
_STAGES = {"understand": "理解", "retrieve": "检索", "write": "成文", "verify": "核对", "total": "合计"}
_answers = TypeAdapter(Answer)


@dataclass(frozen=True, slots=True)
class _Cited:
    """A cited paragraph: a citation of it, the numbers of all of them, and its text with the quotes marked."""

    first: Citation
    numbers: tuple[int, ...]
    text: Markup


@dataclass(frozen=True, slots=True)
class _Wanted:
    """An evidence group: whether a cited paragraph has it, and the first rank at which it was found, from 1."""

    group: Group
    cited: bool
    rank: int | None


@dataclass(frozen=True, slots=True)
class _Row:
    """A question as it is listed. `facets` is what `page.js` sorts and filters by."""

    record: Record
    kind: str
    marks: Mapping[str, bool]
    facets: Mapping[str, Any]
    answer: Markup
    cited: tuple[_Cited, ...]
    facts: tuple[tuple[Group, bool], ...]
    evidence: tuple[_Wanted, ...]
    forbidden: tuple[tuple[str, bool], ...]
    found: tuple[tuple[Passage, bool], ...]


def page(run: Run, found: Comparison | None) -> str:
    """The page of a run and of how it compares, as HTML that works from a file and asks nothing of the network."""
    environment = Environment(
        loader=FileSystemLoader(_STATIC, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"told": _told, "difference": _difference, "group": "/".join}
    places = _places(run.records)
    rows = [_row(number, record, places, found) for number, record in enumerate(run.records, 1)]
    changes = {change.name: change for change in found.changes} if found else {}
    return environment.get_template("page.html").render(
        run=run,
        found=found,
        changes=changes,
        lost=sorted(found.lost, key=lambda key: key not in found.must_lost) if found else (),
        rows={row.record.question.id: row for row in rows},
        kinds=sorted({kind for row in rows for kind in row.facets["kinds"]}),
        slices=_slices(run),
        specs=_specs(run, changes),
        scores=SCORES,
        types=TYPES,
        stages=_STAGES,
        short=_SHORT,
        style=Markup((_STATIC / "page.css").read_text(encoding="utf-8")),
        script=Markup((_STATIC / "page.js").read_text(encoding="utf-8")),
        library=Markup(charts.library()),
    )


def _specs(run: Run, changes: Mapping[str, Change]) -> dict[str, charts.Spec]:
    """The charts by the id of the element that each is drawn in."""
    points = []
    for name, one in run.scores.items():
        if SCORES[name].share:
            before = changes[name].before if name in changes else None
            told = _interval(run.scores, name) + ("" if before is None else f"；先前 {_told(before, name)}")
            label = SCORES[name].label + (" ↓" if SCORES[name].lower else "")
            points.append(charts.Point(label, one, told, before))
    specs = {"chart-scores": charts.scores(points), "chart-times": charts.times(run.latency_ms, _STAGES)}
    for key, (_, slices) in _slices(run).items():
        good = [charts.Point(name, one["good"], _interval(one, "good")) for name, one in slices.items()]
        specs[f"chart-{key}"] = charts.slices(good)
    return specs


def _slices(run: Run) -> dict[str, tuple[str, Mapping[str, Scores]]]:
    """The ways to slice: by key the Chinese name and the scores of each slice, types by their Chinese names."""
    by_type = {TYPES[name]: scores for name, scores in run.by_type.items()}
    return {"type": ("题型", by_type), "region": ("地区", run.by_region), "report": ("报告", run.by_report)}


def _places(records: Sequence[Record]) -> dict[str, str]:
    """The place of each report that some answer cites, as the citation names it."""
    cited = (one for record in records for one in record.answer["citations"])
    return {one["report"]: one["region"] for one in cited if one["region"]}


def _row(number: int, record: Record, places: Mapping[str, str], found: Comparison | None) -> _Row:
    question, reply = record.question, _answers.validate_python(record.answer)
    key, places_of = question.id, dict.fromkeys(places[path] for path in question.sources if path in places)
    marks = {
        "fault": bool(record.score.faults),
        "won": found is not None and key in found.won,
        "lost": found is not None and key in found.lost,
        "must": question.must,
    }
    said = normalise(unmarked(reply.answer))
    first = normalise(unmarked(reply.statements[0].text)) if reply.statements else ""
    return _Row(
        record=record,
        kind=TYPES[question.type],
        marks=marks,
        facets={
            "number": number,
            "type": TYPES[question.type],
            "type_order": get_args(Type).index(question.type),
            "faults": len(record.score.faults),
            "kinds": [fault.split()[0] for fault in record.score.faults],
            "places": [*places_of, *(question.sources or (NO_SOURCE,))],
            "marks": [mark for mark, holds in marks.items() if holds],
            "length": len(said),
            "time": reply.timings_ms.get("total", 0.0),
        },
        answer=Markup(render.answer(reply, number)),
        cited=tuple(_cited(reply)),
        facts=tuple((group, met(group, said)) for group in question.facts),
        evidence=tuple(_wanted(group, record, reply) for group in question.evidence),
        forbidden=tuple((text, normalise(text) in first) for text in question.forbidden),
        found=tuple((one, _holds(question.evidence, one.text, one.report, record)) for one in reply.passages),
    )


def _cited(reply: Answer) -> Iterator[_Cited]:
    """The cited paragraphs in the order of their first citation, each once."""
    order = {(one.report, one.paragraph): one.number for one in reversed(reply.citations)}
    cited = sorted(reply.citations, key=lambda one: (order[one.report, one.paragraph], one.number))
    for _, same in groupby(cited, key=lambda one: (one.report, one.paragraph)):
        citations = list(same)
        quotes = {one.number: one.quote for one in citations}
        yield _Cited(citations[0], tuple(quotes), Markup(render.paragraph(citations[0].paragraph, quotes)))


def _wanted(group: Group, record: Record, reply: Answer) -> _Wanted:
    ranks = [rank for rank, one in enumerate(reply.passages, 1) if _holds([group], one.text, one.report, record)]
    cited = any(_holds([group], one.paragraph, one.report, record) for one in reply.citations)
    return _Wanted(group, cited, ranks[0] if ranks else None)


def _holds(groups: Sequence[Group], text: str, report: str, record: Record) -> bool:
    """Whether a text of a report that may be cited has one of the evidence groups."""
    return report in record.question.sources and any(met(group, normalise(text)) for group in groups)


def _told(value: float | None, name: str) -> str:
    """A score's value: a share in percent, everything else as a number."""
    if value is None:
        return "–"
    return f"{value:.1%}" if SCORES[name].share else f"{value:.4g}"


def _interval(scores: Scores, name: str) -> str:
    one = scores[name]
    between = "" if one.low is None else f"（{_told(one.low, name)}–{_told(one.high, name)}）"
    return f"{_told(one.mean, name)}{between}，{one.n} 问"


def _difference(value: float, name: str) -> str:
    """How much a score changed: a share in points of a hundred."""
    return f"{100 * value:+.1f}" if SCORES[name].share else f"{value:+.4g}"
