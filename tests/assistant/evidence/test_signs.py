"""What a span is judged by: the words in it and around it, kinds of figures, the reader's odds, its report."""

from collections.abc import Sequence
from dataclasses import replace
from math import log

import numpy as np
import pytest

from assistant.evidence import confidence as models
from assistant.evidence.judged import Judged
from assistant.evidence.portions import portions
from assistant.evidence.reading import LOOKED_AT, judged
from assistant.model import Evidence, Library
from assistant.reader.reader import Pair, Reading
from index.report.chunks import split
from tests.helpers.fakes import FakeReader, weighing
from tests.helpers.places import found, place, report, spans, want

QUESTION = "社工站的烟感报警器安装在哪里"
EVERY = "，".join(want(QUESTION).terms.weights)


class Remembering(FakeReader):
    """Remembers what it was asked to read, and is surer of shorter texts."""

    def __init__(self) -> None:
        self.asked: list[Sequence[Pair]] = []

    def read(self, pairs: Sequence[Pair]) -> list[Reading]:
        self.asked.append(pairs)
        told = zip(pairs, super().read(pairs), strict=True)
        return [replace(reading, answerable=1 / (1 + len(pair.text))) for pair, reading in told]


def looked_at(
    text: str, question: str = QUESTION, reader: FakeReader | None = None, title: str | None = None
) -> list[Judged]:
    told, wish = report(text, None, 2023, title), want(question)
    (portion,) = portions(wish.query, [found(told, question)])
    library = Library(lambda _: told, lambda _: split(told))
    return judged(wish, portion, library, reader or FakeReader())


def sign(name: str, quote: str, text: str, question: str = QUESTION, title: str | None = None) -> float:
    """That of the span of these words."""
    (one,) = (one for one in looked_at(text, question, title=title) if one.text(one.start, one.end) == quote)
    return one.signs[name]


def test_the_heaviest_missing_word_is_what_counts() -> None:
    weights = want(QUESTION).terms.weights
    heaviest, lightest = (chosen(weights, key=weights.__getitem__) for chosen in (max, min))
    assert weights[heaviest] > weights[lightest]
    for missing in (heaviest, lightest):
        (one, *_) = looked_at(f"{EVERY.replace(missing, '某')}。")
        assert one.signs["missing"] == pytest.approx(weights[missing])
    (none,) = looked_at("无关内容。")
    assert none.signs["missing"] == pytest.approx(weights[heaviest])


def test_what_stands_anywhere_in_the_paragraph_or_above_it_is_not_missing() -> None:
    for text, title in ((f"一、{EVERY}\n安装完毕。", None), (f"安装完毕。{EVERY}。", None), ("安装完毕。", EVERY)):
        assert all(one.signs["missing"] == 0 for one in looked_at(text, title=title))


def test_words_are_said_in_the_span_or_stand_around_it() -> None:
    text = "社工站已经建成。烟感报警器装好。"
    told = {one.text(one.start, one.end): one for one in looked_at(text)}
    (of_first, of_second) = (told[quote] for quote in ("社工站已经建成", "烟感报警器装好"))
    assert of_first.signs["around"] == of_second.signs["around"] == of_first.evidence.coverage
    assert 0 < of_first.signs["said"] < of_first.signs["around"] < 1
    assert of_first.signs["said"] != of_second.signs["said"]


@pytest.mark.parametrize(
    ("question", "text", "unfit"),
    [
        ("社工站有多少个", "社工站建成10个。", 0),
        ("社工站有多少个", "社工站建成一批。", 1),
        ("社工站什么时候建成", "社工站6月建成。", 0),
        ("社工站什么时候建成", "社工站已经建成。", 1),
        ("社工站怎么样", "社工站已经建成。", 0),
    ],
)
def test_no_figure_or_time_where_one_is_asked_for_is_a_sign(question: str, text: str, unfit: float) -> None:
    assert sign("unfit", text.rstrip("。"), text, question) == unfit


