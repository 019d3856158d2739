"""Shares of units by number of peaks, from counts that are worked by hand."""

import numpy as np
import pytest
import xarray as xr

from face_relevance.comparison import tabulate_peaks


def make(peaks, failed):
    count = len(peaks)
    return xr.Dataset(
        {
            "peaks": (("activations", "image", "unit"), np.array([peaks, peaks])),
            "failed": (("activations", "image"), np.array([failed, failed])),
        },
        coords={
            "activations": np.array(["published", "normalised"], dtype=object),
            "image": np.array([f"i{n}" for n in range(count)], dtype=object),
            "class": ("image", np.array(["cube", "cube", "torus", "torus"], dtype=object)),
        },
    )


@pytest.fixture(scope="module")
def table():
    one = make([[0, 1, 1, 2], [1, 1, 1, 2], [2, 2, 2, 2], [3, 2, 2, 2]], [1, 0, 0, 0])
    two = make([[1, 1, 1, 2], [1, 1, 1, 2], [2, 2, 2, 2], [2, 2, 2, 2]], [0, 0, 0, 0])
    return tabulate_peaks({("alexnet", 1): one, ("alexnet", 2): two}, draws=100)


def share(table, name, peaks):
    rows = table[(table["class"] == name) & (table["peaks"] == peaks)]
    assert set(rows["activations"]) == {"published", "normalised"}
    return rows.iloc[0]


def test_shares_are_means_over_images_and_seeds(table):
    assert share(table, "all", 1)["share"] == pytest.approx((5 + 6) / 32)
    assert share(table, "torus", 2)["share"] == pytest.approx(15 / 16)
    assert share(table, "cube", 3)["share"] == 0
    assert share(table, "all", 0)["failed"] == pytest.approx(1 / 32)


def test_shares_of_a_network_add_up_and_lie_in_their_intervals(table):
    np.testing.assert_allclose(table.groupby(["activations", "class"])["share"].sum(), 1)
    assert ((table["low"] <= table["share"]) & (table["share"] <= table["high"])).all()


def test_a_class_of_one_image_has_no_row():
    data = make([[1, 1], [1, 2], [2, 2], [1, 1]], [0, 0, 0, 0])
    data["class"] = "image", np.array(["cube", "cube", "torus", "ring"], dtype=object)
    table = tabulate_peaks({("vgg16", 1): data}, draws=100)
    assert set(table["class"]) == {"all", "cube"}
