"""Round red seals, stamped over the print of a picture, are made pale: the print below them stays."""

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
"""(height, width, 3): red, green, blue."""

_RED = 60  # of 255; by how much red ink is redder than green and blue; black print below it is not
_COARSER = 4  # pixels taken for one where seals are looked for
_GAP = 0.012  # of the longer side; how far apart the parts of a seal are
_SMALLEST = 0.1  # of the longer side; the characters of a red head are smaller
_ROUND = 1.7  # times as wide as high, or as high as wide, at most
_PALE = 0.85  # of the red of most of a seal; its edges and thin strokes have less of it
_FILLED = 0.6  # of its square; what has more red is a ground, which may have white print


def without_seals(pixels: Pixels) -> Pixels:
    """The same picture, or a copy with its seals as good as white."""
    longer = max(pixels.shape[:2])
    coarse = _is_red(pixels[::_COARSER, ::_COARSER])
    gap = max(1, round(_GAP * longer / _COARSER))
    joined = cv2.morphologyEx(coarse.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((gap, gap), np.uint8))
    _, labels, parts, _ = cv2.connectedComponentsWithStats(joined)
    for at, (left, top, width, height, _) in enumerate(parts[1:].tolist(), 1):
        red = coarse[labels == at].sum()
        small = min(width, height) * _COARSER < _SMALLEST * longer
        if small or max(width, height) > _ROUND * min(width, height) or red > _FILLED * width * height:
            continue
        pixels = pixels.copy()
        across = slice(max(0, left - gap) * _COARSER, (left + width + gap) * _COARSER)
        down = slice(max(0, top - gap) * _COARSER, (top + height + gap) * _COARSER)
        _bleach(pixels[down, across])
    return pixels


def _is_red(pixels: Pixels) -> NDArray[np.bool_]:
    red, green, blue = (pixels[..., at].astype(np.int16) for at in range(3))
    return red - np.maximum(green, blue) > _RED


def _bleach(pixels: Pixels) -> None:
    """Makes grey what is red, as light as it is red: red ink is white then, and black print black."""
    red = pixels[..., 0].astype(np.float32)
    white = _PALE * float(np.median(red[_is_red(pixels)]))
    pixels[...] = np.clip(red * (255 / white), 0, 255)[..., None].astype(np.uint8)
