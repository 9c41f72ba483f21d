"""The parts of an OpenDocument text that are read, and what its styles say of paragraphs and words."""

import re
import zipfile
from io import BytesIO
from typing import Any

from lxml import etree

from index.errors import ReportError
from index.files.xpaths import finder

MAX_UNPACKED = 300 * 2**20
"""How large the parts that are read may be together when unpacked; real reports stay below 10 MB."""

_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_NAMESPACES = {
    **{name: f"{_ODF}:{name}:1.0" for name in ("office", "style", "text", "table", "manifest")},
    "draw": f"{_ODF}:drawing:1.0",
    "fo": f"{_ODF}:xsl-fo-compatible:1.0",
    "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
}
find = finder(_NAMESPACES)
_HEADING = re.compile("title|heading(?:_20_|-| )([1-9])", re.IGNORECASE)  # the names of the styles
_LONGEST_CHAIN = 50  # styles that are based on one another


def attribute(node: Any, name: str) -> str:
    """An attribute by its name with the usual prefix, empty where there is none."""
    prefix, local = name.split(":")
    return str(node.get(f"{{{_NAMESPACES[prefix]}}}{local}", ""))


def name_of(node: Any) -> str:
    """An element's name without its namespace."""
    return str(node.tag).rpartition("}")[2]


class Package:
    """An .odt file's parts. Raises ReportError for what is none, and for one with a password."""

    def __init__(self, data: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(BytesIO(data))
        except zipfile.BadZipFile as error:
            cut = data.startswith(b"PK")
            reason = "文件不完整（可能没有下载完）；请重新下载" if cut else "不是 .odt 文件；请用原软件另存为 .docx"
            raise ReportError(reason) from error
        self._sizes = {entry.filename: entry.file_size for entry in self._archive.infolist()}
        read = ("content.xml", "styles.xml", "meta.xml", "META-INF/manifest.xml")
        if sum(self._sizes.get(name, 0) for name in read) > MAX_UNPACKED:
            raise ReportError(f".odt 文件解压后超过 {MAX_UNPACKED // 2**20} MB；请拆成几个文件")
        manifest = self._parsed("META-INF/manifest.xml")
        if "encrypted-package" in self._sizes or (
            manifest is not None and find(manifest, "//manifest:encryption-data")
        ):
            raise ReportError("文件有密码保护；请解除密码后另存")
        content, styles = self._parsed("content.xml"), self._parsed("styles.xml")
        body = [] if content is None else find(content, "./office:body/office:text")
        if not body:
            raise ReportError("是压缩包或其他 Office 文件，而不是 .odt 文字文档；请另存为 .docx")
        self.body: Any = body[0]
        self.styles = Styles([each for each in (styles, content) if each is not None])
        self.headers: list[Any] = [] if styles is None else find(styles, "//style:master-page/style:header")

    @property
    def title(self) -> str:
        """The title among the file's properties, empty where there is none."""
        meta = self._parsed("meta.xml")
        return "" if meta is None else str(find(meta, "string(//dc:title)"))

    def _parsed(self, name: str) -> Any:
        if name not in self._sizes:
            return None
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
        return etree.fromstring(self._archive.read(name), parser)


class Styles:
    """Looks up what a style says, or those that it is based on."""

    def __init__(self, roots: list[Any]) -> None:
        styles = [style for root in roots for style in find(root, "//style:style")]
        self._styles = {(attribute(each, "style:family"), attribute(each, "style:name")): each for each in styles}
        lists = [each for root in roots for each in find(root, "//text:list-style")]
        self._lists = {attribute(each, "style:name"): each for each in lists}
        self.outline: Any = next((each for root in roots for each in find(root, "//text:outline-style")), None)
        self._hidden: dict[tuple[str, str], bool] = {}

    def hidden(self, node: Any, family: str) -> bool:
        """Whether a paragraph or a span is not shown."""
        key = family, attribute(node, "text:style-name")
        if key not in self._hidden:
            told = (
                value for style in self._chain(*key) for value in find(style, "./style:text-properties/@text:display")
            )
            self._hidden[key] = next(told, "") == "none"
        return self._hidden[key]

    def depth(self, paragraph: Any) -> int | None:
        """The level of a heading from 1, or None for body text; the title style of the format counts as level 1.

        Not every program marks headings as the format does: some write paragraphs of the heading styles.
        """
        level = attribute(paragraph, "text:outline-level") or "1"
        if name_of(paragraph) == "h":
            return int(level) if re.fullmatch("[1-9]|10", level) else 1
        chain = self._chain("paragraph", attribute(paragraph, "text:style-name"))
        named = (_HEADING.fullmatch(attribute(style, "style:name")) for style in chain)
        return next((int(each[1] or 1) for each in named if each), None)

    def list_style(self, name: str) -> Any:
        """The list style of a name, or None."""
        return self._lists.get(name)

    def _chain(self, family: str, name: str) -> list[Any]:
        found: list[Any] = []
        while (family, name) in self._styles and len(found) < _LONGEST_CHAIN:
            found.append(self._styles[family, name])
            name = attribute(found[-1], "style:parent-style-name")
        return found
