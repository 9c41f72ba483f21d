"""What a user sets beside a question, and the question as it is then understood."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from assistant.catalogue import Catalogue
from assistant.model import Query
from index.errors import QuestionError
from index.model import Region
from index.places.gazetteer import gazetteer

Aspect = Literal["done", "planned", "either"]
_PLANNED: Mapping[Aspect, bool | None] = {"done": False, "planned": True, "either": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Each stands in for what the question itself says; None leaves that as it is.

    `region` is a place's name, or the code of a loaded one; `aspect` says whether what was done is asked for or what is
    planned.
    """

    region: str | None = None
    year: int | None = None
    aspect: Aspect | None = None

    def on(self, query: Query, cards: Catalogue) -> Query:
        """The query with these in place of its own. Raises QuestionError for an unknown `region`."""
        if self.region is not None:
            query = replace(query, regions=(_place(self.region, cards),), every_region=False)
        if self.year is not None:
            query = replace(query, years=(self.year,))
        return replace(query, planned=_PLANNED[self.aspect]) if self.aspect else query


NO_FILTERS = Filters()


def _place(name: str, cards: Catalogue) -> Region:
    """The place of this code or name; of several with one name, one that reports tell of."""
    places = tuple(place for place in cards.places if place.code == name) or gazetteer().named(name)
    if not places:
        raise QuestionError(f"不认识的地名：{name}。请写省、市、县（区）的名称。")
    return next(filter(cards.of, places), places[0])
