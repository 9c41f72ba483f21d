"""Makes common_words.txt: place names that are ordinary words (和平, 城区) or arise between two (完成|安置).

    python -m index.places.data.common_words TEXT...      with Chinese policy texts, and jieba 0.42.1 installed

The rule, for a name over the texts: an occurrence is *named* when it is a short name and the full one stands there,
else *apart* when it begins and ends where jieba cuts words, or lies, three characters or longer, within one word.
- A full name is a word when more than 3 occurrences, and at least half, are not apart, or when jieba's dictionary has
  it as a common noun (tags n, s, nt) with a frequency of 300 or more.
- A short name is a word when more than 3 occurrences, and at least half, are not the place. Those apart are the place
  for a city, and for a county when at least 5% of all occurrences are named.
- A county's short name that occurs at most 3 times is a word when it occurs but is never apart or named, when jieba's
  dictionary has it with another tag than ns (place) and a frequency of 200 or more, or when so many words end with its
  first and begin with its second character that they would meet by chance 80 times or more in the dictionary's text.
Names of provinces, and short names of more than two characters, are never words.
"""

import sys
from collections import Counter
from itertools import accumulate
from pathlib import Path

import jieba  # type: ignore[import-not-found,import-untyped,unused-ignore]

from index.model import Region
from index.places.names import PlaceNames, load_place_names

_FEW = 3
_NAMED_SHARE = 0.05
_NOUN_FREQUENCY, _WORD_FREQUENCY = 300, 200
_CHANCE = 80


class _Dictionary:
    """jieba's words with frequency and tag, and how often words begin and end with a character."""

    def __init__(self) -> None:
        self.frequency: Counter[str] = Counter()
        self.tag: dict[str, str] = {}
        self.begins: Counter[str] = Counter()
        self.ends: Counter[str] = Counter()
        for line in jieba.get_dict_file():
            word, frequency, self.tag[word] = line.decode("utf-8").split()
            self.frequency[word] = int(frequency)
            self.begins[word[0]] += int(frequency)
            self.ends[word[-1]] += int(frequency)

    def chance(self, pair: str) -> float:
        return self.ends[pair[0]] * self.begins[pair[1]] / self.frequency.total()


class _Usage:
    """How often each name occurs in texts, is named in full there, and stands apart."""

    def __init__(self, names: dict[str, tuple[str, ...]], texts: list[str]) -> None:
        self.seen: Counter[str] = Counter()
        self.named: Counter[str] = Counter()
        self.apart: Counter[str] = Counter()
        lengths = sorted({len(name) for name in names})
        for text in texts:
            cuts = {0, *accumulate(len(word) for word in jieba.cut(text, HMM=False))}
            for start in range(len(text)):
                for name in (text[start : start + length] for length in lengths):
                    if name in names:
                        self.seen[name] += 1
                        if text.startswith(names[name], start):
                            self.named[name] += 1
                        elif _is_apart(start, start + len(name), cuts):
                            self.apart[name] += 1


def _is_apart(start: int, end: int, cuts: set[int]) -> bool:
    return (start in cuts and end in cuts) or (end - start > 2 and cuts.isdisjoint(range(start + 1, end)))


def common_words(places: PlaceNames, texts: list[str]) -> list[str]:
    """The names among `places` that are ordinary words by the rule above, sorted."""
    shorts = {short: regions for short, regions in places.short.items() if _may_be_word(short, regions)}
    fulls = {region.name for region in places.regions if region.level == "county"}
    full_of: dict[str, tuple[str, ...]] = {short: tuple(r.name for r in rs) for short, rs in shorts.items()}
    usage = _Usage(dict.fromkeys(fulls, ()) | full_of, texts)
    dictionary = _Dictionary()

    def is_word(name: str) -> bool:
        seen, named, apart = usage.seen[name], usage.named[name], usage.apart[name]
        frequency, tag = dictionary.frequency[name], dictionary.tag.get(name)
        if name in fulls:
            noun = tag in ("n", "s", "nt") and frequency >= _NOUN_FREQUENCY
            return noun or seen - apart > max(_FEW, seen / 2)
        county = all(region.level == "county" for region in shorts[name])
        trusted = not county or named >= _NAMED_SHARE * seen
        the_place = named + apart if trusted else named
        if seen - the_place > _FEW:
            return the_place <= seen / 2
        if not county or named > 1:
            return False
        stray = seen > 0 and not apart and not named
        word = tag not in ("ns", None) and frequency >= _WORD_FREQUENCY
        return stray or word or dictionary.chance(name) >= _CHANCE

    return sorted(filter(is_word, fulls | shorts.keys()))


def _may_be_word(short: str, regions: tuple[Region, ...]) -> bool:
    return len(short) == 2 and all(region.level != "province" for region in regions)


def main(paths: list[str]) -> None:
    """Writes the list for the texts at `paths`."""
    words = common_words(load_place_names(), [Path(path).read_text(encoding="utf-8") for path in paths])
    Path(__file__).with_suffix(".txt").write_text("\n".join(words) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
