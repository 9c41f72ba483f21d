"""HTML → lines: what a reader of the page sees, less navigation, scripts and the site's own furniture."""

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from index.errors import ReportError
from index.files.merged import MOST_COLUMNS, MOST_ROWS, Rows, Span, indented
from index.files.source import Line

MAX_DEPTH = 4000
"""How deep elements may nest; HTML5 parsing takes time in the square of the depth (200,000 deep: minutes)."""

_LONGEST_TITLE = 200  # characters
_HIDDEN = re.compile(
    "head|script|style|noscript|template|nav|aside|footer|iframe|canvas|svg|object|button|select|input|textarea|audio|"
    "video|-comment"
)
_BLOCK = re.compile(
    "address|article|blockquote|body|center|dd|div|dl|dt|fieldset|figcaption|figure|form|h[1-6]|header|hr|li|main|ol|p|"
    "pre|section|table|tbody|td|tfoot|th|thead|tr|ul"
)
_UNCLOSED = re.compile(
    "area|base|br|col|dd|dt|embed|hr|img|input|li|link|meta|option|p|param|source|tbody|td|tfoot|th|thead|tr|wbr"
)
_FURNITURE_NAME = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|foot|footer|breadcrumbs?|crumbs?|sidebar|share|copyright|toolbar|"
    r"related|recommend|qrcode|pagination)(?=$|[\s_-])",
    re.IGNORECASE,
)
_FURNITURE_LINE = re.compile(
    r"(?:您?(?:现在|当前)?的?所?在?(?:当前)?位置[:：]|分享到|扫一扫|打印(?:本页)?|关闭(?:窗口|本页)?|字体[:：]|字号[:：]|版权所有|"
    r"网站标识码|网站地图|联系我们|上一篇[:：]|下一篇[:：]|.{0,20}ICP备|.{0,8}公网安备|【?(?:打印|关闭|收藏)).{0,60}"
)
_ATTACHMENT = re.compile(r"\.(?:docx?|xlsx?|pptx?|pdf|wps|ofd|zip|rar)\b", re.IGNORECASE)
_GENERIC_TITLE = re.compile(
    r"(?:无标题|首页|新建|未命名|文档|untitled|document|index|home|microsoft|word|new page).{0,8}", re.I
)


def read_webpage(html: str) -> tuple[list[Line], str | None]:
    """The page's lines and its <title> where that names the document. Raises ReportError for absurd nesting."""
    if _deepest(html) > MAX_DEPTH:
        raise ReportError(f"网页嵌套过深（超过 {MAX_DEPTH} 层）；请在浏览器中打开后另存为文本文件")
    tree = LexborHTMLParser(html)
    if tree.body is None:
        return [], None
    page = _Page(len(tree.body.text()))
    page.walk(tree.body)
    head = tree.css_first("title")
    return page.lines(), meaningful_title(head.text() if head else "")


def meaningful_title(title: str) -> str | None:
    """A file's own title without the site's name after it, or None where it is empty or a program's default."""
    title = re.split(r"\s*[_|]\s*|\s+[-–—]\s+", " ".join(title.split()))[0]
    return None if not title or len(title) > _LONGEST_TITLE or _GENERIC_TITLE.fullmatch(title) else title


def _deepest(html: str) -> int:
    depth = deepest = 0
    for match in re.finditer(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)", html):
        if not _UNCLOSED.fullmatch(match[2].lower()):
            depth = max(0, depth + (-1 if match[1] else 1))
            deepest = max(deepest, depth)
    return deepest


@dataclass(slots=True)
class _Written:
    """A line as it stands on the page, and how much of it is links to other pages."""

    line: Line
    links: int
    linked: int

    @property
    def is_link(self) -> bool:
        return self.linked * 10 >= len(self.line.text.replace(" ", "")) * 8


