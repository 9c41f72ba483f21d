"""Pictures of pages as reports, pages of a PDF and pictures in Word files, with a recogniser that only pretends."""

import io
from collections.abc import Callable, Sequence
from math import cos, radians, sin

import docx
import pytest
from PIL import Image

from index.errors import ReportError
from index.files.formats import parse_here
from index.files.ocr import engine
from index.files.ocr.pieces import Piece
from index.files.source import Source
from tests.faults.helpers.hostile import pdf_file, stream

Print = tuple[float, float, str, float]
"""Where words begin, in pixels, the words, and how sure they are; a character is 40 pixels wide."""

PAGE = 1240, 1754
BODY: list[Print] = [
    (240, 200, "全县共有农村低保对象二千八百四十五人，其", 0.99),
    (160, 270, "中女性一千二百人，全年发放低保金一千九百余", 0.91),
    (160, 340, "万元。", 0.97),
    (240, 410, "全县共有敬老院六所。", 0.98),
]
JOINED = [
    "全县共有农村低保对象二千八百四十五人，其中女性一千二百人，全年发放低保金一千九百余万元。",
    "全县共有敬老院六所。",
]
Shown = Callable[[Sequence[Sequence[Print]]], list[Image.Image]]


def piece(left: float, top: float, words: str, sure: float, tilt: float = 0) -> Piece:
    right, bottom = left + 40 * sum(0.5 if each.isascii() else 1 for each in words), top + 50
    turn = radians(tilt)
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    return Piece(words, [(x * cos(turn) - y * sin(turn), x * sin(turn) + y * cos(turn)) for x, y in corners], sure)


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Shown:
    """Has the pictures met show these words, one after the other; gives the list that the pictures are kept in."""

    def show(pictures: Sequence[Sequence[Print]]) -> list[Image.Image]:
        seen: list[Image.Image] = []

        def recognise(picture: Image.Image) -> list[Piece]:
            seen.append(picture)
            return [piece(*each) for each in pictures[len(seen) - 1]]

        monkeypatch.setattr(engine, "recognise", recognise)
        return seen

    return show


def saved(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def page(colour: str = "white") -> Image.Image:
    return Image.new("RGB", PAGE, colour)


def scanned(source: Source) -> list[tuple[str, float]]:
    return [(source.text[each.start : each.end], each.confidence) for each in source.scanned]


@pytest.mark.parametrize(
    ("suffix", "kind"),
    [(".jpg", "JPEG"), (".JPEG", "JPEG"), (".png", "PNG"), (".tif", "TIFF"), (".bmp", "BMP"), (".webp", "WEBP")],
)
def test_the_print_of_a_picture_is_paragraphs_as_sure_as_their_least_sure_line(
    shown: Shown, suffix: str, kind: str
) -> None:
    shown([BODY])
    assert scanned(parse_here(saved(page(), kind), suffix)) == list(zip(JOINED, [0.91, 0.98], strict=True))


@pytest.mark.parametrize("tilt", [-3, 2])
def test_a_picture_that_lies_askew_is_set_straight(monkeypatch: pytest.MonkeyPatch, tilt: float) -> None:
    monkeypatch.setattr(engine, "recognise", lambda _: [piece(*each, tilt) for each in reversed(BODY)])
    assert parse_here(saved(page()), ".png").text.split("\n") == JOINED


def test_words_in_columns_are_rows_of_a_table(shown: Shown) -> None:
    rows = [("乡镇", "低保人数", "支出"), ("青山镇", "1205", "86.5"), ("白河乡", "97", "3.2"), ("柳林镇", "640", "41")]
    shown([[(160 + 350 * x, 200 + 90 * y, words, 0.9) for y, row in enumerate(rows) for x, words in enumerate(row)]])
    assert parse_here(saved(page()), ".png").text.split("\n") == [" | ".join(row) for row in rows]


def test_the_pages_of_a_tiff_are_read_in_order_and_one_that_shows_nothing_is_told(shown: Shown) -> None:
    shown([BODY[:2], [], BODY[2:]])
    data = saved(page(), "TIFF", save_all=True, append_images=[page(), page()])
    source = parse_here(data, ".tiff")
    assert source.text.split("\n") == JOINED  # a paragraph goes on over the page
    assert source.unread == ("第2页是图片，没有读出文字；请换清楚一些的扫描件",)


def test_a_picture_is_turned_as_its_camera_was_and_lies_on_white(shown: Shown) -> None:
    seen = shown([BODY, BODY])
    exif = Image.Exif()
    exif[0x0112] = 6
    parse_here(saved(Image.new("RGB", (1754, 1240)), "JPEG", exif=exif.tobytes()), ".jpg")
    parse_here(saved(Image.new("RGBA", PAGE, (0, 0, 0, 0))), ".png")
    assert [each.size for each in seen] == [PAGE, PAGE]
    assert seen[1].getpixel((9, 9)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (saved(Image.new("L", (90, 90))), "没有读出文字"),
        (saved(page())[:-200], "损坏"),
        (b"GIF89a" + bytes(20), "损坏"),
        (saved(Image.new("1", (10_000, 8500))), "像素"),
    ],
    ids=["photo", "cut", "no picture", "huge"],
)
def test_a_picture_that_cannot_be_read_is_refused(shown: Shown, data: bytes, told: str) -> None:
    shown([[(10, 10, "欢迎", 0.9)]])
    with pytest.raises(ReportError, match=told):
        parse_here(data, ".png")


