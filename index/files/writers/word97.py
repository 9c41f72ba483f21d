"""Word 97–2003 and WPS (.doc, .wps) → what the same document says as .docx, which a library turns it into."""

from pathlib import Path
from tempfile import TemporaryDirectory

from doc2docx import convert
from doc2docx.errors import Doc2DocxError, EncryptedDocumentError, StreamNotFound

from index.errors import ReportError
from index.files.limits import page_read
from index.files.source import Source
from index.files.word.read import read_word

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PAGE, _MOST_PAGES = 20_000, 50  # bytes of a file; the library takes time in the square of its length


def read_word97(data: bytes) -> Source:
    """The document as `read_word` reads it. Raises ReportError for one with a password, damaged or older."""
    if not data.startswith(_OLD_OFFICE):
        raise ReportError("不是旧版 Word 或 WPS 文字（.doc、.wps）文件；请用 Word 或 WPS 打开后另存为 .docx")
    page_read(min(len(data) // _PAGE, _MOST_PAGES))
    with TemporaryDirectory() as folder:  # the library takes paths only
        old, new = Path(folder, "input.doc"), Path(folder, "input.docx")
        old.write_bytes(data[:8] + bytes(16) + data[24:])  # WPS writes a class there, which the format says is zero
        try:
            convert(old, new)
        except EncryptedDocumentError as error:
            raise ReportError("文件有密码保护；请在 Word 或 WPS 中解除密码后另存") from error
        except StreamNotFound as error:
            raise ReportError("是其他软件的旧格式文件，而不是 Word 或 WPS 文字；请用原软件另存为 .docx") from error
        except Doc2DocxError as error:
            raise ReportError("比 Word 97 更早，或者已损坏；请用 Word 或 WPS 打开后另存为 .docx") from error
        return read_word(new.read_bytes())
