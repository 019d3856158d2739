"""Small pictures of figures, inside a page."""

import base64
import io
from pathlib import Path

from PIL import Image

MOST_BYTES = 60_000
"""Of one picture in the page."""

_WIDEST, _TALLEST = 900, 1200
_QUALITIES = (82, 70, 58, 46, 34, 22)
_SMALLER = 0.8


def make_thumbnail(path: str | Path) -> str:
    """Make a small picture of a figure, as a data URI.

    Parameters
    ----------
    path : path-like
        PNG.

    Returns
    -------
    str
        WebP of at most `MOST_BYTES` bytes: of less quality, and then smaller, until it fits.
    """
    with Image.open(path) as opened:
        picture = opened.convert("RGB")
    picture.thumbnail((_WIDEST, _TALLEST), Image.Resampling.LANCZOS)
    while True:
        for quality in _QUALITIES:
            buffer = io.BytesIO()
            picture.save(buffer, "WEBP", quality=quality, method=4)
            uri = f"data:image/webp;base64,{base64.b64encode(buffer.getvalue()).decode()}"
            if len(uri) <= MOST_BYTES:
                return uri
        picture = picture.resize(
            [max(1, round(side * _SMALLER)) for side in picture.size], Image.Resampling.LANCZOS
        )
