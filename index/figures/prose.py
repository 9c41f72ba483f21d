"""Figures in sentences → facts: clause by clause, each figure with what was said before it."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from index.figures.amounts import Amount, amounts
from index.figures.ground import Ground, now_of
from index.figures.places import place_of
from index.figures.states import state_of
from index.figures.things import Left, is_verbal, left_of, right_of, suffix, tidy, verb_and
from index.figures.times import Mention, Now, times
from index.model import Chunk, Fact, FactKind, Report, When
from index.text.sentences import sentences

_CLAUSE_END = re.compile(r"[。；;：:！？!?\n（()）]|(?<!\d)[,，]|[,，](?!\d{3}(?!\d))")
_OF_WHICH = re.compile(r"^[\s，,、；;（(]*其中[：:，,]?")
_JOINED = re.compile(r"^[\s、和及与或，,以]*$")
_APART = re.compile(r"[、和及与]|以及")
_SHARE = re.compile(r"^(?P<whose>.*?)(?:约|已|各|仅|只)?占(?:到|了)?(?P<whole>.*?)(?:的?(?:比重|比例|份额))?$")
_NO_PER = frozenset(("%", "‰", "个百分点", "岁", "倍", "位", ""))
_ITEMS = frozenset(["个", "项", "类", "种", "大", "条", "件", "款"])
_THRESHOLD = re.compile(r"^[ 　]*(?:及|或)?(?:以上|以下|以内|之内|内)(?!的?人民)")
_PEOPLE = re.compile(
    r"人口|职工|群众|学生|老人|老年人|对象|人员|人数|劳动力|居民|农民|儿童|妇女|党员|干部|毕业生|游客|用户|患者"
)
_HEAD_NOUN = 14


@dataclass(slots=True)
class Draft:
    """A figure being read: what it shares with those that come after it."""

    amount: Amount
    left: Left
    base: str
    verb: str = ""
    part: str | None = None
    per: tuple[str, ...] = ()
    when: When | None = None
    fact: Fact | None = None


@dataclass(slots=True)
class Prose:
    """Reads a report's chunks in order; what one says of time and subject holds on into the next."""

    report: Report
    ground: Ground
    _section: tuple[str, ...] = ()
    _frame: When | None = None
    _now: Now = field(default_factory=lambda: Now(None, None, False))

    def facts(self, chunk: Chunk) -> Iterator[Fact]:
        """The facts of a chunk's sentences."""
        self._enter(chunk)
        found = list(amounts(chunk.text))
        named = list(times(chunk.text, self._now))
        starts = [amount.start for amount in found]
        for start, end in sentences(chunk.text):
            inside = found[bisect_left(starts, start) : bisect_left(starts, end)]
            opens = start == 0 or "\n" in chunk.text[max(0, start - 2) : start]
            here = [mention for mention in named if start <= mention.start < end]
            if opens:
                self._reframe(start, here)
            if inside:
                for draft in _Sentence(self, chunk, start, end, inside, here).drafts():
                    if draft.fact:
                        yield draft.fact

    def _enter(self, chunk: Chunk) -> None:
        self._now = now_of(self.ground, chunk)
        if chunk.section == self._section:
            return
        if chunk.section[:1] != self._section[:1]:
            self._frame = None
        for heading in chunk.section:
            if heading not in self._section:
                framing = [mention.when for mention in times(heading, self._now) if _frames(mention.when)]
                self._frame = framing[0] if framing else self._frame
        self._section = chunk.section

    def _reframe(self, start: int, mentions: Sequence[Mention]) -> None:
        """A paragraph that begins with a year or several (五年来，…) sets the time of what follows."""
        first = mentions[0] if mentions else None
        if first and first.start - start < 16 and _frames(first.when) and not first.past:
            self._frame = first.when


def _frames(when: When) -> bool:
    return not when.part and not when.as_of


