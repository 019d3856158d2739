"""The ten lines of the README, on the tiny study."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
from PIL import Image

README = (Path(__file__).parents[2] / "README.md").read_text()


def find_example():
    """Return the code of the README that opens stores of results."""
    blocks = re.findall(r"^```python\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    (example,) = (block for block in blocks if "open_zarr" in block)
    return example


def test_the_example_has_ten_lines():
    assert len(find_example().split("\n\n", 1)[0].splitlines()) == 2
    assert len([line for line in find_example().splitlines() if line]) == 10


def test_the_example_draws_a_map_and_curves(finished, tmp_path):
    (tmp_path / "results").mkdir()
    (tmp_path / "results/rendered").symlink_to(finished.folder / "results/tiny")
    # A plot without a screen; what the README's reader would see as a warning fails here.
    ignored = "ignore:Consolidated metadata is currently not part:UserWarning"
    result = subprocess.run(
        [sys.executable, "-W", "error", "-W", ignored, "-c", find_example()],
        cwd=tmp_path,
        env={"MPLBACKEND": "Agg", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    pixels = np.asarray(Image.open(tmp_path / "curves.png").convert("RGB"), dtype=int)
    left, right = np.array_split(pixels, 2, axis=1)
    for half in (left, right):
        # Of maps and curves there is colour; of empty axes there would be black and white alone.
        assert (half.max(axis=2) - half.min(axis=2) > 60).mean() > 0.002
