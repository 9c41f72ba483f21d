"""Files of pictures: scans and photos of pages, as lines of text."""

import re
from collections.abc import Iterator
from io import BytesIO

from PIL import Image, ImageOps, ImageSequence

from index.errors import ReportError
from index.files.ocr.chars import chars_in
from index.files.pdf.document import MAX_PAGES, lines_of
from index.files.pdf.page import PageText, rows_of
from index.files.source import Line

_FORMATS = ("JPEG", "PNG", "TIFF", "BMP", "WEBP", "GIF")
_MOST_PIXELS = 80_000_000  # of a picture as it is unpacked: 240 MB; Pillow warns from 90 million
_TOO_LARGE = f"图片太大（上限 {_MOST_PIXELS // 10_000} 万像素）；请缩小或拆成几张"
_LONGEST_SIDE = 3508  # pixels, of a page of A4 at 300 dots an inch; in more nothing is recognised better
_A4 = 842.0  # points of its longer side
_CHINESE = re.compile("[\u4e00-\u9fff]")
_FEWEST = 4  # Chinese characters; what shows fewer is a photo, a sign, a signature


def read_picture(data: bytes) -> tuple[list[Line], list[str]]:
    """The lines that a picture, or a TIFF of several pages, shows, and what of it was not read.

    Raises ReportError for one that is damaged, too large, or shows hardly any Chinese.
    """
    lines, unread = lines_of([_page(picture) for picture in _pictures(data)])
    if len(_CHINESE.findall("".join(line.text for line in lines))) < _FEWEST:
        raise ReportError("图片里没有读出文字；如是扫描件或照片，请换清楚一些的")
    return lines, unread


def _pictures(data: bytes) -> Iterator[Image.Image]:
    """The pages of a file, upright where the camera told how it was held, on white where they are transparent."""
    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as file:
            for at, page in enumerate(ImageSequence.Iterator(file)):
                if page.width * page.height > _MOST_PIXELS:
                    raise ReportError(_TOO_LARGE)
                if at >= MAX_PAGES:
                    raise ReportError(f"图片超过 {MAX_PAGES} 页；请拆成几个文件")
                page.draft("RGB", (_LONGEST_SIDE, _LONGEST_SIDE))  # a JPEG is made smaller while it is unpacked
                yield _upright(page)
                if file.format != "TIFF":  # a picture that moves shows one page
                    break
    except Image.DecompressionBombError as error:
        raise ReportError(_TOO_LARGE) from error
    except (OSError, ValueError, SyntaxError) as error:
        raise ReportError("图片已损坏或格式不符，无法打开；请重新扫描或另存为 .png") from error


def _upright(page: Image.Image) -> Image.Image:
    page = ImageOps.exif_transpose(page)
    page.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    if not page.has_transparency_data:
        return page.convert("RGB")
    white = Image.new("RGBA", page.size, "white")
    return Image.alpha_composite(white, page.convert("RGBA")).convert("RGB")


def _page(picture: Image.Image) -> PageText:
    scale = _A4 / max(picture.size)
    return PageText(rows_of(chars_in(picture, scale), scale * picture.width, scale * picture.height), pictured=True)
