"""Is a plan told as done, or what was done as a plan? Clause by clause, by the words and amounts that they share."""

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from assistant.claims import amounts, letters
from assistant.wording import words
from index.model import Period
from index.periods import clause_planned
from index.sentences import clauses

# What a document that reports on no year says is neither done nor planned, but ordered, unless it says so itself.
Tense = Literal["done", "planned", "ordered", "either"]

# What tells a statement of results, of intentions, and of work that must or shall be done.
_DONE = re.compile(
    r"已经?(?!提出|明确|列入|有)|(?<![为除])了(?!解|结)|累计|截至|(?:完成|实现|建成|竣工|投用|投运|落成|结束)(?:了|$)|现有|投入(?:使用|运营)"
)
# To strive for an end is a plan, to strive for money is none: 争取资金95亿元.
_STRIVES = r"争取(?=[^,。]{,40}(?:年|[前底]|开工|完成|建成|实现|达到))"
_WILL = re.compile(rf"计划(?!生育)|拟(?!定)|打算|准备|预计|力争|{_STRIVES}|下一?步|明年|次年|尚待|才能|目标[是为]")
_SHALL = re.compile(
    r"同意|督促|指导|目标|今后|安排|要|推进|推动|持续|继续|进一步|任务|重点|努力|着力|确保|思路|建议|鼓励|支持|严禁|禁止|不[得许准]|必须|应|须|提出|部署|"
    r"探索|谋划|强化|加强|完善|健全|深化|优化|提升|正在?|尚[在未待]|还在|到20\d\d年"
)
_UNFINISHED = re.compile(
    rf"正在|在建|筹[备建]|预计|拟(?!定)|力争|{_STRIVES}|打算|计划于|[即还就才都]将|下一?步|明年|次年|建设之?中|尚[待在未]"
)
# What tells an order. Where none is given, the marks below are no more than style, or a date.
_ORDERED = re.compile(r"同意|督促|指导|推[动进]|(?<![适响反供对相回])应(?![用急对届援])|须|鼓励|支持|到20\d\d年|逐步")
_STYLE = {"了", "累计", "截至"}
_DUTY = re.compile(r"(?<![适响反供对相回])应(?![用急对届援])|须|需|(?<![主重])要(?![素点])")
_STATE = re.compile(r"(?:有|达|占|为|是)\d")  # how things are, which plans tell as well
_REACHED = re.compile(r"已经?|了(?!解|结)|累计|截至|目前")


def tense_kept(said: str, spans: Sequence[tuple[str, Period | None]]) -> bool:
    """Whether a statement tells as done only what the spans (text, period) do not plan, and plans only what they do."""
    if any(letters(said) in letters(text) for text, _ in spans):
        return True  # the report's own words, which the citation shows to be of a plan
    there = [(clause, _tense(clause, period)) for text, period in spans for clause in _clauses(text)]
    if _DUTY.search(said) and all(period and not period.planned and not _DUTY.search(text) for text, period in spans):
        return False
    hedged = bool(_WILL.search(said) or _SHALL.search(said) or "将" in said)
    for clause in _clauses(said):
        tenses = [{tense for text, tense in there if _has(text, token)} for token in _tokens(clause)]
        marks = () if _UNFINISHED.search(clause) else _DONE.findall(clause)
        if (marks or not hedged) and any(tense == {"planned"} for tense in tenses):
            return False
        nearest = _nearest(clause, there)
        if _newly_reached(marks, nearest):
            return False
        will = _future(clause)
        if will and {tense for _, tense in nearest} == {"done"} and not any(will in text for text, _ in there):
            return False
    return True


def _future(clause: str) -> str | None:
    """The word that makes a clause of a statement a plan."""
    match = _WILL.search(clause)
    if match:
        return match[0]
    return "将" if "将" in clause and clause_planned(clause, None) else None


def _newly_reached(marks: Sequence[str], told: Sequence[tuple[str, Tense]]) -> bool:
    """Whether clauses that only order have none of a statement's marks of results."""
    new = {mark for mark in marks if not any(mark in text for text, _ in told)}
    if not any(_ORDERED.search(text) for text, _ in told):
        new -= _STYLE
    return bool(new) and {tense for _, tense in told} == {"ordered"}


def _nearest(clause: str, there: Sequence[tuple[str, Tense]]) -> list[tuple[str, Tense]]:
    """Those clauses that share most words with one, two at least."""
    tokens = list(_tokens(clause))
    shared = [sum(_has(text, token) for token in tokens) for text, _ in there]
    most = max(shared, default=0)
    return [each for count, each in zip(shared, there, strict=True) if count == most > 1]


def _clauses(text: str) -> list[str]:
    return [text[start:end].strip(",。;:") for start, end in clauses(text)]


def _tense(clause: str, period: Period | None) -> Tense:
    """What a clause of a report tells; a 将 outside a part on plans mostly puts an object first."""
    if _UNFINISHED.search(clause):
        return "planned"
    if _REACHED.search(clause):
        return "done"
    if period is not None and period.planned:
        return "either" if _STATE.search(clause) else "planned"
    if period is None:
        return "ordered"
    return "either" if "将" in clause or _DUTY.search(clause) else "done"


def _tokens(clause: str) -> Iterator[str]:
    """The words and amounts of a clause that tell it from others."""
    yield from (word.text for word in words(clause) if len(word.text) > 1)
    yield from (f"{amount.value}{amount.unit}" for amount in amounts(clause))


def _has(text: str, token: str) -> bool:
    return token in text or token in {f"{amount.value}{amount.unit}" for amount in amounts(text)}