@dataclass(slots=True)
class _Sentence:
    """One sentence being read."""

    prose: Prose
    chunk: Chunk
    start: int
    end: int
    found: list[Amount]
    mentions: list[Mention]
    done: list[Draft] = field(default_factory=list)
    subject: str = ""
    lead: When | None = None

    def drafts(self) -> list[Draft]:
        text = self.chunk.text
        at = self.start
        for border in [match.end() for match in _CLAUSE_END.finditer(text, self.start, self.end)] + [self.end]:
            inside = [amount for amount in self.found if at <= amount.start < border]
            if border > at:
                self._clause(at, border, inside)
            at = border
        return self.done

    def _clause(self, start: int, end: int, inside: list[Amount]) -> None:
        text = self.chunk.text
        if not inside:
            words = tidy(_unmentioned(text[start:end], start, self.mentions)).rstrip("。；：，！？:;,( （")
            if 1 < len(words) <= 30:
                self.subject = words
            for mention in self.mentions:
                if start <= mention.start < end and not _compared(text, mention):
                    self.lead = mention.when
            return
        at = start
        first = len(self.done)
        for number, amount in enumerate(inside):
            limit = inside[number + 1].start if number + 1 < len(inside) else end
            self.done.append(self._draft(start, at, amount, limit, first))
            at = amount.end
        self._distribute(start, first)
        for draft in self.done[first:]:
            self._finish(draft, start, end)

    def _draft(self, clause: int, at: int, amount: Amount, limit: int, first: int) -> Draft:
        text = self.chunk.text
        before = text[at : amount.start]
        spans = [(m.start - at, m.end - at) for m in self.mentions if at <= m.start and m.end <= amount.start]
        left = left_of(before, spans)
        right = right_of(text[amount.end : limit])
        previous = self.done[-1] if self.done else None
        joined = previous is not None and len(self.done) > first and bool(_JOINED.match(before))
        verb, noun = "", left.noun
        if right and not left.moved and is_verbal(noun):
            verb = previous.verb if joined and previous and not noun else noun
            noun = verb_and(verb, right)
        draft = Draft(amount, left, noun, verb)
        if _OF_WHICH.match(before) and previous:
            draft.part = f"其中:{noun}"
            draft.base = previous.base + noun
        elif joined and previous and previous.part and previous.part.startswith("其中") and noun:
            draft.part = f"其中:{noun}"
            draft.base = previous.base.removesuffix(previous.part[3:]) + noun
        elif not noun:
            draft.base = (previous.base if previous else "") or self.subject or self._heading()
            draft.part = previous.part if previous else None
            if not previous and self.subject:
                draft.base = self.subject
        elif len(noun) < 4 and not left.share and not noun.endswith(("率", "额", "量", "费", "值")):
            above = self.subject or (self.done[0].base if self.done else "") or self._heading()
            draft.base = above + noun if noun not in above else above
        draft.per = amount.per or left.per
        if (
            not draft.per
            and previous
            and len(self.done) > first
            and previous.amount.unit == amount.unit
            and (joined or left.to)
        ):
            draft.per = previous.per
        return draft

    def _heading(self) -> str:
        heading = tidy(self.chunk.section[-1]) if self.chunk.section else ""
        return heading if len(heading) <= _HEAD_NOUN else ""

    def _distribute(self, clause: int, first: int) -> None:
        """A、B分别为x、y: the figures that stand side by side are of the things that do."""
        run = [first]
        text = self.chunk.text
        for number in range(first + 1, len(self.done)):
            between = text[self.done[number - 1].amount.end : self.done[number].amount.start]
            if _JOINED.match(between):
                run.append(number)
            else:
                self._share_out(clause, run)
                run = [number]
        self._share_out(clause, run)

    def _share_out(self, clause: int, run: list[int]) -> None:
        if len(run) < 2:
            return
        head = self.done[run[0]]
        units = {self.done[number].amount.unit for number in run}
        if len(units) > 1:
            return
        words = head.left.noun
        before = self.chunk.text[clause : head.amount.start]
        if not words and "分别" in before and run[0] >= len(run):
            for number, earlier in zip(run, self.done[run[0] - len(run) : run[0]], strict=True):
                self.done[number].base = earlier.base
                self.done[number].part = earlier.part
            return
        items = [item for item in _APART.split(words or self.subject) if item]
        if len(items) >= len(run):
            items = items[-len(run) :]
            for number, item in zip(run, items, strict=True):
                self.done[number].base = item
        elif len(run) == 2 and "城乡" in words:
            for number, kind in zip(run, ("城市", "农村"), strict=True):
                self.done[number].base = words.replace("城乡", kind)
                self.done[number].part = kind

    def _finish(self, draft: Draft, start: int, end: int) -> None:
        text, amount, left = self.chunk.text, draft.amount, draft.left
        index = self.done.index(draft)
        after = self.done[index + 1] if index + 1 < len(self.done) else None
        source = left.was or (left.source and after is not None and after.left.to)
        kind, thing = self._said(draft)
        base_end = min(end, amount.end + 6)
        if _THRESHOLD.match(text[amount.end : base_end]) or left.bound:
            kind = "threshold" if kind not in ("rank", "change") else kind
        unit = amount.unit
        if amount.bare and _PEOPLE.search(thing + text[amount.end : amount.end + 12]):
            unit = "人"
        part = draft.part or _side(thing)
        clause = text[start:end]
        state = "earlier" if source else state_of(clause, self.chunk, self.prose.ground)
        when = self._when(draft, start, kind, source)
        draft.when = when
        offset = self.chunk.start
        draft.fact = Fact(
            start=offset + amount.start,
            end=offset + amount.end,
            thing=thing,
            value=amount.value,
            unit=unit,
            per=() if unit in _NO_PER else draft.per,
            kind=kind,
            part=part,
            place=place_of(text, start, amount.start, self.prose.ground),
            when=when,
            state=state,
        )

    def _said(self, draft: Draft) -> tuple[FactKind, str]:
        amount, left, thing = draft.amount, draft.left, draft.base
        if amount.rank:
            return "rank", thing
        share = _SHARE.match(thing) if left.share else None
        if share:
            whose = share["whose"] or (
                self.done[self.done.index(draft) - 1].base if self.done.index(draft) else self.subject
            )
            return "share", f"{whose}占{share['whole']}比重"
        if left.moved and not left.to:
            return ("rate" if amount.unit in ("%", "‰", "倍", "") else "change"), thing + suffix(
                left.moved, amount.unit
            )
        if amount.unit == "个百分点":
            return "change", thing
        if amount.unit in ("%", "‰"):
            return ("share" if re.search(r"占比|比重|占", thing) else "rate"), thing
        return ("count_of_items" if amount.unit in _ITEMS and draft.verb else "level"), thing

    def _when(self, draft: Draft, start: int, kind: FactKind, source: bool) -> When | None:
        """The time of a figure: named right before it, in its clause, before it in the sentence, above it."""
        text, amount, left = self.chunk.text, draft.amount, draft.left
        now = self.prose._now
        index = self.done.index(draft)
        previous = self.done[index - 1] if index and self.done[index - 1].amount.start >= start else None
        at = previous.amount.end if previous else start
        own = [m for m in self.mentions if at <= m.start < amount.start and not _compared(text, m)]
        if own:
            return own[-1].when
        if source:
            after = self.done[index + 1] if index + 1 < len(self.done) else None
            if after is None:
                return None
            own = [m for m in self.mentions if start <= m.start < amount.start and not _compared(text, m)]
            return own[-1].when if own else self._before(after, start)
        pair = previous is not None and left.to and (previous.left.source or previous.left.was)
        if not pair:
            own = [m for m in self.mentions if start <= m.start < amount.start and not _compared(text, m)]
            if own:
                return own[-1].when
        return self._framed(draft, kind)

    def _framed(self, draft: Draft, kind: FactKind) -> When | None:
        now = self.prose._now
        when = self.lead or self.prose._frame or (When(now.year) if now.year else None)
        if when and when.last and _stands(draft, kind):
            return When(when.last)
        return when

    def _before(self, after: Draft, start: int) -> When | None:
        """The time of a value before a change, where nothing names it: before the years of a plan, or before a plan's."""
        frame = self.lead or self.prose._frame
        if frame and frame.last:
            return When(frame.year - 1)
        if self.prose._now.planned and self.prose._now.year:
            return When(self.prose._now.year - 1)
        return None


def _stands(draft: Draft, kind: FactKind) -> bool:
    """Whether a figure tells how things stand at the end of several years, and not what was done in all of them."""
    left = draft.left
    if kind == "rank" or left.to:
        return True
    if left.moved or re.search(
        r"新增|累计|年均|建成|新建|完成|改造|发放|投入|生产|培训|增长|总投资", draft.base + left.noun
    ):
        return False
    return left.state or draft.amount.unit in ("%", "‰")


def _compared(text: str, mention: Mention) -> bool:
    return bool(re.search(r"[比较]$|与$|相比", text[max(0, mention.start - 1) : mention.start])) or (
        mention.past and text[mention.end : mention.end + 2] == "同期"
    )


def _side(thing: str) -> str | None:
    """城市 or 农村, where the thing is of one of them."""
    if re.match(r"(?:城市|城镇)(?!化|登|新|调|棚|老|管|更|道|建|绿|污|公|轨|生|运)", thing):
        return "城市"
    return "农村" if thing.startswith("农村") else None


def _unmentioned(words: str, start: int, mentions: Sequence[Mention]) -> str:
    for mention in reversed(mentions):
        if start <= mention.start and mention.end <= start + len(words):
            words = words[: mention.start - start] + words[mention.end - start :]
    return words
