"""Right, wrong and refused, as they are counted."""

from eval.training.measure import Asked, shares
from eval.training.questions import TrainingQuestion


def asked(answerable: bool, outcome: str) -> Asked:
    question = TrainingQuestion("a", "d", "问", "number", ((0, 1),) if answerable else ())
    return Asked(question, outcome)  # type: ignore[arg-type]


def test_each_share_is_of_its_own_kind() -> None:
    told = [asked(True, "right"), asked(True, "right"), asked(True, "wrong"), asked(True, "refused")]
    near = [asked(False, "refused"), asked(False, "wrong")]
    assert shares([*told, *near]) == {"right": 0.5, "wrong": 0.25, "refused": 0.25, "near misses refused": 0.5}
