"""The parts of a Word file that hold text, each found by its relationship; pictures are unpacked one by one.

Files of the format's strict variant differ in their namespaces alone, and are read as if they had the usual ones.
"""

import posixpath
import re
import zipfile
from io import BytesIO
from typing import Any

from lxml import etree

from index.errors import ReportError
from index.files.xpaths import finder

MAX_UNPACKED = 300 * 2**20
"""How large the parts of a document may be together when unpacked; real reports stay below 10 MB."""

_SCHEMAS = "http://schemas.openxmlformats.org"
_W = f"{_SCHEMAS}/wordprocessingml/2006/main"
_NAMESPACES = {
    "w": _W,
    "r": f"{_SCHEMAS}/officeDocument/2006/relationships",
    "m": f"{_SCHEMAS}/officeDocument/2006/math",
    "a": f"{_SCHEMAS}/drawingml/2006/main",
    "mc": f"{_SCHEMAS}/markup-compatibility/2006",
    "p": f"{_SCHEMAS}/package/2006/relationships",
    "dc": "http://purl.org/dc/elements/1.1/",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
}
find = finder(_NAMESPACES)
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # the name of the one stream of a file with a password


def w(name: str) -> str:
    """The full name of an element or attribute of Word's own namespace."""
    return f"{{{_W}}}{name}"


class Package:
    """A Word file, unpacked part by part. Raises ReportError for what is none."""

    def __init__(self, data: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(BytesIO(data))
        except zipfile.BadZipFile as error:
            raise ReportError(_no_archive(data)) from error
        entries = self._archive.infolist()
        if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
            raise ReportError(f"Word 文件解压后超过 {MAX_UNPACKED // 2**20} MB；请去掉图片等附件后另存")
        self._names = {entry.filename for entry in entries}
        if "[Content_Types].xml" not in self._names:
            raise ReportError("是压缩包而不是 Word（.docx）文件；请解压后放入里面的文件")
        self._main = next(iter(self._targets("", "officeDocument").values()), "word/document.xml")
        root = self._parsed(self._main)
        if root is None or root.tag != w("document"):
            raise ReportError("是其他 Office 文件而不是 Word（.docx）；请另存为 .docx 或 .pdf")
        self.document: Any = root

    def related(self, kind: str) -> dict[str, Any]:
        """The roots of the document's parts of a kind (styles, header, footnotes), by the ids of the relationships."""
        found = {name: self._parsed(part) for name, part in self._targets(self._main, kind).items()}
        return {name: root for name, root in found.items() if root is not None}

    def picture(self, name: str) -> bytes:
        """The picture of a relationship's id, no bytes where the file lacks it or only points to it."""
        part = self._targets(self._main, "image").get(name, "")
        return self._archive.read(part) if part in self._names else b""

    @property
    def title(self) -> str:
        """The title among the file's properties, empty where there is none."""
        parts = map(self._parsed, self._targets("", "core-properties").values())
        return next(("".join(find(each, "string(./dc:title)")) for each in parts if each is not None), "")

    def _targets(self, part: str, kind: str) -> dict[str, str]:
        folder, name = posixpath.split(part)
        root = self._parsed(posixpath.join(folder, "_rels", f"{name}.rels"))
        links = [] if root is None else find(root, "./p:Relationship[not(@TargetMode='External')]")
        return {
            link.get("Id", ""): posixpath.normpath(posixpath.join("/", folder, link.get("Target", ""))).lstrip("/")
            for link in links
            if link.get("Type", "").endswith(f"/{kind}")
        }

    def _parsed(self, name: str) -> Any:
        """The root of a part, or None where the file lacks it, as files of some programs lack what they point to."""
        if name not in self._names:
            return None
        plain = _STRICT.sub(rf"{_SCHEMAS}/\1/2006/".encode(), self._archive.read(name))
        return etree.fromstring(plain, etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True))


def _no_archive(data: bytes) -> str:
    if data.startswith(_OLD_OFFICE) and _ENCRYPTED in data:
        return "Word 文件有密码保护；请解除密码后另存"
    if data.startswith(b"PK"):
        return "Word 文件不完整（可能没有下载完）；请重新下载"
    return "不是 Word（.docx）文件；请用 Word 另存为 .docx"
