"""A file → a Report, and the files that a build reads."""

import hashlib
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from index.errors import ReportError
from index.files.read import content, parse, within
from index.files.source import Source
from index.model import Report
from index.places.of_report import report_region
from index.report import corrections
from index.report.advertising import advertising
from index.report.corrections import NONE, Correction
from index.report.metadata import Metadata, read_metadata
from index.report.periods import GOVERNMENT_REPORT, report_period, report_year
from index.report.sections import parse as parse_sections
from index.text.scanned import Scanned

_QUOTED = 30
_POOR = 0.3  # of the lines of a scan
_NO_DOCUMENTS = {"thumbs.db", "desktop.ini", "__macosx", corrections.FILE}
_SAVED_WITH = ("_files", ".files")  # how the folder of a web page's pictures and scripts is named after it


def load(path: Path, name: str, correction: Correction = NONE) -> Report:
    """Reads the file as the report called `name`, as if it said of itself what `correction` says.

    Raises ReportError, with reason and cure, where that cannot be.
    """
    data = content(path)
    source = parse(data, path.suffix)
    text = source.text
    stem = PurePosixPath(name).stem
    file = "" if GOVERNMENT_REPORT in stem else stem  # such a report dates itself, mostly of the year before
    plain = read_metadata(source, file)
    found = plain if correction.title is None else _retitled(plain, correction.title, source)
    body = text[found.body_start : found.body_end]
    # What a corrected title does not say, the report's own does, and what that does not, its file's name.
    told = report_year(" ".join(filter(None, (found.title, plain.title, file))), found.published, body, found.kind)
    named = ((found.title or stem, found.agency), (plain.title or stem, plain.agency), (stem, plain.agency))
    regions = (report_region(title, agency, body) for title, agency in named)
    region = next(filter(None, regions), None)
    if region is None and plain.letterhead:
        region = report_region(None, plain.letterhead, body)
        found = replace(found, agency=found.agency or plain.letterhead)
    year = correction.year_over(told)
    styled = [heading for heading in source.headings if heading.end <= found.body_end]
    period = report_period(found.title or file, found.kind, year)
    distrusted = advertising(text)
    return Report(
        path=name,
        sha256=correction.stamp(hashlib.sha256(data).hexdigest()),
        text=text,
        title=found.title,
        agency=found.agency,
        region=correction.region_over(region),
        published=found.published,
        kind=found.kind,
        year=year,
        body_start=found.body_start,
        sections=parse_sections(text[: found.body_end], found.body_start, styled, period),
        warnings=tuple(_warning(text[start:end]) for start, end in distrusted),
        distrusted=distrusted,
        unread=(*source.unread, *_poorly(source.scanned)),
        scanned=source.scanned,
        tail=found.body_end if found.body_end < len(text) else None,
    )


def _retitled(plain: Metadata, title: str, source: Source) -> Metadata:
    """What a source says of itself, as if its head table had this title."""
    found = read_metadata(Source(f"标题：{title}\n{source.text}"))
    return replace(plain, title=title, agency=found.agency or plain.agency, kind=found.kind or plain.kind)


def _poorly(scanned: Sequence[Scanned]) -> Iterator[str]:
    """What is told of a scan of which a good part was recognised poorly: there may be more that was not at all."""
    unclear = sum(line.unclear for line in scanned)
    if _POOR * len(scanned) <= unclear > 0:
        yield f"扫描识别的{len(scanned)}行里有{unclear}行看不清，可能还有没识别出来的；请核对原件，或换清楚一些的扫描件"


def _warning(clause: str) -> str:
    shown = clause.strip()
    return f"疑似被插入广告，所在分句不会被引用：「{shown[:_QUOTED]}{'…' if len(shown) > _QUOTED else ''}」"


def discover(paths: Sequence[Path]) -> Iterator[tuple[Path, str]]:
    """The files under `paths` with their report names, sorted by name within each path.

    A name is the file's path relative to the folder given, with forward slashes; for a file given by itself it is the
    file's own name. Where two folders hold the same name, the folder's name is put before it. Yielded are files that
    can be read, and all others so that the build can say why not; left out are hidden ones, lock files (`~$…`), what
    systems leave in folders (Thumbs.db) and links that lead out of the folder. Raises ReportError for a path that
    does not exist, is neither a file nor a folder, or holds a folder that cannot be listed.
    """
    found: dict[Path, tuple[Path, Path, str]] = {}
    for root in paths:
        if not root.exists():
            raise ReportError(f"路径不存在：{root}；请检查后重试")
        if not (root.is_dir() or root.is_file()):
            raise ReportError(f"不是文件也不是文件夹：{root}；请检查后重试")
        beside = root if root.is_dir() else root.parent
        for path in documents(root):
            found.setdefault(path.resolve(), (root, path, _readable(path.relative_to(beside).as_posix())))
    names = Counter(name for _, _, name in found.values())
    for root, path, name in found.values():
        folder = root.resolve() if root.is_dir() else root.resolve().parent
        yield path, f"{_readable(folder.name)}/{name}" if names[name] > 1 and folder.name else name


def corrected(paths: Sequence[Path]) -> dict[Path, Correction]:
    """The corrections of the reports under `paths`, by resolved path: those in the folder given, or a file's own.

    Raises ReportError, naming the file, for corrections that cannot be read.
    """
    found: dict[Path, Correction] = {}
    for folder in dict.fromkeys(root if root.is_dir() else root.parent for root in paths):
        if told := corrections.load(folder):
            found |= {path.resolve(): told[name] for path, name in discover([folder]) if name in told}
    return found


def documents(root: Path) -> Iterator[Path]:
    """The documents at or under `root`, sorted, those in zip files too; one that is given by itself, whatever it is."""
    found: list[Path] = []
    for file in sorted(_files(root)):
        inner = [path for path in within(file) if not any(map(_no_document, path.relative_to(file).parts))]
        found += inner or [file]
    saved = {folder for path in found if path.suffix.lower() in (".htm", ".html") for folder in _saved_with(path)}
    yield from (path for path in found if path == root or saved.isdisjoint(path.parents))


def _files(root: Path) -> Iterator[Path]:
    if not root.is_dir():
        yield root
        return
    inside = root.resolve()
    for folder, folders, files in os.walk(root, onerror=_unreadable):
        folders[:] = [each for each in folders if not _no_document(each)]
        for each in files:
            path = Path(folder, each)
            if not _no_document(each) and path.is_file() and path.resolve().is_relative_to(inside):
                yield path


def _no_document(name: str) -> bool:
    """Whether a file or folder of this name is hidden, a lock of Word's, or what a system or 有据 keeps for itself."""
    return name.startswith((".", "~$")) or name.lower() in _NO_DOCUMENTS


def _saved_with(page: Path) -> Iterator[Path]:
    """The folders in which a browser or Word keeps what belongs to a page that was saved as this file."""
    return (page.with_name(page.stem + ending) for ending in _SAVED_WITH)


def _unreadable(error: OSError) -> None:
    """Passing over a folder would look as if its reports were gone."""
    raise ReportError(f"文件夹打不开：{error.filename}（{error.strerror}）；请检查读取权限") from error


def _readable(name: str) -> str:
    """A name that is no UTF-8 on disk, as unpacked by some archivers, is read as GB18030, so that it can be stored."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return os.fsencode(name).decode("gb18030", errors="replace")
    return name
