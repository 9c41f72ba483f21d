"""Pages of a PDF that are pictures, all or in part: the characters that these show."""

from collections.abc import Sequence

from pdfplumber.page import Page

from index.files.ocr.chars import chars_in
from index.files.pdf.glyphs import Char
from index.files.pdf.tables import Box

_DOTS = 200.0  # an inch, as pages are drawn to be recognised
_LONGEST_SIDE = 3508  # pixels; a larger page, a poster, is drawn coarser
_PICTURE = 0.1  # of the page; smaller pictures are signs and stamps
_FEWEST = 20  # characters; where fewer stand over a picture, they are a page number or a stamp on a scan


def is_pictured(page: Page) -> bool:
    """Whether pictures take much of the page."""
    area = sum(image["width"] * image["height"] for image in page.images)
    return bool(area >= _PICTURE * page.width * page.height)


def scanned_chars(page: Page, chars: Sequence[Char]) -> list[Char]:
    """The characters that the page's pictures show, and that are not among `chars`, which it tells itself."""
    found: list[Char] = []
    for box in _boxes(page, chars):
        left, top, right, bottom = box
        dots = min(_DOTS, _LONGEST_SIDE * 72 / max(right - left, bottom - top))
        picture = page.crop(box).to_image(resolution=dots, antialias=True).original
        seen = chars_in(picture, (right - left) / picture.width, left, top)
        found += [char for char in seen if not any(_is_over(char, other) for other in chars)]
    return found


def _boxes(page: Page, chars: Sequence[Char]) -> list[Box]:
    """Where to look for characters: in all of a page that has next to none, else in its large pictures."""
    shown = [char for char in chars if char["text"].strip()]
    if len(shown) < _FEWEST:
        drawn = not shown and bool(page.curves)  # as print was that is drawn, not written
        return [page.bbox] if is_pictured(page) or drawn else []
    boxes = [_clipped(image, page) for image in page.images]
    return [
        (left, top, right, bottom)
        for left, top, right, bottom in dict.fromkeys(boxes)
        if (right - left) * (bottom - top) >= _PICTURE * page.width * page.height
        and min(right - left, bottom - top) > 0
        and sum(_is_inside(char, (left, top, right, bottom)) for char in shown) < _FEWEST
    ]


def _clipped(image: Char, page: Page) -> Box:
    left, top, right, bottom = page.bbox
    return max(image["x0"], left), max(image["top"], top), min(image["x1"], right), min(image["bottom"], bottom)


def _is_inside(char: Char, box: Box) -> bool:
    left, top, right, bottom = box
    return bool(left <= (char["x0"] + char["x1"]) / 2 <= right and top <= (char["top"] + char["bottom"]) / 2 <= bottom)


def _is_over(char: Char, other: Char) -> bool:
    return _is_inside(other, (char["x0"], char["top"], char["x1"], char["bottom"]))
