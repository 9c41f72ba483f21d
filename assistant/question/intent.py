"""What the words of a question ask for: years, done or planned, the kind of answer, an item of an earlier list."""

from assistant.model import Intent, Query
from assistant.question import patterns
from index.text.markers import chinese_number

_MOST_YEARS = 4  # asked side by side; more are a span of time


def last_clause(text: str) -> str:
    """The clause with which a question ends, which asks."""
    return patterns.CLAUSE_END.split(text.rstrip("？?。！! "))[-1]


def intent(text: str, places: int, every_region: bool) -> Intent:
    """The kind of answer wanted by a question that names so many places to tell apart."""
    if places >= 2 or (every_region and patterns.ASKS_FIGURE.search(text)):
        return "comparison"
    return "places" if every_region else asked_of_one(text)


def asked_of_one(text: str) -> Intent:
    """The kind of answer that a question wants of each single place."""
    if patterns.WILL_DO.search(text):
        return "explain"
    if patterns.ASKS_LIST.search(text) and "多少" not in last_clause(text):
        return "list"
    if asks_figure(text):
        return "figure"
    return "explain" if patterns.ASKS_EXPLANATION.search(text) and not patterns.WHO.search(text) else "fact"


def asks_figure(text: str) -> bool:
    """Whether a question asks for an amount."""
    return bool(patterns.ASKS_FIGURE.search(text))


def asks_whether(text: str) -> bool:
    """Whether the answer to a question is yes or no."""
    return bool(patterns.WHETHER.search(text)) and not patterns.OPEN.search(text)


def counted(topic: str) -> int | None:
    """How many things a question says there are (六大行动 → 6); None where it does not."""
    match = patterns.COUNT.search(topic)
    return chinese_number(match["n"].replace("两", "二")) if match else None


def ordinal(text: str) -> int | None:
    """Which item of an earlier list a question means: 3 for 第三项, -1 for the last; None where it means none."""
    match = patterns.ORDINAL.search(text)
    if not match:
        return None
    if match["last"]:
        return -1
    number = chinese_number((match["n"] or match["m"]).replace("两", "二"))
    return -number if match["back"] and number else number


def side_by_side(query: Query) -> tuple[int, ...]:
    """The years that a question asks of one beside the other: each is answered, or said to be missing, by itself."""
    if query.intent not in ("figure", "fact", "comparison") or not 2 <= len(query.years) <= _MOST_YEARS:
        return ()
    return () if patterns.TOGETHER.search(query.question) else query.years
