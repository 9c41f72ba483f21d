"""Times told by hand, what is seen of them, and that what is fitted to them gives them back."""

from collections import Counter
from pathlib import Path

import pytest

from eval.training.anchoring.fit import cross_validated, fit
from eval.training.anchoring.rows import VIEWS, rows
from eval.training.anchoring.times import TIMES, TimedDocument, TimedFigure, load_times, same_time
from eval.training.documents import made_up_reports
from index.errors import EvaluationError
from index.figures.anchor.model import STATES, model_of
from index.model import FactState, When

TEXT = "和平县民政局{year}年工作总结\n一、{year}年工作情况\n新增床位20张。\n二、{next}年工作计划\n力争新增床位30张。\n"


def documents(folder: Path) -> list[TimedDocument]:
    """Reports of four years, each with a figure reached and one planned."""
    told = []
    for year in range(2019, 2023):
        text = TEXT.format(year=year, next=year + 1)
        (folder / f"{year}.txt").write_text(text, encoding="utf-8")
        expected: list[tuple[str, int, FactState]] = [("20张", year, "reached"), ("30张", year + 1, "planned")]
        figures = [
            TimedFigure(text.index(written), text.index(written) + 3, When(when), state)
            for written, when, state in expected
        ]
        told.append(TimedDocument(f"{year}.txt", tuple(figures)))
    return told


def test_each_figure_is_seen_in_each_view(tmp_path: Path) -> None:
    seen = list(rows(tmp_path, documents(tmp_path)))
    assert Counter(row.view for row in seen) == dict.fromkeys(VIEWS, 8)
    assert all(len(row.of) == len(row.shapes) == len(row.right) for row in seen)
    assert all(sum(row.right) == 1 for row in seen if row.view == "whole")


def test_what_was_told_is_given_back(tmp_path: Path) -> None:
    seen = [row for row in rows(tmp_path, documents(tmp_path)) if row.view == "whole"]
    model = model_of(fit(seen))
    for row in seen:
        scores = model.scores(row.around, row.of, row.shapes)
        best, state = divmod(int(scores.argmax()), len(STATES))
        assert row.right[best]
        assert STATES[state] == row.state


def test_documents_that_were_not_learned_from_are_told_alike(tmp_path: Path) -> None:
    shares = cross_validated([row for row in rows(tmp_path, documents(tmp_path)) if row.view == "whole"])
    assert shares == {"whole": (1.0, 1.0, 1.0)}


def test_a_line_that_tells_no_figures_is_named(tmp_path: Path) -> None:
    path = tmp_path / "times.jsonl"
    good = '{"doc": "a.txt", "figures": [[0, 3, "2023H1", "reached"]]}'
    for bad in ("{}", good.replace("2023H1", "23"), good.replace("reached", "done"), "["):
        path.write_text(f"{good}\n{bad}\n", encoding="utf-8")
        with pytest.raises(EvaluationError, match="第 2 行"):
            load_times(path)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("2023", When(2023)),
        ("2023Q3", When(2023, None, "Q3")),
        ("2021/2025", When(2021, 2025)),
        ("2023-03/2023-11", When(2023, None, "11")),
        ("asof:2023-06", When(2023, None, "06", True)),
        ("-", None),
    ],
)
def test_times_are_read_as_they_are_written(tmp_path: Path, text: str, when: When | None) -> None:
    path = tmp_path / "times.jsonl"
    path.write_text(f'{{"doc": "a.txt", "figures": [[0, 3, "{text}", "planned"]]}}\n', encoding="utf-8")
    ((figure,),) = (document.figures for document in load_times(path))
    assert (figure.when, figure.state) == (when, "planned")


def test_the_state_at_a_years_end_is_the_years() -> None:
    assert same_time(When(2023, None, "12", True), When(2023))
    assert not same_time(When(2023), None)
    assert not same_time(When(2023, None, "06"), When(2023))


def test_the_times_of_the_repository() -> None:
    told = load_times(TIMES)
    made_up = made_up_reports()
    assert sum(len(document.figures) for document in told) > 13_000
    for document in told:
        text = made_up.get(document.doc)
        if text is not None:
            assert all(text[figure.start : figure.end].strip() for figure in document.figures)
