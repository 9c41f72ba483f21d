"""Whether a question is answered or refused: the one place where the reason of a refusal is decided.

The others tell facts: `retrieve` what was found for which place, `choose` which spans answer and how surely, `premise`
what only another place's report has.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.catalogue import Catalogue
from assistant.evidence.choose import Choice, choose
from assistant.evidence.premise import elsewhere
from assistant.evidence.wanted import Wanted, wanted
from assistant.language.terms import terms_of
from assistant.model import Evidence, Found, Library, Query, Reason
from assistant.reader.reader import Reader
from index.model import Scope
from index.store.protocol import Store


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no answer, and what shows it: the nearest span, or where the thing of this `name` stands."""

    reason: Reason
    shown: Evidence | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Decider:
    """Decides over one index."""

    store: Store
    cards: Catalogue
    library: Library
    reader: Reader

    def want(self, query: Query) -> Wanted:
        """What a span is held against that may answer a question."""
        return wanted(query, terms_of(query, self.store.frequency, self.store.size))

    def decide(self, query: Query, found: Sequence[Found]) -> Choice | Refusal:
        """What answers, out of what was found; or why nothing does."""
        return _nothing_found(query, found) or self._of_found(self.want(query), found)

    def _of_found(self, want: Wanted, found: Sequence[Found]) -> Choice | Refusal:
        if refusal := self._mismatch(want, quoted_only=True):
            return refusal
        choice = choose(want, found, self.library, self.reader)
        if choice.groups:
            return choice
        regions = want.query.regions
        if not regions and not choice.touched:
            return Refusal("off_topic")
        if choice.only_parts:
            return Refusal("region_not_covered", choice.nearest)
        if regions and not any(map(self.cards.of, regions)):
            return Refusal("region_not_covered")
        return self._mismatch(want, quoted_only=False) or Refusal("not_found", choice.nearest)

    def _mismatch(self, want: Wanted, *, quoted_only: bool) -> Refusal | None:
        """The refusal of what only reports of places have that were not asked for."""
        regions = want.query.regions
        scope = self.cards.scope(frozenset().union(*map(self.cards.telling, regions))) if regions else Scope()
        there = elsewhere(want, self.store, scope, quoted_only=quoted_only)
        return Refusal("premise_mismatch", there.shown, there.name) if there else None


def _nothing_found(query: Query, found: Sequence[Found]) -> Refusal | None:
    """The refusal where no report tells of any place asked for, or none of those has anything of the years."""
    if query.regions and not any(row.place for row in found):
        return Refusal("region_not_covered")
    if any(row.hits for row in found):
        return None
    return Refusal("period_not_covered" if query.years else "not_found")