def test_pictures_in_word_stand_in_their_place_and_those_without_text_are_told(shown: Shown) -> None:
    shown([BODY, []])
    document = docx.Document()
    document.add_paragraph("一、社会救助")
    document.add_picture(io.BytesIO(saved(page())))
    document.add_paragraph("二、养老服务")
    document.add_picture(io.BytesIO(saved(page("grey"))))
    out = io.BytesIO()
    document.save(out)
    source = parse_here(out.getvalue(), ".docx")
    assert [line for line in source.text.split("\n") if line] == ["一、社会救助", *JOINED, "二、养老服务"]
    assert [text for text, _ in scanned(source)] == JOINED
    assert [each[:9] for each in source.unread] == ["文中有1张图片未读"]


# --- PDF ------------------------------------------------------------------------------------------------------------


def pdf_of(*contents: str) -> bytes:
    """A PDF with a page for each content, which may draw the picture Im."""
    count = len(contents)
    picture = "/Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray /BitsPerComponent 8"
    resources = f"<< /Font << /F1 {3 + 2 * count} 0 R >> /XObject << /Im {4 + 2 * count} 0 R >> >>"
    objects: list[bytes | str] = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {count} /Kids [{' '.join(f'{3 + 2 * at} 0 R' for at in range(count))}] >>",
    ]
    for at, content in enumerate(contents):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {4 + 2 * at} 0 R /Resources {resources} >>"
        )
        objects.append(stream(content.encode()))
    objects += ["<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>", stream(bytes(4), more=picture)]
    return pdf_file(objects)


def words(y: float, text: str) -> str:
    return f"BT /F1 12 Tf 60 {y} Td ({text}) Tj ET "


PICTURE = "q {} 0 0 {} {} {} cm /Im Do Q "
WRITTEN = words(780, "Relief was paid to 2845 people.")


def test_each_page_of_a_pdf_decides_for_itself_whether_it_is_a_picture(shown: Shown) -> None:
    seen = shown([BODY, []])
    whole = PICTURE.format(595, 842, 0, 0)
    source = parse_here(pdf_of(WRITTEN, whole + words(20, "- 2 -"), whole), ".pdf")
    assert source.text.split("\n") == ["Relief was paid to 2845 people.", *JOINED]
    assert [text for text, _ in scanned(source)] == JOINED
    assert source.unread == ("第3页是图片，没有读出文字；请换清楚一些的扫描件",)
    assert len(seen) == 2
    assert min(seen[0].size) > 1600  # 200 dots an inch


def test_a_large_picture_on_a_page_of_text_is_read_in_its_place_and_not_one_behind_the_text(shown: Shown) -> None:
    seen = shown([[(40, 40, "全县共有敬老院六所。", 0.9)]])
    below = words(100, "Written below the picture, on the page.")
    source = parse_here(pdf_of(WRITTEN + PICTURE.format(400, 300, 60, 300) + below), ".pdf")
    assert source.text.split("\n")[1] == "全县共有敬老院六所。"
    assert len(source.scanned) == len(seen) == 1
    assert parse_here(pdf_of(PICTURE.format(595, 842, 0, 0) + WRITTEN + below), ".pdf").scanned == ()
    assert parse_here(pdf_of(PICTURE.format(50, 50, 60, 300) + WRITTEN), ".pdf").scanned == ()
