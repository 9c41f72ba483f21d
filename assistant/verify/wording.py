"""What a text says, word by word, and where another says the same: for holding a statement against its evidence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import rjieba

from assistant.language.likeness import likeness
from assistant.language.lists import words as listed
from assistant.verify.claims import amounts
from assistant.verify.synonyms import synonyms
from index.text.sentences import clauses, sentences

# Word classes, and words, that say nothing by themselves: reports and statements use them freely.
_FUNCTION = ("r", "u", "p", "c", "d", "q", "y", "e", "o", "h", "k", "x", "m", "f")
GLUE = frozenset(listed(Path(__file__).parent / "data" / "glue.txt"))
_CHARACTERS = 0.4  # credit for a word of which only characters stand in the text, times their share


@dataclass(frozen=True, slots=True)
class Word:
    """A word that says something; `name` where it is a noun or a name."""

    text: str
    name: bool


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[Word, ...]:
    """The words of a plain text that say something, in order."""
    found = []
    for word, tag in rjieba.tag(text):
        if word in GLUE or tag.startswith(_FUNCTION) or not any("\u4e00" <= each <= "\u9fff" for each in word):
            continue
        found.append(Word(word, tag[0] in "nsj" and len(word) > 1))
    return tuple(found)


def stands(word: str, text: str) -> float:
    """How much of a word a text has, from 0 to 1, be it single characters: statements are short and near their span."""
    return max(
        likeness(word, text, synonyms().get(word, ())), _CHARACTERS * sum(each in text for each in word) / len(word)
    )


def share(told: Sequence[str], text: str) -> float:
    """How much of some words a text has, from 0 to 1; all of none."""
    return sum(stands(word, text) for word in told) / len(told) if told else 1.0


@lru_cache(maxsize=65536)
def covered(part: str, text: str) -> float:
    """How much of what a part says a text says as well."""
    return share([word.text for word in words(part)], text)


@lru_cache(maxsize=1024)
def windows(text: str) -> tuple[str, ...]:
    """Runs of up to three clauses of a text, each with the clause that its sentence begins with."""
    return tuple(dict.fromkeys(_windows(text)))


def _windows(text: str) -> Iterator[str]:
    for first, last in sentences(text):
        parts = [text[start:end] for start, end in clauses(text, first, last)]
        for at in range(len(parts)):
            yield (parts[0] if at else "") + "".join(parts[at : at + 3])


def near(part: str, text: str) -> str:
    """The window that says what a part of a statement says: of those with its amounts, if any, the most alike."""
    told = amounts(part)
    runs = windows(text)
    same = [run for run in runs if any(one.equals(other) for one in told for other in amounts(run))]
    return max(same or runs, key=lambda run: (covered(part, run), -len(run)), default=text)
