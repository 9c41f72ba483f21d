"""The bytes of a file → the format that they are in, whatever the file is called."""

import re

from index.errors import ReportError
from index.files.packed import archive

_STARTS = {
    b"{\\rtf": ".rtf",
    b"\x89PNG\r\n": ".png",
    b"\xff\xd8\xff": ".jpg",
    b"GIF8": ".gif",
    b"II*\0": ".tif",
    b"MM\0*": ".tif",
    b"Rar!\x1a\x07": ".rar",
    b"7z\xbc\xaf\x27\x1c": ".7z",
    b"\x1f\x8b\x08": ".gz",
}
# Of the streams of an old Office file the first of these tells the program: any may hold an object of another.
_STREAMS = {"WordDocument": ".doc", "Workbook": ".xls", "Book": ".xls", "PowerPoint Document": ".ppt"}
_OFFICE = {"word/": ".docx", "xl/": ".xlsx", "ppt/": ".pptx"}
_OPEN_DOCUMENT = {b".text": ".odt", b".spreadsheet": ".ods", b".presentation": ".odp"}
_TEXT = 4096  # bytes at the start of a text that tell what it is
_HTML = re.compile(r"(?:\s|<\?xml[^>]*\?>|<!--.*?-->)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
_OFFICE_XML = re.compile(
    r"\s*<\?xml[^>]*\?>.*?(?:<\?mso-application|schemas[.-]microsoft[.-]com[/:]office[/:](?:2006/xmlPackage|spreadsheet))",
    re.S,
)
_SAVED_PAGE = re.compile(r"^content-type:\s*(?:multipart/related|text/html)\b", re.IGNORECASE | re.MULTILINE)
_MAIL = re.compile(r"^(?:received|message-id|to):", re.IGNORECASE | re.MULTILINE)


def format_of(data: bytes, suffix: str) -> str:
    """The suffix, in lower case, of the format of these bytes; the file's own where they do not tell another."""
    suffix = suffix.lower()
    start = data[:_TEXT]
    if start.lstrip().startswith(b"%PDF-"):
        return ".pdf"
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(data) or suffix
    if start.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _old_office(data, suffix)
    found = next((told for magic, told in _STARTS.items() if start.startswith(magic)), None)
    return found or _text(start) or suffix


def _zipped(data: bytes) -> str | None:
    """What a zip file is by the files in it; None where it cannot be opened, or is an Office file of no known kind."""
    try:
        names = [name.lower().replace("\\", "/") for name in archive.names(data)]
        kind = archive.member(data, "mimetype") if "mimetype" in names else b""
    except ReportError:
        return None
    if "ofd.xml" in names:
        return ".ofd"
    if kind:
        return next((told for word, told in _OPEN_DOCUMENT.items() if b"opendocument" + word in kind), None)
    if "[content_types].xml" not in names:
        return ".zip"
    return next((told for folder, told in _OFFICE.items() if any(name.startswith(folder) for name in names)), None)


def _old_office(data: bytes, suffix: str) -> str:
    found = [told for name, told in _STREAMS.items() if f"{name}\0".encode("utf-16-le") in data]
    if found:
        return suffix if suffix in found else found[0]
    # A new Office file that is encrypted: the reader of its format says so.
    encrypted = "EncryptedPackage\0".encode("utf-16-le") in data
    return ".docx" if encrypted and suffix not in _OFFICE.values() else suffix


def _text(start: bytes) -> str | None:
    wide = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}.get(start[:2], "latin-1")
    text = start.decode(wide, errors="replace").removeprefix("\ufeff").removeprefix("ï»¿")
    if _HTML.match(text):
        return ".html"
    if _OFFICE_XML.match(text):
        return ".xml"
    head = text.replace("\r\n", "\n").split("\n\n")[0]
    saved = re.match(r"[A-Za-z-]+:", head) and "mime-version:" in head.lower() and _SAVED_PAGE.search(head)
    return ".mht" if saved and not _MAIL.search(head) else None
