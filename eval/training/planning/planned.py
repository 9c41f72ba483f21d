"""How well a plan is told of questions that were not learned from: a fifth at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.catalogue import Places
from assistant.model import Query
from assistant.question.understand import understand
from assistant.reckon.operation import NONE, Model, model_of, operation_of
from assistant.reckon.plan import Embed, limit_in, text_of
from assistant.reckon.things import things_in
from eval.training.planning.plans import PlannedQuestion, fit_operation, fit_things, names_things
from index.places.gazetteer import gazetteer

FOLDS = 5
_ONE_FIGURE = (NONE, "level")  # what is answered like any other question
Told = tuple[PlannedQuestion, Query]


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a number."""

    count: int
    of: int

    def __str__(self) -> str:
        return f"{self.count / max(1, self.of):.1%}（{self.count}/{self.of}）"


def read(questions: Sequence[PlannedQuestion]) -> list[Told]:
    """What each question was understood to ask, where no place is known to have reports."""
    return [(one, understand(one.question, one.history, gazetteer(), Places())) for one in questions]


def cross_validated(told: Sequence[Told], embed: Embed, seed: int = 0) -> tuple[Share, Share, Share]:
    """Of operations that are wanted, those told right; of questions that want none, false alarms; of questions that
    name their things, those of which exactly these are told.
    """
    folds = np.random.default_rng(seed).integers(0, FOLDS, len(told))
    right: list[bool] = []
    alarms: list[bool] = []
    exact: list[bool] = []
    for fold in range(FOLDS):
        learned = [one for one, own in zip(told, folds, strict=True) if own != fold]
        model, weights = model_of(fit_operation(learned, embed)), fit_things(learned)
        for (one, query), own in zip(told, folds, strict=True):
            if own != fold:
                continue
            wanted = _operation(query, embed, model)
            if one.operation in _ONE_FIGURE:
                alarms.append(wanted not in _ONE_FIGURE)
            else:
                right.append(wanted == one.operation)
            if names_things(one, query):
                exact.append(set(things_in(text_of(query), weights)) == set(one.things))
    return _share(right), _share(alarms), _share(exact)


def _operation(query: Query, embed: Embed, model: Model) -> str:
    vector = embed(query.topic or query.standalone)
    return operation_of(query, vector, limit=limit_in(text_of(query)) is not None, model=model) or NONE


def _share(told: Sequence[bool]) -> Share:
    return Share(sum(told), len(told))
