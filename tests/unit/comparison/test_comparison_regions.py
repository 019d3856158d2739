import numpy as np
import pytest
import xarray as xr

from face_relevance.comparison import share_regions

NAMES = np.array([f"face-{i}" for i in range(8)], dtype=object)
IDENTITY = xr.DataArray(
    np.repeat(list("abcd"), 2).astype(object), dims="image", coords={"image": NAMES}
)
PARTS = {0: "background", 1: "eyes", 2: "mouth"}
MODELS = [f"{p}/t/seed-{s}" for p in ("faces", "objects") for s in (1, 2)]


def label(values):
    return xr.DataArray(values, dims=("image", "y", "x"), coords={"image": NAMES})


@pytest.fixture
def codes():
    """Two rows of eyes, and a mouth of half a row that only the first six images show."""
    values = np.zeros((8, 10, 10), int)
    values[:, 2:4] = 1
    values[:6, 7, :5] = 2
    return label(values)


@pytest.fixture
def maps(codes):
    relevance = np.ones((8, 10, 10))
    relevance[codes.values == 1] = 3
    relevance[codes.values == 2] = -4
    return {
        model: label(relevance * scale) for model, scale in zip(MODELS, (1, 2, 3, 4), strict=True)
    }


def test_shares_and_densities_are_those_worked_out_by_hand(maps, codes):
    models, _ = share_regions(maps, codes, PARTS, IDENTITY, draws=50)
    assert len(models) == 4 * 2 * 3
    first = models[models.model == MODELS[1]].set_index(["sign", "part"])
    # |R|: eyes 60, mouth 20 (in six images of eight), background 75 or 80.
    eyes = np.mean([60 / 155] * 6 + [60 / 140] * 2)
    mouth = 6 / 8 * 20 / 155
    assert first.share[("absolute", "eyes")] == pytest.approx(eyes)
    assert first.share[("absolute", "mouth")] == pytest.approx(mouth)
    assert first.density[("absolute", "eyes")] == pytest.approx(eyes / 0.2)
    assert first.density[("absolute", "mouth")] == pytest.approx(20 / 155 / 0.05)
    assert first.images[("absolute", "mouth")] == 6
    assert first.share[("positive", "mouth")] == 0
    assert first.share[("positive", "eyes")] == pytest.approx(
        np.mean([60 / 135] * 6 + [60 / 140] * 2)
    )
    np.testing.assert_allclose(first.share.groupby("sign").sum(), 1)


def test_a_constant_density_is_one_everywhere(codes):
    values = 1 + 1e-6 * np.random.default_rng(0).normal(size=(8, 10, 10))
    models, _ = share_regions({MODELS[0]: label(values)}, codes, PARTS, IDENTITY, draws=20)
    np.testing.assert_allclose(models.density, 1, atol=1e-4)


def test_cells_average_their_seeds_and_hold_them_in_their_interval(codes):
    rng = np.random.default_rng(1)
    maps = {model: label(rng.normal(size=(8, 10, 10))) for model in MODELS}
    models, cells = share_regions(maps, codes, PARTS, IDENTITY, draws=200)
    assert len(cells) == 2 * 2 * 3
    for row in cells.itertuples():
        inside = models[
            (models.pretraining == row.pretraining)
            & (models.sign == row.sign)
            & (models.part == row.part)
        ]
        assert row.share == pytest.approx(inside.share.mean())
        assert row.density == pytest.approx(inside.density.mean())
        assert row.share_low < row.share < row.share_high
        assert row.models == 2
        assert row.over == "seeds and images"


def test_a_map_without_positive_relevance_prefers_no_part(maps, codes):
    given = maps[MODELS[0]].copy()
    given[:3] *= -np.sign(given[:3])
    given[3] = 0
    models, _ = share_regions({MODELS[0]: given}, codes, PARTS, IDENTITY, draws=20)
    found = models.set_index(["sign", "part"])
    # Half of the images as they were, and half with the share of pixels, for the eyes 0.2.
    eyes = np.mean([60 / 135] * 2 + [60 / 140] * 2 + [0.2] * 4)
    assert found.share[("positive", "eyes")] == pytest.approx(eyes)
    eyes = np.mean([60 / 155] * 5 + [60 / 140] * 2 + [0.2])
    assert found.share[("absolute", "eyes")] == pytest.approx(eyes)


def test_misfits_are_named(maps, codes):
    with pytest.raises(ValueError, match="code 2, which has no name"):
        share_regions(maps, codes, {0: "background", 1: "eyes"}, IDENTITY)
    with pytest.raises(ValueError, match=r"parts are \(5, 10\) pixels"):
        share_regions(maps, codes[:, :5], PARTS, IDENTITY)
    with pytest.raises(ValueError, match="parts: image 'face-0' is missing"):
        share_regions(maps, codes[1:], PARTS, IDENTITY)
