"""A zip file → the files in it: their names as people see them, and their bytes, as much as it is safe to unpack."""

import re
import unicodedata
import zlib
from collections.abc import Sequence
from io import BytesIO
from pathlib import PurePosixPath
from stat import S_IFMT, S_ISREG
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from index.errors import ReportError
from index.files.encoding import likeliest

MOST_FILES = 1000
MAX_UNPACKED = 500 * 2**20
"""How many files a zip file may hold, and bytes of them together."""

MAX_MEMBER = 50 * 2**20
# Text packs to a tenth, a drawn page as a bitmap of 12 MB to a two-hundredth: from this size on such files are refused.
_RATIO, _SMALL = 100, 16 * 2**20
_ENTRY, _MOST_ENTRIES = b"PK\x01\x02", 50_000  # also those of zip files inside: an Office file has a dozen
_LONGEST_NAME = 200  # characters
_TELLING = 1000  # bytes of names that tell their encoding; of each member asked for they are weighed anew
_UTF8 = 0x800  # of the flags of an entry: its name is in UTF-8
_ENCRYPTED = 0x1
_DAMAGED = "文件已损坏，或没有下载完；请重新下载"


def names(data: bytes) -> list[str]:
    """The names in a zip file as they are written. Raises ReportError for one that is damaged or has far too many."""
    return [info.filename for info in _opened(data).infolist()]


def members(data: bytes) -> list[str]:
    """The names of the files in a zip file, sorted, each a relative path with forward slashes that leads nowhere else.

    Also of those that `member` refuses. Raises ReportError for a zip file that is damaged, or holds too much.
    """
    entries = _entries(_opened(data))
    if len(entries) > MOST_FILES:
        raise ReportError(f"压缩包里有 {len(entries)} 个文件（上限 {MOST_FILES} 个）；请解压后放入")
    if (size := sum(entry.info.file_size for entry in entries.values())) > MAX_UNPACKED:
        raise ReportError(f"压缩包解压后太大（{size >> 20} MB，上限 {MAX_UNPACKED >> 20} MB）；请解压后放入")
    return sorted(entries)


def member(data: bytes, name: str) -> bytes:
    """The bytes of the file that `members` calls so, or that lies in a zip file inside. Raises ReportError."""
    archive = _opened(data)
    entries = _entries(archive)
    if name in entries:
        return _unpacked(archive, entries[name])
    for outer in map(str, PurePosixPath(name).parents):
        if outer in entries:
            return member(_unpacked(archive, entries[outer]), name[len(outer) + 1 :])
    raise ReportError("压缩包里没有这个文件；请刷新后重试")


class _Entry(NamedTuple):
    """A file in a zip file, and whether its name is no path inside it."""

    info: ZipInfo
    astray: bool


def _opened(data: bytes) -> ZipFile:
    if data.count(_ENTRY) > _MOST_ENTRIES:
        raise ReportError(f"压缩包里的文件太多（上限 {MOST_FILES} 个）；请解压后放入")
    try:
        return ZipFile(BytesIO(data))
    except (BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise ReportError(_DAMAGED) from error


def _entries(archive: ZipFile) -> dict[str, _Entry]:
    """The files by name. Windows in Chinese writes names in GBK and macOS in UTF-8, neither of which says so."""
    files = archive.infolist()
    untold = b"/".join(info.orig_filename.encode("cp437") for info in files if not info.flag_bits & _UTF8)
    encoding = _encoding(untold)
    found: dict[str, _Entry] = {}
    for info in files:
        name = info.orig_filename
        if not info.flag_bits & _UTF8:
            name = name.encode("cp437").decode(encoding, errors="replace")
        name = name.replace("\\", "/")
        parts = [part for part in name.split("/") if part not in ("", ".")]
        if _astray(name, parts):
            found[_harmless(name)] = _Entry(info, True)
        elif not name.endswith("/"):
            found["/".join(parts)] = _Entry(info, False)
    return found


def _encoding(written: bytes) -> str:
    """What names are written in: a few short ones in GBK, 联通, can be characters of UTF-8, too, but rare ones."""
    try:
        written.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return likeliest(written[:_TELLING], ("utf-8", "gb18030"))[0]


def _astray(name: str, parts: Sequence[str]) -> bool:
    leads_out = name.startswith("/") or re.match("[A-Za-z]:", name) or ".." in parts or not parts
    return bool(leads_out) or len(name) > _LONGEST_NAME or _visible(name) != name


def _harmless(name: str) -> str:
    """One word to show in place of a name that is no path."""
    return _visible(name[:_LONGEST_NAME]).replace("/", "／").replace("..", "‥") or "（没有名字）"


def _visible(name: str) -> str:
    return "".join("�" if unicodedata.category(each)[0] == "C" else each for each in name)


def _unpacked(archive: ZipFile, entry: _Entry) -> bytes:
    if fault := _fault(entry):
        raise ReportError(fault)
    try:
        with archive.open(entry.info) as file:
            return file.read(entry.info.file_size)  # all of it at once would be unpacked to whatever it holds
    except (BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError, zlib.error) as error:
        raise ReportError(f"压缩包里的这个{_DAMAGED}") from error


def _fault(entry: _Entry) -> str | None:
    """Why a file is not unpacked, and what to do."""
    info = entry.info
    mode = info.external_attr >> 16 if info.create_system == 3 else 0  # as Unix writes it
    swollen = info.file_size // max(1, info.compress_size)
    faults = (
        (entry.astray, "它在压缩包里的名字或路径不能用（指向包外、太长，或有控制字符）；请解压后改名放入"),
        (S_IFMT(mode) and not S_ISREG(mode), "它在压缩包里是链接，不是文件；请解压后放入它指向的文件"),
        (info.flag_bits & _ENCRYPTED, "压缩包有密码保护；请输入密码解压后放入"),
        (info.compress_type not in (ZIP_STORED, ZIP_DEFLATED), "压缩包用了少见的压缩方法；请解压后放入"),
        (info.file_size > MAX_MEMBER, f"文件太大（上限 {MAX_MEMBER >> 20} MB）；请拆分后再放入"),
        (info.file_size > _SMALL and swollen > _RATIO, f"解压后大 {swollen} 倍，不合常理，没有解压；请检查这个文件"),
    )
    return next((fault for found, fault in faults if found), None)
