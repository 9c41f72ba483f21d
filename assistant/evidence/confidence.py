"""How well a span answers, and how sure it is that it does: linear models over what the reader and the words tell.

Fitted by `python -m eval.training fit` on questions by hand over documents that the reader was not trained on.
"""

import json
from collections.abc import Mapping
from functools import cache
from math import exp
from pathlib import Path

# What the models see of a span, by name:
# - odds, share: the reader's logarithm of the odds that its passage answers, and of the share that the stretch has of
#   all stretches there;
# - closer: the same odds for the sentences of the span alone, once they have been looked at closer;
# - behind: by how much the passage's fused score lies behind the best one's;
# - unfit: whether an amount or a time is asked for and none of the kind is in it;
# - untimely: whether it tells of a plan where a result is asked for, or the reverse;
# - said, around: the weight of the words asked about that stand in it, and in its passage and above;
# - missing: that of the heaviest word which stands in neither;
# - length: the logarithm of its length over 40 characters.
FIRST_SIGNS = ("odds", "share", "behind", "unfit", "untimely", "said", "around", "missing", "length")
SIGNS = (*FIRST_SIGNS, "closer")
WEIGHTS = Path(__file__).parent / "data" / "confidence_weights.json"

Signs = Mapping[str, float]


def promise(signs: Signs) -> float:
    """How well a span seems to answer beside other spans before it is looked at closer: higher is better."""
    return _sum("promise", signs)


def worth(signs: Signs) -> float:
    """The same afterwards."""
    return _sum("worth", signs)


def confidence(signs: Signs) -> float:
    """From 0 to 1 how sure it is that a span, the best one, answers."""
    return 1 / (1 + exp(-_weights()["confidence"]["bias"] - _sum("confidence", signs)))


def _sum(model: str, signs: Signs) -> float:
    fitted = _weights()[model]
    return sum(fitted[name] * sign for name, sign in signs.items())


@cache
def _weights() -> Mapping[str, Signs]:
    fitted: Mapping[str, Signs] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return fitted
