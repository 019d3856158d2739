import numpy as np
import pytest


@pytest.fixture
def write(tmp_path):
    """Write the lines of a file and return its path."""

    def write(lines, name="file.csv"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join(lines) + "\n")
        return path

    return write


@pytest.fixture
def shuffle():
    """Put all lines but the header in another order."""

    def shuffle(lines, seed):
        return [lines[0], *np.random.default_rng(seed).permutation(lines[1:])]

    return shuffle
