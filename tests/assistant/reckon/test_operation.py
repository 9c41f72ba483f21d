"""What a question wants done with figures, told by weights made by hand."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.model import Query
from assistant.reckon import operation
from assistant.reckon.operation import Model, flags, model_of, operation_of, seen, words_seen
from tests.helpers.places import query

FLAGS = 7
SUM = "一共有多少人"


def made(rows: Mapping[int, tuple[float, float]] | None = None, **words: tuple[float, float]) -> Model:
    """A model of `none` and `sum` over vectors of two dimensions, with these rows of weights and these words."""
    weights = np.zeros((2 + FLAGS + 1, 2)).tolist()
    for at, row in (rows or {}).items():
        weights[at] = list(row)
    fitted: dict[str, Any] = {"operations": ["none", "sum"], "centre": [0.5, 0.0], "weights": weights, "words": words}
    return model_of(fitted)


def told(model: Model, question: str = SUM, vector: tuple[float, float] = (0.5, 0.0), *, limit: bool = False) -> str:
    asked = query(question, ())
    return operation_of(asked, np.array(vector, np.float32), limit=limit, model=model) or "none"


def test_a_word_of_the_topic_tells() -> None:
    assert told(made(一共=(0, 3))) == "sum"
    assert told(made(合计=(0, 3))) == "none"


def test_the_meaning_tells_by_how_it_differs_from_the_usual() -> None:
    far = made({0: (0, 1)})
    assert told(far, vector=(0.6, 0.0)) == "sum"
    assert told(far, vector=(0.4, 0.0)) == "none"


@pytest.mark.parametrize(
    ("at", "question", "limit"),
    [
        (0, "苏州和渝中区一共有多少人", False),
        (1, "苏州、渝中区和和平县一共有多少人", False),
        (2, "2021年和2022年一共有多少人", False),
        (3, "2021年、2022年和2023年一共有多少人", False),
        (4, "各县一共有多少人", False),
        (5, "一共有5人吗", False),
        (6, SUM, True),
    ],
)
def test_what_is_known_of_a_question_tells(at: int, question: str, limit: bool) -> None:
    model = made({2 + at: (0, 5), 2 + FLAGS: (2, 0)})
    assert told(model, question, limit=limit) == "sum"
    assert told(model) == "none"


def test_none_is_taken_where_none_is_likeliest_or_nothing_is_likely() -> None:
    assert told(made({2 + FLAGS: (1, 0)})) == "none"
    assert told(made({2 + FLAGS: (0, 0.01)})) == "sum"
    several = {"operations": ["none", "sum", "max", "min"], "centre": [0.0, 0.0], "words": {}}
    even = model_of(several | {"weights": [[0.0] * 4] * (2 + FLAGS) + [[0.0, 0.2, 0.0, 0.0]]})
    assert told(even) == "none"  # sum is likeliest, with a share of less than SURE


def test_where_no_model_is_given_it_is_the_shipped_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operation, "_shipped", lambda: made(一共=(0, 3)))
    assert operation_of(query(SUM, ()), np.array([0.5, 0.0], np.float32), limit=False) == "sum"


def test_words_their_pairs_and_the_last_are_seen() -> None:
    words = {"最高", "多少", "最高 多少", "多少$"}
    assert words_seen("最高多少") == {*words, "~最高", "~高多", "~多少", "高多少$"}
    assert words_seen("") == {"$"}


@given(st.text("县各多少一共比高低和", max_size=20))
def test_as_much_is_seen_of_every_question(topic: str) -> None:
    asked = Query(topic, topic, topic, "", (), None, (), False, (), None, None, "figure")
    known = flags(asked, limit=False)
    assert len(known) == FLAGS
    row = seen(np.zeros(2, np.float32), known, np.zeros(2, np.float32))
    assert row.shape == (2 + FLAGS + 1,)
    assert row[-1] == 1
    assert all(name.split(" ")[0].strip("~") in topic or name.endswith("$") for name in words_seen(topic))


def test_the_shipped_model_fits_the_default_one() -> None:
    shipped = operation._shipped()
    assert shipped.weights.shape == (len(shipped.centre) + FLAGS + 1, len(shipped.operations))
    assert all(len(row) == len(shipped.operations) for row in shipped.words.values())