def test_a_span_is_as_long_as_its_characters() -> None:
    assert sign("length", "社工站" + "好" * 37, f"社工站{'好' * 37}。") == pytest.approx(0)
    assert sign("length", "社工站" + "好" * 77, f"社工站{'好' * 77}。") == pytest.approx(log(2))


def test_a_span_is_read_with_its_neighbours_and_then_alone() -> None:
    reader = Remembering()
    text = "社工站已经建成，运行平稳。烟感报警器装好。"
    (first, *_) = (one for one in looked_at(text, reader=reader) if "社工站" in one.text(one.start, one.end))
    passages, alone = reader.asked
    assert [pair.text for pair in passages] == [text]
    assert "社工站已经建成，运行平稳。" in [pair.text for pair in alone]
    assert {pair.question for pair in (*passages, *alone)} == {want(QUESTION).query.standalone}
    assert first.signs["odds"] == pytest.approx(-log(len(text)))
    assert first.signs["closer"] == pytest.approx(-log(len("社工站已经建成，运行平稳。")))


def test_only_the_most_promising_spans_are_looked_at_closer(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "".join(f"一、{'养老' * count}\n{'好' * 300}{'差' * 30}。\n" for count in range(1, 9))
    monkeypatch.setattr(models, "_weights", lambda: weighing(length=1.0))
    reader = Remembering()
    told = looked_at(text, reader=reader)
    assert len(told) == len(reader.asked[1]) == LOOKED_AT
    monkeypatch.setattr(models, "_weights", lambda: weighing(length=-1.0))
    assert max(one.signs["length"] for one in looked_at(text)) < min(one.signs["length"] for one in told)


@pytest.mark.parametrize("certain", [0.0, 1.0])
def test_no_reading_is_certain_beyond_measure(certain: float) -> None:
    class Certain(FakeReader):
        def read(self, pairs: Sequence[Pair]) -> list[Reading]:
            return [replace(reading, answerable=certain) for reading in super().read(pairs)]

    (one, *_) = looked_at("社工站已经建成。", reader=Certain())
    assert one.signs["odds"] == one.signs["closer"] == pytest.approx(13.8 * (2 * certain - 1), abs=0.1)
    assert 0 < one.evidence.sure < 1


def test_a_reader_that_saw_nothing_finds_nothing() -> None:
    class Blind(FakeReader):
        def read(self, pairs: Sequence[Pair]) -> list[Reading]:
            none = np.zeros(0, np.float32)
            return [Reading(0.9, 0.5, np.zeros((0, 2), np.int64), none, none, none) for _ in pairs]

    assert looked_at("社工站已经建成。", reader=Blind()) == []


def test_a_stretch_of_blanks_is_no_span() -> None:
    class OfBlanks(FakeReader):
        def read(self, pairs: Sequence[Pair]) -> list[Reading]:
            return [_at_the_end(pair.text) for pair in pairs]

    def _at_the_end(text: str) -> Reading:
        at, even = np.array([[len(text) - 1, len(text)]], np.int64), np.zeros(1, np.float32)
        return Reading(0.9, 0.5, at, even, even, even)

    told = looked_at("社工站已经建成。\n")
    assert told
    assert all(one.hit.chunk.text[-1] == "\n" for one in told)
    assert looked_at("社工站已经建成。\n", reader=OfBlanks()) == []


@pytest.mark.parametrize(("planted", "best"), [({"said": 1.0}, "社工站的烟感报警器装好"), ({"length": -1.0}, "完工")])
def test_the_weights_decide(planted: dict[str, float], best: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "_weights", lambda: weighing(**planted))
    told = report("完工。社工站的烟感报警器装好。", place("苏州市"), 2023)
    read: list[Evidence] = spans(want(QUESTION), found(told, QUESTION), told)
    assert read[0].quote == best
    assert read[0].score == max(span.score for span in read)
