"""Whether the pictures of a study show anything."""

from pathlib import Path

import numpy as np
from PIL import Image


def assert_drawn(results: Path, name: str) -> None:
    """See that a figure is not blank, and that its text is text."""
    pixels = np.asarray(Image.open(results / f"figures/{name}.png").convert("L"))
    assert (pixels < 128).mean() > 0.002
    assert "<text" in (results / f"figures/{name}.svg").read_text()
