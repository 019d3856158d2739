"""Scores of maps against planted cues."""

import numpy as np
import pytest
import torch
import xarray as xr
from torch import nn

from face_relevance.audit.planted import BLIND, localise_cues
from face_relevance.networks import UNIT_RANGE

NAMES = [f"face-{i}" for i in range(6)]


class RedCorner(nn.Module):
    """Decides by how red the upper left corner is."""

    def forward(self, images):
        score = 4 * images[:, 0, :4, :4].mean((1, 2))
        return torch.stack([-score, score], 1)


@pytest.fixture
def images():
    pixels = np.random.default_rng(0).integers(60, 200, (6, 16, 16, 3), dtype=np.uint8)
    return xr.Dataset(
        {"pixels": (("image", "y", "x", "channel"), pixels)},
        {"image": NAMES, "identity": ("image", list("aabbcc"))},
    )


@pytest.fixture
def swapped(images):
    """First the corner becomes red or loses all red, then another one does; one pixel rounds."""
    pixels = images["pixels"].values
    pictures = np.stack([pixels, pixels], axis=1)
    red = pixels[:, :4, :4, 0].mean((1, 2)) > 127.5
    pictures[:, 0, :4, :4, 0] = np.where(red, 0, 255)[:, None, None]
    pictures[:, 1, 12:, 12:, 0] = 255
    pictures[:, :, 8, 8, 1] += 1
    return xr.Dataset(
        {
            "swapped": (("image", "cue", "y", "x", "channel"), pictures),
            "cue_name": (("image", "cue"), np.array([["corner", "other corner"]] * 6)),
        },
        {"image": NAMES, "cue": ["first", "second"]},
    )


@pytest.fixture
def maps():
    """One method finds the corner, one is noise."""
    noise = np.random.default_rng(1).random((2, 6, 16, 16)).astype(np.float32)
    noise[0, :, :4, :4] += 2
    return {
        name: xr.DataArray(values, {"image": NAMES}, ("image", "y", "x"))
        for name, values in zip(("finder", "noise"), noise, strict=True)
    }


def test_the_pixels_of_a_cue_are_those_that_change_by_more_than_rounding(images, swapped, maps):
    found = localise_cues(RedCorner(), UNIT_RANGE, maps, images, swapped)
    assert found["cue"].values.tolist() == ["corner", "other corner"]
    expected = np.zeros((16, 16), bool)
    expected[12:, 12:] = True
    np.testing.assert_array_equal(found["mask"].sel(cue="other corner").isel(image=0), expected)


def test_a_map_on_the_cue_is_told_from_noise_and_from_the_other_cue(images, swapped, maps):
    found = localise_cues(RedCorner(), UNIT_RANGE, maps, images, swapped)
    auc = found["score"].sel(measure="auc").mean("image")
    assert auc.sel(explained_by="finder", cue="corner") == 1
    assert abs(auc.sel(explained_by="noise", cue="corner") - 0.5) < 0.15
    assert auc.sel(explained_by="finder", cue="other corner") < 0.6
    assert found.attrs["controls"] == list(BLIND)
    assert found["explained_by"].values.tolist() == ["finder", "noise", *BLIND]


def test_what_speaks_against_a_decision_is_on_the_cue_without_its_sign(images, swapped, maps):
    against = {"finder": -maps["finder"]}
    found = localise_cues(RedCorner(), UNIT_RANGE, against, images, swapped)
    score = found["score"].sel(explained_by="finder", cue="corner").mean("image")
    assert score.sel(measure="auc") == 0.5  # nothing positive
    assert score.sel(measure="absolute-auc") == 1
    chance = found["chance"].sel(cue="corner", measure=["mass", "absolute-mass"])
    np.testing.assert_allclose(chance, 1 / 16)


def test_the_effect_of_a_cue_is_what_the_model_makes_of_the_swap(images, swapped, maps):
    found = localise_cues(RedCorner(), UNIT_RANGE, maps, images, swapped)
    assert (found["changed"].sel(cue="corner") == 1).all()
    assert (found["effect"].sel(cue="corner") > 0.5).all()
    np.testing.assert_allclose(found["effect"].sel(cue="other corner"), 0, atol=1e-12)
    logits = RedCorner()(UNIT_RANGE(images["pixels"].values))
    np.testing.assert_allclose(found["probability"], logits.softmax(1).amax(1), rtol=1e-6)


def test_images_of_several_experiments_are_refused(images, swapped, maps):
    swapped["cue_name"][2, 0] = "mole"
    with pytest.raises(ValueError, match="several experiments"):
        localise_cues(RedCorner(), UNIT_RANGE, maps, images, swapped)
