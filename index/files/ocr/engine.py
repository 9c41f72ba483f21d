"""A picture → the pieces of print that are recognised in it, by the models that come with rapidocr."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from index.files.limits import picture_begun
from index.files.ocr.pieces import Piece
from index.files.ocr.seals import without_seals

_DETECTED = (
    1280  # pixels of the longer side in which print is looked for; in all 2300 of a page it takes thrice the time
)
_LEAST = 0.5  # how sure words are on average; others are no words: strokes of a seal, a pattern, leaves
_FIGURE = re.compile(r"\d(?:[\d.,，]*\d)?[%％]?")
_MODELS = {
    "Det.model_path": "PP-OCRv6_det_small.onnx",
    "Rec.model_path": "PP-OCRv6_rec_small.onnx",
}


def recognise(picture: Image.Image) -> list[Piece]:
    """The pieces of print in a picture of any mode, in no order worth keeping; none where it shows no print."""
    from rapidocr.main import RapidOCRError

    picture_begun()
    engine = _engine()
    pixels = without_seals(np.asarray(picture.convert("RGB")))
    pixels = np.ascontiguousarray(pixels[:, :, ::-1])  # blue first
    try:
        crops, detected = engine.detect_and_crop(pixels, {})
    except RapidOCRError:  # nothing looks like print
        return []
    read = engine.recognize_txt(crops)
    return [
        Piece(words, [(float(x), float(y)) for x, y in box], _confidence(words, score, known.confs))
        for box, words, score, known in zip(detected.boxes, read.txts, read.scores, read.word_results, strict=True)
        if words.strip() and score >= _LEAST
    ]


def _confidence(words: str, score: float, characters: Sequence[float]) -> float:
    """How sure words are: all of them on average, and each character of their figures, the comma of 20,577 too."""
    figures = [each for found in _FIGURE.finditer(words) for each in characters[found.start() : found.end()]]
    return min([float(score), *figures])


@cache
def _engine() -> Any:
    """The models, loaded once: named by their files, for a model named otherwise may be downloaded."""
    import rapidocr

    folder = Path(rapidocr.__file__).parent / "models"
    return rapidocr.RapidOCR(
        params={name: str(folder / file) for name, file in _MODELS.items()}
        | {
            "Global.log_level": "error",
            "Det.limit_type": "max",
            "Det.limit_side_len": _DETECTED,
            "Global.return_word_box": True,  # and with it how sure each character is
            "Rec.rec_batch_num": 1,  # no slower than six, and no line is padded to another's width
        }
    )
