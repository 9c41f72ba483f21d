"""Named things that only a report out of scope has: the question rests on a wrong premise."""

from dataclasses import dataclass

from assistant.evidence.wanted import Wanted
from assistant.model import Evidence, Hit
from index.model import Scope, overlaps
from index.store.protocol import Store
from index.text.sentences import sentences

_SHORTEST_NAME = 4  # characters from which neighbouring words count as the name of a thing
_LOOKED_AT = 3  # chunks with the name that are looked at for a sentence to show


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A named thing, and a sentence that has it in a report out of scope."""

    name: str
    shown: Evidence


def elsewhere(want: Wanted, store: Store, scope: Scope, *, quoted_only: bool) -> Elsewhere | None:
    """The first named thing that only reports out of scope have.

    Names are what the question quotes and, unless `quoted_only`, its words that stand together, one of which the
    reports in scope never use.
    """
    names = want.query.named
    if not quoted_only:
        unknown = [word for word in want.terms.weights if not store.containing(word, 1, scope)]
        names += tuple(
            phrase
            for phrase in want.terms.phrases
            if len(phrase) >= _SHORTEST_NAME and any(word in phrase for word in unknown)
        )
    for name in names:
        if store.containing(name, 1, scope):
            continue
        for chunk in store.chunks(store.containing(name, _LOOKED_AT, Scope())):
            distrusted = store.report(chunk.report).distrusted
            for start, end in sentences(chunk.text):
                if name in chunk.text[start:end] and not overlaps(distrusted, chunk.start + start, chunk.start + end):
                    quote = chunk.text[start:end]
                    hit = Hit(chunk, 0.0)
                    return Elsewhere(name, Evidence(hit, chunk.start + start, chunk.start + end, quote, 0.0, 0.0))
    return None
