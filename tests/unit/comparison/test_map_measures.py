import importlib

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from scipy import stats
from skimage.metrics import structural_similarity

from face_relevance.comparison import stability
from face_relevance.comparison.map_measures import MEASURES

NAMES = np.array([f"face-{i:02}" for i in range(20)], dtype=object)
IDENTITY = xr.DataArray(
    np.repeat([f"p{i}" for i in range(10)], 2).astype(object), dims="image", coords={"image": NAMES}
)
PAIR = ["a/t/seed-1", "a/t/seed-2"]


def label(values):
    return xr.DataArray(
        values.astype(np.float32), dims=("image", "y", "x"), coords={"image": NAMES[: len(values)]}
    )


def compare(name, one, other):
    measure = MEASURES[name]
    return measure.compare(measure.prepare(one), measure.prepare(other))


@pytest.fixture(scope="module")
def values():
    return np.random.default_rng(0).normal(size=(2, 6, 12, 11)).astype(np.float32)


def test_pearson_and_ssim_equal_scipy_and_scikit_image(values):
    one, other = values
    expected = [
        stats.pearsonr(a.ravel(), b.ravel()).statistic for a, b in zip(one, other, strict=True)
    ]
    np.testing.assert_allclose(compare("pearson", one, other), expected, atol=1e-6)
    expected = [
        structural_similarity(a / np.abs(a).max(), b / np.abs(b).max(), data_range=2)
        for a, b in zip(one, other, strict=True)
    ]
    np.testing.assert_allclose(compare("ssim", one, other), expected, rtol=1e-6)


@pytest.mark.parametrize("name", MEASURES)
def test_a_map_is_like_itself_whatever_its_scale(values, name):
    np.testing.assert_allclose(compare(name, values[0], 7 * values[0]), 1, rtol=1e-5)


@pytest.mark.parametrize(("name", "inverse"), [("pearson", -1), ("spearman", -1)])
def test_a_map_and_its_negative_are_opposite(values, name, inverse):
    np.testing.assert_allclose(compare(name, values[0], -values[0]), inverse, rtol=1e-6)


@pytest.fixture(scope="module")
def biased():
    """Two models whose maps share nothing but a bright centre."""
    rng = np.random.default_rng(1)
    y, x = np.mgrid[-1:1:16j, -1:1:16j]
    centre = 3 * np.exp(-3 * (x**2 + y**2))
    return stability(
        {name: label(centre + rng.normal(size=(20, 16, 16))) for name in PAIR},
        IDENTITY,
        "epsilon",
        draws=100,
    )[1].set_index(["maps", "measure", "block"])


@pytest.mark.parametrize("name", ["pearson", "spearman", "ssim"])
def test_a_shared_centre_passes_for_stability_in_raw_maps_only(biased, name):
    raw, centred = (biased.loc[(kind, name, "other seed")] for kind in ("raw", "centred"))
    assert raw.low > 0.15
    assert centred.low < 0 < centred.high or abs(centred.estimate) < 0.01
    # It shows in raw maps of different images just as well.
    assert biased.loc[("raw", name, "different images")].estimate == pytest.approx(
        raw.estimate, abs=0.05
    )


def test_centred_maps_of_different_images_correlate_by_what_their_mean_costs(biased):
    row = biased.loc[("centred", "pearson", "different images")]
    assert row.estimate == pytest.approx(-1 / 19, abs=0.01)


def test_leaving_the_image_out_of_the_mean_gives_the_same_measures():
    rng = np.random.default_rng(2)
    maps = {name: rng.normal(size=(20, 16, 16)) + 1 for name in PAIR}
    pairs = stability({k: label(v) for k, v in maps.items()}, IDENTITY, "epsilon", 20)[0]
    centred = []
    for values in maps.values():
        scaled = values / np.sqrt((values**2).mean(axis=(1, 2), keepdims=True))
        others = (scaled.sum(axis=0) - scaled) / 19
        centred.append(scaled - others)
    for name in MEASURES:
        row = pairs[(pairs.maps == "centred") & (pairs.measure == name)].iloc[0]
        assert row.estimate == pytest.approx(compare(name, *centred).mean(), abs=1e-5)


def test_ssim_of_different_images_is_near_that_of_all_pairs():
    maps = np.random.default_rng(3).normal(size=(20, 8, 8)).cumsum(axis=1)
    blocks = stability({PAIR[0]: label(maps)}, IDENTITY, "epsilon", 20)[1]
    row = blocks[(blocks.measure == "ssim") & (blocks.maps == "raw")].iloc[0]
    one, other = np.triu_indices(20, 1)
    every = compare("ssim", maps[one].astype(np.float32), maps[other].astype(np.float32))
    assert row.estimate == pytest.approx(every.mean(), abs=3 * every.std() / np.sqrt(80))


def test_maps_read_a_few_images_at_a_time_give_the_same_tables(monkeypatch):
    rng = np.random.default_rng(4)
    maps = {name: label(rng.normal(size=(20, 8, 8))) for name in PAIR}
    whole = stability(maps, IDENTITY, "epsilon", 20)
    # The package's attribute of this name is the function.
    module = importlib.import_module("face_relevance.comparison.stability")
    monkeypatch.setattr(module, "CHUNK", 3 * 2 * 64)
    for one, two in zip(whole, stability(maps, IDENTITY, "epsilon", 20), strict=True):
        pd.testing.assert_frame_equal(one, two)


def test_a_map_that_equals_the_mean_map_is_named():
    maps = np.tile(np.random.default_rng(5).normal(size=(8, 8)), (20, 1, 1))
    with pytest.raises(ValueError, match="'face-00' of a/t/seed-1 equals the model's mean map"):
        stability({PAIR[0]: label(maps)}, IDENTITY, "epsilon", 20)
