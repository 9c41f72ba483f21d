"""Does the cited span support the statement? Every figure with its unit and every year must stand in it."""

import re
import unicodedata

from assistant.figures import FIGURE

_SPACE = re.compile(r"\s+")


def _plain(text: str) -> str:
    """NFKC, without white space and thousands commas, so that `2,850.46 万元` is `2850.46万元`."""
    return re.sub(r"(?<=\d),(?=\d{3})", "", _SPACE.sub("", unicodedata.normalize("NFKC", text)))


def unsupported(statement: str, spans: tuple[str, ...]) -> tuple[str, ...]:
    """The figures and years of a statement that stand in none of the cited spans, to the unit."""
    said, evidence = _plain(statement), _plain("\n".join(spans))
    claims = [match[0] for match in FIGURE.finditer(said)]
    return tuple(claim for claim in dict.fromkeys(claims) if not _stands(claim, evidence))


def _stands(claim: str, evidence: str) -> bool:
    """Whether the figure stands in the evidence as a whole number: 5人 does not stand in 15人, nor 1.5 in 11.5."""
    whole = r"(?!\d|\.\d)" if claim[-1].isdigit() else ""
    return bool(re.search(rf"(?<![\d.]){re.escape(claim)}{whole}", evidence))
