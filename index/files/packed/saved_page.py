"""A page that a browser or Word saved as one file (MHTML) → its lines: the page itself among the parts of the file."""

import email
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from io import BytesIO

from PIL import Image

from index.errors import ReportError
from index.files.plain import decode
from index.files.source import Line
from index.files.webpage import meaningful_title, read_webpage

_LEAST = (200, 100)  # pixels; smaller pictures are buttons and logos, not text
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "cp950"}  # what is written under these names


def read_saved_page(data: bytes) -> tuple[list[Line], str | None, list[str]]:
    """The page's lines, its title, and what is not read of it, a sentence each. Raises ReportError."""
    parts = [part for part in email.message_from_bytes(data).walk() if not part.is_multipart()]
    page = next((part for part in parts if part.get_content_type() in ("text/html", "application/xhtml+xml")), None)
    if page is None:
        raise ReportError("文件里没有网页；请在浏览器中打开原网页，重新保存")
    lines, title = read_webpage(_text(page))
    pictures = sum(map(_may_hold_text, parts))
    told = f"网页里有{pictures}张图片，没有读出其中的文字；如有要查的内容，请补成文字"
    return lines, title or meaningful_title(_subject(data)), [told] if pictures else []


def _bytes(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _text(page: Message) -> str:
    """In the encoding that the part names, or else in the one that its bytes fit."""
    content = _bytes(page)
    told = (page.get_content_charset() or "utf-8").lower()
    try:
        return content.decode(_WIDER.get(told, told))
    except (LookupError, ValueError):
        return decode(content)


def _subject(data: bytes) -> str:
    """The title that the browser noted beside the page."""
    try:
        return str(make_header(decode_header(email.message_from_bytes(data).get("subject", ""))))
    except (HeaderParseError, LookupError, ValueError):
        return ""


def _may_hold_text(part: Message) -> bool:
    if part.get_content_maintype() != "image":
        return False
    try:
        with Image.open(BytesIO(_bytes(part))) as picture:  # reads no more than its size
            return picture.width >= _LEAST[0] and picture.height >= _LEAST[1]
    except Exception:  # a damaged picture, of which the decoders raise almost anything
        return False
