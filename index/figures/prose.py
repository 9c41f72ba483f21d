"""Figures in sentences → facts: clause by clause, each figure with what was said before it."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from index.figures.amounts import Amount, amounts
from index.figures.cells import Setting, cell_facts
from index.figures.ground import Ground, now_of
from index.figures.places import place_of
from index.figures.states import state_of
from index.figures.things import Left, is_noun, left_of, right_of, shared, suffix, tidy, verb_and, verb_of
from index.figures.times import Mention, Now, times
from index.model import Chunk, Fact, FactKind, Report, When, overlaps
from index.report.tables import Table
from index.text.sentences import sentences

_CLAUSE_END = re.compile(r"[。；;：:！？!?\n（()）]|(?<!\d)[,，]|[,，](?!\d{3}(?!\d))")
_OF_WHICH = re.compile(r"^[\s，,、；;（(]*其中[：:，,]?")
_JOINED = re.compile(r"^[\s、和及与或，,以]*$")
_APART = re.compile(r"、|以及|(?<!普)及(?!格|其|时|以)|和(?![谐解平])|与(?!会)")
_SHARE = re.compile(r"^(?P<whose>.*?)(?:约|已|各|仅|只)?占(?:到|了)?(?P<whole>.*?)(?:的?(?:比重|比例|份额))?$")
_NO_PER = frozenset(("%", "‰", "个百分点", "岁", "倍", "位", ""))
_ITEMS = frozenset(["个", "项", "类", "种", "大", "条", "件", "款"])
_THRESHOLD = re.compile(r"^[ 　]*(?:及|或)?(?:以上|以下|以内|之内|内)(?!的?人民)")
_PEOPLE = re.compile(
    r"人口|职工|群众|学生|老人|老年人|对象|人员|人数|劳动力|居民|农民|儿童|妇女|党员|干部|毕业生|游客|用户|患者"
)
_HEAD_NOUN = 14
_OPENING = 16
_OPENS = 3
_OTHER_SIDE = {"农村": "城市", "城市": "农村", "乡村": "城镇"}
_NO_TOPIC = re.compile(r"问题|不足|情况|工作|计划|打算|安排|目标|要求|回顾|总结|方面|部分|成效|亮点|措施|保障|\d")
_BY_YEAR = re.compile(r"到20\d\d年(?:底|末)?[，,]")
_YEAR_OPENS = re.compile(r"(?:[12]\d{3}年|[今明]年)[，,]")
_ADVERBIAL = re.compile(r"(?:期间|时期|以来)?(?:[，,：:是]|的[五三]年|末|，)")
_SHORT_ENOUGH = 10
_LONGEST_SUBJECT = 30
_CLASSIFIERS = frozenset(
    ["个", "家", "件", "项", "座", "所", "处", "对", "宗", "例", "具", "条", "辆", "台", "套", "间", "栋", "支", "场", "批", "份", "篇", "张", "部", "艘", "列", "颗", "枚", "口", "幅", "首", "册", "株", "架", "头", "只", "匹", "棵", "类", "种", "款", "笔", "名", "人", "户", "位", "大", "幢", "盏", "起", "本", "门", "站", "封", "把", "片", "组", "人次", "户次", "批次", "场次", "架次", "件次", "班次", "台套", "企", "期", "院"]
)
_PEOPLE_UNITS = frozenset(["人", "名", "户", "人次", "户次", "位"])
_NEXT = re.compile(r"(?:面积|资金|投资|金额|总值|产值|收入|率|额|长度|里程|量|价|费|标准|金|款|占|占比|人口|人数)$")
_SHARE_OF = re.compile(r"(?:约|已|各|仅|只)?占.*$")
_QUALIFIES = re.compile(
    r"城市|城镇|农村|乡村|[初中高特一二三四五]级|硕士|博士|本科|男性?|女性?|省级|市级|县级|国家级|[一二三]类|重度|中度|轻度|集中|分散"
    r"|[^，。]{0,4}\d+[^，。]{0,6}岁[^，。]{0,6}|其他|其它|其余"
)


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
    tables: tuple[Table, ...] = ()
    _section: tuple[str, ...] = ()
    _frame: When | None = None
    _fixed: bool = False  # a heading sets the year, which a paragraph does not change for those after it
    _paragraph: When | None = None
    _now: Now = field(default_factory=lambda: Now(None, None, False))

    def facts(self, chunk: Chunk) -> Iterator[Fact]:
        """The facts of a chunk's sentences."""
        self._enter(chunk)
        grids = [table for table in self.tables if table.start < chunk.end and chunk.start < table.end]
        for table in grids:
            cells = [cell for cell in table.cells if chunk.start <= cell.start and cell.end <= chunk.end]
            when = self.frame or (When(self._now.year) if self._now.year else None)
            yield from cell_facts(self.report.text, table, cells, Setting(self._now, when, chunk.period, self.ground))
        spans = [(table.start - chunk.start, table.end - chunk.start) for table in grids]
        found = [amount for amount in amounts(chunk.text) if not overlaps(spans, amount.start, amount.end)]
        named = list(times(chunk.text, self._now))
        starts = [amount.start for amount in found]
        lead: When | None = None
        for start, end in sentences(chunk.text):
            inside = found[bisect_left(starts, start) : bisect_left(starts, end)]
            opens = start == 0 or "\n" in chunk.text[max(0, start - 2) : start]
            here = [mention for mention in named if start <= mention.start < end]
            if opens or (here and _YEAR_OPENS.match(chunk.text, start)):
                self._reframe(chunk, start, opens, here)
            if not inside:
                plain = [mention.when for mention in here if not _compared(chunk.text, mention)]
                self._hold(chunk.text, start, end, plain[-1:])
                lead = (plain[-1] if plain else lead) if chunk.text[end - 1] in "；;" else None
                continue
            sentence = _Sentence(self, chunk, start, end, inside, here, lead=lead)
            for draft in sentence.drafts():
                if draft.fact:
                    yield draft.fact
            self._hold(chunk.text, start, end, [sentence.lead] if sentence.lead else [])
            goes_on = chunk.text[end - 1] in "；;" and sentence.lead and sentence.lead.part in ("", "12")
            lead = sentence.lead if goes_on else None

    def _hold(self, text: str, start: int, end: int, lead: Sequence[When]) -> None:
        """到2025年，…。 holds for the sentences after it."""
        if lead and not self._fixed and _BY_YEAR.search(text, start, end):
            self._paragraph = lead[0]

    def _enter(self, chunk: Chunk) -> None:
        self._now = now_of(self.ground, chunk)
        if chunk.section == self._section:
            return
        for heading in chunk.section:
            if heading not in self._section:
                framing = [mention.when for mention in times(heading, self._now) if _frames(mention.when)]
                if framing:
                    self._frame = framing[0]
                    self._fixed = not any(when.last for when in framing)
                elif chunk.section[0] == heading and chunk.period:
                    self._frame, self._fixed = None, False
        self._section = chunk.section
        self._paragraph = None

    def _reframe(self, chunk: Chunk, start: int, opens: bool, mentions: Sequence[Mention]) -> None:
        """A paragraph that begins with a year or several (五年来，…) sets the time of what follows."""
        self._paragraph = self._paragraph if start and not opens else None
        first = mentions[0] if mentions else None
        if first and first.start - start < _OPENING and _frames(first.when) and not first.past:
            if not _ADVERBIAL.match(chunk.text, first.end):
                return
            if self._fixed or not opens:
                self._paragraph = first.when
            else:
                self._frame = same_years(first.when, self._frame)

    @property
    def frame(self) -> When | None:
        """The time that the paragraph, else the section sets."""
        return self._paragraph or self._frame


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
    topic: str = ""  # the noun before a colon (公租房：)
    strong: bool = False  # the subject is a noun
    fresh: bool = False  # no figure has been read since
    starts: frozenset[int] = frozenset()
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
            if 1 < len(words) <= _LONGEST_SUBJECT and (not self.strong or is_noun(words)):
                self.strong = is_noun(words)
                self.subject, self.fresh = words, True
                if text[end - 1] in "：:" and is_noun(words) and len(words) <= _HEAD_NOUN:
                    self.topic = words
            for mention in self.mentions:
                if start <= mention.start < end and not _compared(text, mention):
                    self.lead = mention.when
            return
        at = start
        first = len(self.done)
        self.starts = frozenset(amount.start for amount in inside)
        for number, amount in enumerate(inside):
            limit = inside[number + 1].start if number + 1 < len(inside) else end
            draft, at = self._draft(at, amount, limit, first)
            self.done.append(draft)
            self.fresh = False
        self._distribute(start, first)
        for draft in self.done[first:]:
            self._finish(draft, start, end)
        opening = next((m for m in self.mentions if start <= m.start < min(start + _OPENS, inside[0].start)), None)
        if opening and not _compared(text, opening) and not self.done[first].left.source:
            self.lead = opening.when

    def _draft(self, at: int, amount: Amount, limit: int, first: int) -> tuple[Draft, int]:
        """Reads one figure between the end of the one before and the start of the next; also where its noun ends."""
        text = self.chunk.text
        before = text[at : amount.start]
        spans = [(m.start - at, m.end - at) for m in self.mentions if at <= m.start and m.end <= amount.start]
        left = left_of(before, spans, amount.unit)
        right, reach = right_of(text[amount.end : limit], amount.unit in _PEOPLE_UNITS)
        if right and amount.end + reach == limit and limit in self.starts and _NEXT.search(right):
            right, reach = "", 0  # it is what the next figure measures
        previous = self.done[-1] if len(self.done) > first else None
        joined = previous is not None and bool(_JOINED.match(before))
        draft = Draft(amount, left, left.noun)
        if right and not (left.moved and amount.unit in _NO_PER):
            reach = self._counted(draft, right, previous if joined else None) and reach
        else:
            reach = 0
        draft.per = amount.per or left.per
        self._place_under(draft, before, previous, joined)
        if not draft.per and previous and previous.amount.unit == amount.unit and (joined or left.to):
            draft.per = previous.per
        return draft, amount.end + reach

    def _counted(self, draft: Draft, right: str, previous: Draft | None) -> bool:
        """Takes the noun behind a figure for its thing, where it is what is counted."""
        noun = draft.left.noun
        verb = verb_of(noun)
        unit = draft.amount.unit
        counts = (unit in _CLASSIFIERS and unit not in _PEOPLE_UNITS) or draft.amount.bare
        if verb is None and not counts:
            return False
        if verb is None and len(noun) <= _SHORT_ENOUGH and not noun.endswith(("市", "县", "省", "区")):
            draft.base = noun + right
        else:
            draft.verb = verb or (previous.verb if previous and not noun else "")
            draft.base = verb_and(draft.verb, right)
        return True

    def _place_under(self, draft: Draft, before: str, previous: Draft | None, joined: bool) -> None:
        """Gives a figure without a noun of its own that of those before, and one of a part that of the whole."""
        last = self.done[-1] if self.done else None
        noun = draft.base
        whole = self._whole(draft.amount.unit) if _OF_WHICH.match(before) else ""
        if previous and previous.part and previous.part.startswith("其中") and before[:1] in "、和及与":
            whole = previous.base.replace(previous.part[3:], "")
        if whole and noun:
            name = _SHARE_OF.sub("", noun)
            draft.part = "其中:" + re.sub(r"[“”]", "", name)
            draft.base = noun if draft.left.share else whole + name
        elif not noun:
            inherited = last is not None and (previous is not None or not self.fresh)
            draft.base = last.base if last and inherited else self.subject or (last.base if last else self._heading())
            draft.part = last.part if last and inherited else None
        elif _QUALIFIES.fullmatch(noun):
            above = self.subject if self.strong else self.done[0].base if self.done else ""
            other = _OTHER_SIDE.get(noun, noun)
            draft.base = above.replace(other, noun) if other in above else above + noun
            if last and last.amount.unit == draft.amount.unit and not draft.per:
                draft.per = last.per

        elif not draft.verb and verb_of(noun) == noun:
            above = self.topic or self._heading()
            draft.base = above + noun if noun not in above else above

    def _whole(self, unit: str) -> str:
        """What 其中 is a part of: the last figure of the same unit, else the last one."""
        same = [draft.base for draft in self.done if draft.amount.unit == unit]
        return next(iter([*same[::-1], *(draft.base for draft in self.done[::-1])]), "")

    def _heading(self) -> str:
        heading = tidy(self.chunk.section[-1]) if self.chunk.section else ""
        return heading if len(heading) <= _HEAD_NOUN and is_noun(heading) and not _NO_TOPIC.search(heading) else ""

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
        for number in run[1:]:
            if not self.done[number].left.noun:
                self.done[number].left = head.left
        words = head.left.noun
        before = self.chunk.text[clause : head.amount.start]
        if not words and "分别" in before and run[0] >= len(run):
            for number, earlier in zip(run, self.done[run[0] - len(run) : run[0]], strict=True):
                self.done[number].base = earlier.base
                self.done[number].part = earlier.part
            return
        items = [item for item in _APART.split(words) if item]
        tail = ""
        if len(items) < len(run) and self.subject:
            items, tail = [item for item in _APART.split(self.subject) if item], words
        if len(items) >= len(run):
            for number, item in zip(run, shared(items[-len(run) :]), strict=True):
                self.done[number].base = item + tail
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
        when = self._when(draft, start, kind, source)
        state = "earlier" if source else state_of(clause, self.chunk, self.prose.ground, when)
        draft.when = when
        offset = self.chunk.start
        draft.fact = Fact(
            start=offset + amount.start,
            end=offset + amount.end,
            thing=thing,
            value=amount.value,
            unit=unit,
            per=() if unit in _NO_PER or "/" in unit else draft.per,
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
            index = self.done.index(draft)
            above = self.done[index - 1].base if index else self.subject
            whose = share["whose"] or above
            whole = share["whole"] or (above if index and whose != above else "")
            return "share", f"{whose}占{whole}比重"
        if left.moved and not left.to:
            return ("rate" if amount.unit in ("%", "‰", "倍", "") else "change"), thing + suffix(
                left.moved, amount.unit
            )
        if amount.unit == "个百分点":
            return "change", thing
        if left.share and "占" not in thing:
            return "share", f"{thing}占比"
        if amount.unit in ("%", "‰"):
            return ("share" if re.search(r"占比|比重|占", thing) else "rate"), thing
        return ("count_of_items" if amount.unit in _ITEMS and draft.verb else "level"), thing

    def _when(self, draft: Draft, start: int, kind: FactKind, source: bool) -> When | None:
        """The time of a figure: named right before it, in its clause, before it in the sentence, above it."""
        text, amount, left = self.chunk.text, draft.amount, draft.left
        index = self.done.index(draft)
        previous = self.done[index - 1] if index and self.done[index - 1].amount.start >= start else None
        at = previous.amount.end if previous else start
        own = [m for m in self.mentions if at <= m.start < amount.start and not _compared(text, m)]
        if own:
            return same_years(own[-1].when, self.prose.frame)
        if left.versus and previous is not None and not left.noun:
            return previous.when
        if source:
            after = self.done[index + 1] if index + 1 < len(self.done) else None
            if after is None:
                return None
            own = [m for m in self.mentions if start <= m.start < amount.start and not _compared(text, m)]
            return own[-1].when if own else self._before()
        pair = previous is not None and left.to and (previous.left.source or previous.left.was)
        if not pair:
            own = [m for m in self.mentions if start <= m.start < amount.start and not _compared(text, m)]
            if own:
                return own[-1].when
        return self._framed(draft, kind)

    def _framed(self, draft: Draft, kind: FactKind) -> When | None:
        now = self.prose._now
        when = self.lead or self.prose.frame or (When(now.year) if now.year else None)
        if when and when.last and _stands(draft, kind):
            return When(when.last)
        return when

    def _before(self) -> When | None:
        """The time of a value before a change, where nothing names it: before the years of a plan, or before a plan's."""
        frame, now = self.lead or self.prose.frame, self.prose._now
        if frame and frame.last:
            return When(frame.year - 1)
        year = frame.year if frame else now.year
        today = self.prose.ground.year
        return When(year - 1) if year and (now.planned or (today and year > today)) else None


def same_years(when: When, frame: When | None) -> When:
    """五年 of a text that is about a plan's five years are those."""
    if frame and frame.last and when.last and frame.last - frame.year == when.last - when.year:
        return frame if abs(frame.last - when.last) <= 1 else when
    return when


def _stands(draft: Draft, kind: FactKind) -> bool:
    """Whether a figure tells how things stand at the end of several years, and not what was done in all of them."""
    left = draft.left
    if kind == "rank" or left.to:
        return True
    if left.moved or re.search(
        r"新增|累计|年均|建成|新建|完成|改造|发放|投入|生产(?!总值|率|者)|培训|增长|总投资", draft.base + left.noun
    ):
        return False
    return left.state or draft.amount.unit in ("%", "‰")


def _compared(text: str, mention: Mention) -> bool:
    return bool(re.search(r"[比较于与]$", text[max(0, mention.start - 1) : mention.start])) or (
        mention.past and text[mention.end : mention.end + 2] == "同期"
    )


def _side(thing: str) -> str | None:
    """城市 or 农村, where the thing is of one of them."""
    if re.match(r"城市(?!化|更|道|建|绿|污|公|轨|生|运|管|群|书|住)", thing):
        return "城市"
    return "农村" if "农村" in thing and "城" not in thing else None


def _unmentioned(words: str, start: int, mentions: Sequence[Mention]) -> str:
    for mention in reversed(mentions):
        if start <= mention.start and mention.end <= start + len(words):
            words = words[: mention.start - start] + words[mention.end - start :]
    return words