@dataclass(slots=True)
class _Page:
    """Collects lines while the tree is walked, without recursion but for the cells of a table row."""

    total: int
    written: list[_Written] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    links: int = 0
    linked: int = 0
    numbers: dict[int, int] = field(default_factory=dict)
    tables: dict[int, Rows] = field(default_factory=dict)

    def walk(self, root: LexborNode) -> None:
        """Write everything below `root`. A stack entry is a node to enter, or what to do on leaving a block."""
        stack: list[LexborNode | int] = [root]
        while stack:
            node = stack.pop()
            if isinstance(node, int):
                self._end_line(node or None)
            elif node.tag == "-text":
                self._add(node)
            elif node.tag == "br":
                self._end_line()
            elif node.tag == "tr" and (row := self._row(node)) is not None:
                self._end_line()
                lines = (line.strip(" ") for line in row.split("\n"))
                self.written += [_Written(Line(line), 0, 0) for line in lines if line.strip("| ")]
            elif not self._hidden(node):
                if _BLOCK.fullmatch(tag := node.tag or ""):
                    self._end_line()
                    stack.append(int(tag[1]) if re.fullmatch(r"h[1-6]", tag) else 0)
                self._number(node)
                stack.extend(reversed(list(node.iter(include_text=True))))
        self._end_line()

    def lines(self) -> list[Line]:
        """What was written, less runs of links and the site's furniture."""
        kept: list[Line] = []
        for index, entry in enumerate(self.written):
            around = self.written[max(0, index - 2) : index + 3]
            run = any(all(each.is_link for each in around[at : at + 3]) for at in range(len(around) - 2))
            menu = entry.is_link and (entry.links >= 3 or run)
            if not menu and not _FURNITURE_LINE.fullmatch(entry.line.text):
                kept.append(entry.line)
        return kept

    def _hidden(self, node: LexborNode) -> bool:
        attributes = node.attributes
        if (
            _HIDDEN.fullmatch(node.tag or "")
            or "hidden" in attributes
            or "display:none" in (attributes.get("style") or "").replace(" ", "")
        ):
            return True
        name = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
        # A block that holds most of the page is the document, whatever its class is called.
        return bool(_FURNITURE_NAME.search(name)) and len(node.text()) * 2 < self.total

    def _number(self, node: LexborNode) -> None:
        """A browser shows the number of a list item, which the text does not hold."""
        parent = node.parent
        if node.tag == "ol":
            start = node.attributes.get("start") or "1"
            self.numbers[node.mem_id] = int(start) if re.fullmatch("[0-9]{1,4}", start) else 1
        elif node.tag == "li" and parent is not None and parent.mem_id in self.numbers:
            self.parts.append(f"{self.numbers[parent.mem_id]}. ")
            self.numbers[parent.mem_id] += 1

    def _row(self, row: LexborNode) -> str | None:
        """`cell | cell` for a row of data; None for a row of page layout: a single cell, or cells that hold tables."""
        cells = [cell for cell in row.iter() if cell.tag in ("td", "th")]
        rows = self.tables.setdefault(_table_of(row), Rows())
        if row.css_first("table") is not None or not cells:
            return None
        if len(cells) == 1 and not rows.covered and not (rows.width > 1 and _span(cells[0], "colspan") >= rows.width):
            return None
        spans: list[Span] = []
        for cell in cells:
            inner = _Page(self.total)
            inner.walk(cell)
            words = indented("\n".join(line.text for line in inner.lines()), cell.text())
            spans.append(Span(words, _span(cell, "colspan"), _span(cell, "rowspan")))
        return re.sub(r"[ \t\r\f]+", " ", rows.line(spans))

    def _add(self, node: LexborNode) -> None:
        text = node.text_content or ""
        parent = node.parent
        if parent is not None and parent.tag == "pre":
            *ended, text = text.split("\n")
            for line in ended:
                self.parts.append(line)
                self._end_line()
        self.parts.append(text)
        self._count_link(parent, len(re.sub(r"\s", "", text)))

    def _count_link(self, node: LexborNode | None, length: int) -> None:
        for _ in range(3):  # text sits at most a few inline elements below its link
            if node is None or _BLOCK.fullmatch(node.tag or ""):
                return
            href = node.attributes.get("href") or ""
            if node.tag == "a" and href and not href.startswith("#") and not _ATTACHMENT.search(href):
                self.links += 1
                self.linked += length
                return
            node = node.parent

    def _end_line(self, depth: int | None = None) -> None:
        text = re.sub(r"[ \t\n\r\f]+", " ", "".join(self.parts)).strip()
        if text.strip("| "):
            self.written.append(_Written(Line(text, depth), self.links, self.linked))
        self.parts, self.links, self.linked = [], 0, 0


def _table_of(row: LexborNode) -> int:
    """The identity of the table that a row is in, above its <tbody> where there is one."""
    node: LexborNode | None = row
    while node is not None and node.tag != "table":
        node = node.parent
    return node.mem_id if node is not None else 0


def _span(cell: LexborNode, name: str) -> int:
    told = (cell.attributes.get(name) or "").strip()
    most = MOST_COLUMNS if name == "colspan" else MOST_ROWS
    return max(1, min(int(told), most)) if re.fullmatch("[0-9]{1,5}", told) else 1
