"""The real recogniser, which comes inside its package, on a small scan drawn for these tests."""

import socket
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from index.files.ocr import engine
from index.files.ocr.seals import without_seals
from index.files.read import parse
from tests.helpers.paths import SHARED

CASES = SHARED / "cases"
SCAN = Path(__file__).parents[1] / "data" / "scan.png"
LINES = [
    "二、养老服务",
    "2023年，全县共建成敬老院7所、床位438张，为1260名老年人发放高龄津贴151.2万元，比上年增长8.35%。",
]


@pytest.mark.model
def test_a_scan_that_lies_askew_is_read_within_the_limits_of_the_reading_process() -> None:
    source = parse(SCAN.read_bytes(), ".png")
    assert source.text.replace(",", "，").split("\n") == LINES
    assert all(0.5 < each.confidence <= 1 for each in source.scanned)


@pytest.mark.model
def test_the_models_are_there_without_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", lambda *_, **__: pytest.fail("asked the network"))
    engine._engine.cache_clear()
    assert engine.recognise(Image.new("RGB", (300, 200), "white")) == []


def test_words_are_as_sure_as_the_least_sure_character_of_their_figures() -> None:
    words = "共20,577人，占8%"
    assert engine._confidence(words, 0.95, [0.3, 0.9, 1, 0.6, 1, 1, 1, 0.2, 0.1, 0.1, 1, 0.7]) == 0.6
    assert engine._confidence("没有数字", 0.95, [0.3, 0.9, 1, 1]) == 0.95


def test_a_round_red_seal_is_made_pale_and_the_print_below_it_and_red_heads_stay() -> None:
    page = np.full((800, 600, 3), 255, np.uint8)
    across, down = np.meshgrid(np.arange(600), np.arange(800))
    away = np.hypot(across - 300, down - 500)
    page[(away > 80) & (away < 90)] = (220, 40, 40)
    page[498:500, 100:500] = (0, 0, 0)
    page[50:100, 100:500:2] = (220, 40, 40)
    cleared = without_seals(page)
    assert cleared[415, 300].min() > 240
    assert cleared[499, 215].max() == 0
    assert (cleared[:200] == page[:200]).all()
    assert page[415, 300].tolist() == [220, 40, 40]
    plain = page[:200]
    assert without_seals(plain) is plain


@pytest.mark.model
@pytest.mark.skipif(not CASES.exists(), reason="the cases are not here")
@pytest.mark.parametrize("file", ["half_scanned.pdf", "picture_part.docx", "scan_photo.jpg"])
def test_cases(file: str) -> None:
    source = parse((CASES / file).read_bytes(), Path(file).suffix)
    recognised = "".join(source.text[each.start : each.end] for each in source.scanned)
    assert recognised.replace(",", "，") == (
        "二、养老服务2023年全县建成乡镇敬老院6所、床位412张，社区日间照料中心18个，发放高龄津贴151.2万元。"
    )
    assert source.unread == ()
