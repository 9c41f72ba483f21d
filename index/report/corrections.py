"""What people set right about a report: its place, year and title, kept in `corrections.json` beside the reports.

`{"<report name>": {"place": "江苏省苏州市", "year": 2023, "title": "…"}}`; what is left out is read from the report. A
place or year that the report has none of is "无".
"""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Literal

from index.errors import ReportError
from index.model import Region
from index.places.gazetteer import gazetteer
from index.whole import written_whole

FILE = "corrections.json"
FIRST_YEAR, LAST_YEAR = 1949, 2100
LONGEST_TITLE = 120  # characters; real titles stay below 60
ABSENT: Final = "无"
"""The place or year of a report that has none, whatever is read from it; no place has this name."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What to take for true of one report; None leaves it to what the report says.

    `place` is a name that means one place: 苏州市, or 天津市和平区 where several have the name. ABSENT says that there
    is no place, or no year. Raises ReportError for a place that is not known or is several, a year outside 1949–2100,
    a title that is blank, long or no single line.
    """

    place: str | None = None
    year: int | Literal["无"] | None = None
    title: str | None = None

    def __post_init__(self) -> None:
        if self.place is not None and self.place != ABSENT:
            place_named(self.place)
        if isinstance(self.year, int) and not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise ReportError(f"年份应在 {FIRST_YEAR} 到 {LAST_YEAR} 之间，不能是 {self.year}")
        if self.title is not None:
            if not self.title.strip() or any(unicodedata.category(character)[0] == "C" for character in self.title):
                raise ReportError("标题应是一行文字，不能只有空格或含有控制字符")
            if len(self.title) > LONGEST_TITLE:
                raise ReportError(f"标题太长（{len(self.title)} 字，上限 {LONGEST_TITLE} 字）")

    def region_over(self, read: Region | None) -> Region | None:
        """The place that is meant: the one `read` from the report where nothing is said of it."""
        if self.place is None:
            return read
        return None if self.place == ABSENT else place_named(self.place)

    def year_over(self, read: int | None) -> int | None:
        """The year that is meant: the one `read` from the report where nothing is said of it."""
        if self.year is None:
            return read
        return None if self.year == ABSENT else self.year

    def stamp(self, digest: str) -> str:
        """The SHA-256 of a corrected file, from that of its bytes: another one for each correction."""
        if self == Correction():
            return digest
        told = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(f"{digest}\n{told}".encode("utf-8", "surrogatepass")).hexdigest()


NONE = Correction()
"""Nothing to set right."""


def place_named(name: str) -> Region:
    """The one place of this name; 福建省福州市鼓楼区 tells it from others. Raises ReportError for none or several."""
    name = name.strip()
    known = gazetteer().named(name) or tuple(each for each in gazetteer().regions if "".join(each.path) == name)
    if not known:
        mentions = gazetteer().mentions(name)
        known = mentions[0].regions if [mention.text for mention in mentions] == [name] else ()
    exact = tuple(place for place in known if place.name == name) or known
    if len(exact) == 1:
        return exact[0]
    if exact:
        full = "、".join("".join(place.path) for place in exact[:6])
        raise ReportError(f"叫「{name}」的地方有 {len(exact)} 个，请写全称，如：{full}")
    raise ReportError(f"地名表里没有「{name}」；请写省、市或县（区）的全称，如 江苏省苏州市")


def load(folder: Path) -> dict[str, Correction]:
    """The corrections of a folder of reports, by report name. Raises ReportError, naming the file, for a broken one."""
    path = folder / FILE
    try:
        if path.exists() and not path.is_file():
            raise OSError("不是文件")  # a pipe or a device may never end
        told = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise ReportError(f"{path} 不能读取（{error}）；请改正这个文件，或把它移走") from error
    if not isinstance(told, dict):
        raise ReportError(f"{path} 应是一个 JSON 对象：报告名 → 更正；请改正这个文件，或把它移走")
    return {name: _correction(path, name, fields) for name, fields in told.items()}


def save(folder: Path, corrections: Mapping[str, Correction]) -> None:
    """Writes the corrections of a folder, whole or not at all; empty ones are left out. Raises ReportError."""
    told = {
        name: {key: value for key, value in asdict(correction).items() if value is not None}
        for name, correction in sorted(corrections.items())
        if correction != NONE
    }
    path = folder / FILE
    if not told and not path.exists():
        return
    try:
        with written_whole(path) as file:
            file.write(f"{json.dumps(told, ensure_ascii=False, indent=2)}\n".encode())
    except OSError as error:
        raise ReportError(f"{path} 不能写入（{error.strerror}）；请检查文件夹权限和磁盘空间") from error


def _correction(path: Path, name: str, fields: object) -> Correction:
    kinds = {"place": str, "year": int, "title": str}
    wrong = f"{path} 里「{name}」的更正"
    if not isinstance(fields, dict) or fields.keys() - kinds.keys():
        raise ReportError(f"{wrong}只能有 place、year、title；请改正这个文件")
    for key, value in fields.items():
        if type(value) is not kinds[key] and (key, value) != ("year", ABSENT):  # bool is an int to isinstance
            raise ReportError(f"{wrong}中 {key} 的值不对：{value!r}；请改正这个文件")
    try:
        return Correction(**fields)
    except ReportError as error:
        raise ReportError(f"{wrong}有误：{error}") from error
