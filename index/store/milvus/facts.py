"""Facts in Milvus, where no table has them: found by reading the chunks, and told of an index that was older."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from index.model import FactState
from index.store.facts.tables import passes
from index.store.protocol import Store, Told


def facts(
    store: Store,
    things: Sequence[str],
    reports: Collection[str] | None,
    years: Collection[int] | None,
    state: FactState | None,
) -> Iterator[Told]:
    """The facts that pass, in the order of the chunks' ids, then in text order."""
    for path in store.hashes():
        if reports is None or path in reports:
            for number, chunk in store.report_chunks(path):
                found = (fact for fact in chunk.facts if passes(fact, things, years, state))
                yield from (Told(path, number, fact) for fact in found)


def things(store: Store, reports: frozenset[str] | None) -> tuple[tuple[str, int], ...]:
    """(thing, how many facts) of some reports, or of all, most first."""
    counted = Counter(told.fact.thing for told in store.facts(reports=reports))
    return tuple(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


def tell(store: Store) -> None:
    """Adds all reports again with their chunks' facts, but those that are damaged; nothing is embedded again."""
    from index.figures.extract import with_facts

    damaged = set(store.damage().reports.values())
    for path in store.hashes():
        if path not in damaged:
            report, numbered = store.report(path), store.report_chunks(path)
            ids = [number for number, _ in numbered]
            told = with_facts(report, [chunk for _, chunk in numbered])
            store.add(report, told, store.vectors(ids), store.parts(ids))
