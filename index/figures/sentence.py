"""One sentence → the figures in it, clause by clause, each with its noun: its own, or that of what was said before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from index.figures.draft import Draft
from index.figures.numbers.amounts import Amount
from index.figures.side_by_side import distribute, is_range, joined
from index.figures.times import Mention
from index.figures.words.left import left_of, tidy
from index.figures.words.nouns import is_noun, right_of, verb_and, verb_of
from index.figures.words.vocabulary import words as listed

_CLAUSE_END = re.compile(r"[。；;：:！？!?\n（()）]|(?<!\d)[,，]|[,，](?!\d{3}(?!\d))")
_OF_WHICH = re.compile(r"[\s，,、；;（(]*其中[：:，,]?")
_SHARE_OF = re.compile(r"(?:约|已|各|仅|只)?占.*$")
_NEXT = re.compile(r"(?:面积|资金|投资|金额|总值|产值|收入|率|额|长度|里程|量|价|费|标准|金|款|占|占比|人口|人数)$")
_QUALIFIES = re.compile(
    r"城市|城镇|农村|乡村|[初中高特一二三四五]级|硕士|博士|本科|男性?|女性?|省级|市级|县级|国家级|[一二三]类|重度|中度|轻度"
    r"|集中|分散|[^，。]{0,4}\d+[^，。]{0,6}岁[^，。]{0,6}|其[他它余]"
)
_NO_TOPIC = re.compile(r"问题|不足|情况|工作|计划|打算|安排|目标|要求|回顾|总结|方面|部分|成效|亮点|措施|保障|\d")
_OTHER_SIDE = {"农村": "城市", "城市": "农村", "乡村": "城镇"}
_RELATIVE = ("%", "‰", "个百分点", "岁", "倍", "位", "")
_COUNTS = listed("classifier") - listed("people")
_LONGEST_SUBJECT, _LONGEST_TOPIC, _LONGEST_COUNTED = 30, 14, 10  # characters


@dataclass(slots=True)
class Sentence:
    """A sentence being read: `text[start:end]`, its amounts and the times that it names, under a heading.

    `subject` is what its last clause without a figure says.
    """

    text: str
    found: Sequence[Amount]
    mentions: Sequence[Mention]
    heading: str
    done: list[Draft] = field(default_factory=list)
    subject: str = ""
    _named: bool = False  # the subject is a noun
    _fresh: bool = False  # no figure has been read since
    _topic: str = ""  # the noun before a colon (公租房：)

    def clauses(self, start: int, end: int) -> list[tuple[int, int]]:
        """The spans of the clauses of `text[start:end]`."""
        ends = [match.end() for match in _CLAUSE_END.finditer(self.text, start, end)]
        return [(left, right) for left, right in zip([start, *ends], [*ends, end], strict=True) if right > left]

    def read(self, clause: tuple[int, int]) -> list[Draft]:
        """Reads a clause: the figures in it."""
        inside = [amount for amount in self.found if clause[0] <= amount.start < clause[1]]
        if not inside:
            self._pass(clause)
            return []
        drafts = self._drafts(clause, inside)
        distribute(self.text, drafts, self.done[: -len(drafts)], self.subject)
        return drafts

    def _pass(self, clause: tuple[int, int]) -> None:
        """A clause without a figure may name the subject, and the time, of those after it."""
        start, end = clause
        inside = [mention for mention in self.mentions if start <= mention.start and mention.end <= end]
        words = self.text[start:end]
        for mention in reversed(inside):
            words = words[: mention.start - start] + words[mention.end - start :]
        words = tidy(words).rstrip("。；：，！？:;,( （")
        if not 1 < len(words) <= _LONGEST_SUBJECT:
            return
        noun = is_noun(words)
        if noun or not self._named:
            self.subject, self._named, self._fresh = words, noun, True
            if noun and self.text[end - 1] in "：:" and len(words) <= _LONGEST_TOPIC:
                self._topic = words

    def _drafts(self, clause: tuple[int, int], inside: Sequence[Amount]) -> list[Draft]:
        drafts: list[Draft] = []
        at = clause[0]
        for number, amount in enumerate(inside):
            limit = inside[number + 1].start if number + 1 < len(inside) else clause[1]
            draft, at = self._draft(clause, at, amount, limit, last=number + 1 == len(inside))
            if drafts:
                drafts[-1].following = draft
            drafts.append(draft)
            self.done.append(draft)
            self._fresh = False
        return drafts

    def _draft(self, clause: tuple[int, int], at: int, amount: Amount, limit: int, last: bool) -> tuple[Draft, int]:
        """Reads one figure between the end of the one before and the start of the next; also where its noun ends."""
        before = self.text[at : amount.start]
        spans = [(m.start - at, m.end - at) for m in self.mentions if at <= m.start and m.end <= amount.start]
        left = left_of(before, spans, amount.unit)
        draft = Draft(amount, clause, left, left.noun, previous=self.done[-1] if self.done else None)
        draft.per = amount.per or left.per
        side = draft.beside if joined(before) else None
        right, reach = right_of(self.text[amount.end : limit], amount.unit)
        next_one = not last and amount.end + reach == limit and _NEXT.search(right)  # what the next figure measures
        taken = bool(right) and not next_one and self._counted(draft, right, side)
        self._place_under(draft, before)
        if (
            not draft.per
            and draft.beside
            and draft.beside.amount.unit == amount.unit
            and (side or left.to or is_range(before))
        ):
            draft.per = draft.beside.per
        return draft, amount.end + (reach if taken else 0)

    def _counted(self, draft: Draft, right: str, side: Draft | None) -> bool:
        """Takes the noun behind a figure for its thing, where it is what is counted."""
        noun, unit = draft.left.noun, draft.amount.unit
        if draft.left.moved and unit in _RELATIVE:
            return False
        verb = verb_of(noun)
        if verb is None and not (unit in _COUNTS or draft.amount.bare):
            return False
        if verb is None and len(noun) <= _LONGEST_COUNTED and not noun.endswith(("市", "县", "省", "区")):
            draft.base = noun + right
        else:
            draft.verb = verb or (side.verb if side and not noun else "")
            draft.base = verb_and(draft.verb, right)
        return True

    def _place_under(self, draft: Draft, before: str) -> None:
        """Gives a figure without a noun of its own that of those before, and one of a part that of the whole."""
        last, noun = draft.previous, draft.base
        if whole := self._whole(draft, before):
            name = _SHARE_OF.sub("", noun)
            draft.part = "其中:" + re.sub(r"[“”]", "", name)
            draft.base = noun if draft.left.share else whole + name
        elif not noun:
            inherits = last is not None and (draft.beside is not None or not self._fresh)
            above = last.base if last else self._heading()
            draft.base = above if inherits else self.subject or above
            draft.part = last.part if last and inherits else None
        elif _QUALIFIES.fullmatch(noun):
            above = self.subject if self._named else self.done[0].base if self.done else ""
            other = _OTHER_SIDE.get(noun, noun)
            draft.base = above.replace(other, noun) if other in above else above + noun
            if last and last.amount.unit == draft.amount.unit:
                draft.per = draft.per or last.per
        elif not draft.verb and verb_of(noun) == noun:
            above = self._topic or self._heading()
            draft.base = above + noun if noun not in above else above

    def _whole(self, draft: Draft, before: str) -> str:
        """What a figure behind 其中 is a part of: the last figure of the same unit, else the last one."""
        beside = draft.beside
        if not draft.base:
            return ""
        if beside and beside.part and beside.part.startswith("其中") and before[:1] in ("、", "和", "及", "与"):
            return beside.base.replace(beside.part[3:], "")
        if not _OF_WHICH.match(before) or not self.done:
            return ""
        same = [each.base for each in self.done if each.amount.unit == draft.amount.unit]
        return same[-1] if same else self.done[-1].base

    def _heading(self) -> str:
        heading = tidy(self.heading)
        return heading if len(heading) <= _LONGEST_TOPIC and not _NO_TOPIC.search(heading) and is_noun(heading) else ""
