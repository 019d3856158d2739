import numpy as np
import pytest
import xarray as xr

FRACTIONS = np.array([0, 0.1, 0.3, 1])
NAMES = np.array([f"face-{i}" for i in range(12)], dtype=object)
IDENTITY = np.repeat(list("abcdef"), 2).astype(object)


@pytest.fixture
def make_curves():
    """Build a masking store in which every image has the same curve."""

    def make(target, curves):
        """Curves by source, each one value per fraction."""
        dims = ("source", "order", "fill", "fraction", "image")
        values = np.array(list(curves.values()), dtype=float)[:, None, None, :, None]
        values = np.tile(values, (1, 1, 1, 1, len(NAMES)))
        return xr.Dataset(
            {name: (dims, values) for name in ("correct", "agreement", "probability")},
            {
                "source": np.array(list(curves), dtype=object),
                "order": np.array(["keep-most-relevant"], dtype=object),
                "fill": np.array(["mean-colour"], dtype=object),
                "fraction": FRACTIONS,
                "image": NAMES,
                "identity": ("image", IDENTITY),
            },
            {"target": target},
        )

    return make
