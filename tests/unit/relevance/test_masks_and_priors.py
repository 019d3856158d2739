"""RISE mask by mask, and the map that every image has in common."""

import numpy as np
import pytest
import torch
import xarray as xr
from scipy import ndimage
from torch import nn

from face_relevance.masking import CONTROLS, ControlContext
from face_relevance.relevance import RISE, CentrePrior, ScoreCAM, attribute


@pytest.fixture
def network(small_vgg):
    return small_vgg().double()


def draw(method, images):
    return torch.cat(list(method.draw_masks(images)))


def test_rise_is_the_weighed_mean_of_its_masks(network, draw_images):
    method, images = RISE(masks=70, cells=3, probability=0.4, seed=2), draw_images(2).double()
    classes = torch.tensor([[3, 0], [1, 3]])
    found = attribute(network, images, classes, method).maps
    for n, image in enumerate(images):
        for k, target in enumerate(classes[n]):
            total = torch.zeros(16, 16).double()
            for mask in draw(method, images):
                with torch.no_grad():
                    total += network((image * mask)[None]).softmax(1)[0, target] * mask
            torch.testing.assert_close(found[n, k], total / (70 * 0.4), rtol=1e-9, atol=1e-12)


def test_rise_finds_the_patch_that_decides():
    """Only one patch speaks for the class, another one against it."""
    image = torch.ones(1, 3, 28, 28)
    head = nn.Linear(3 * 28**2, 2)
    weight = torch.zeros(2, 3, 28, 28)
    weight[0, :, 4:8, 4:8], weight[1, :, 20:24, 20:24] = 0.1, 0.1
    head.weight.data, head.bias.data = weight.flatten(1), torch.zeros(2)
    network = nn.Sequential(nn.Flatten(), head)
    found = attribute(network, image, 0, RISE(masks=1500)).maps[0]
    assert found[4:8, 4:8].mean() > found.mean() + 2 * found.std()
    assert found[20:24, 20:24].mean() < found.mean() - 2 * found.std()


def test_masks_are_enlarged_grids_cut_out_at_random_places():
    images = torch.zeros(1, 3, 28, 21)
    method = RISE(masks=3000, cells=7, probability=0.3)
    masks = draw(method, images)
    assert masks.shape == (3000, 28, 21)
    assert (masks >= 0).all()
    assert (masks <= 1).all()
    assert masks.mean() == pytest.approx(0.3, abs=0.005)
    # Every pixel is shown as often as any other.
    assert masks.mean(0).sub(0.3).abs().max() < 0.05
    assert torch.equal(masks, draw(method, images))
    assert not torch.equal(masks, draw(RISE(masks=3000, probability=0.3, seed=1), images))


def test_a_mask_is_the_grid_enlarged_bilinearly():
    """With one pixel per cell there is no choice of place: 5 cells become 6 px, less the last."""
    (masks,) = RISE(masks=20, cells=5, probability=0.5, seed=4).draw_masks(torch.zeros(1, 3, 5, 5))
    generator = torch.Generator().manual_seed(4)
    grids = (torch.rand(20, 5, 5, generator=generator) < 0.5).numpy().astype(float)
    for mask, grid in zip(masks.numpy(), grids, strict=True):
        places = ((np.arange(6) + 0.5) * 5 / 6 - 0.5).clip(0)
        expected = ndimage.map_coordinates(
            grid, np.meshgrid(places, places, indexing="ij"), order=1, mode="nearest"
        )
        np.testing.assert_allclose(mask, expected[:5, :5], atol=1e-6)


@pytest.mark.parametrize("options", [{"masks": 0}, {"cells": 0}, {"probability": 0}])
def test_rise_without_masks_is_refused(options):
    with pytest.raises(ValueError, match=r"RISE with .* take at least 1 mask"):
        RISE(**options)


@pytest.mark.parametrize(("method", "name"), [(RISE(), "RISE"), (CentrePrior(), "centre prior")])
def test_vectors_are_refused(method, name):
    with pytest.raises(ValueError, match=f"{name} needs images"):
        attribute(nn.Linear(3, 2), torch.rand(1, 3), composite=method)


def test_the_centre_prior_is_that_of_masking_whatever_the_image(network, draw_images):
    images = draw_images(2).double()
    found = attribute(network, images, torch.tensor([[0, 1], [2, 3]]), "centre-prior").maps
    maps = xr.DataArray(
        np.zeros((1, 16, 16), np.float32), dims=("image", "y", "x"), coords={"image": ["a"]}
    )
    expected = CONTROLS["centre-prior"](maps, ControlContext(maps, 0)).values[0]
    for map_ in found.flatten(0, 1):
        np.testing.assert_array_equal(map_.numpy(), expected.astype(float))
    # A pixel half a px from the centre of both sides of 16 px, whose quarter is 4 px.
    assert expected[8, 8] == pytest.approx(np.exp(-(2 * 0.125**2) / 2))
    assert expected[0, 15] == pytest.approx(np.exp(-(7.5**2 + 7.5**2) / 16 / 2))


@pytest.mark.parametrize("method", [ScoreCAM(), RISE(masks=50)], ids=["score-cam", "rise"])
def test_how_many_masks_share_a_pass_plays_no_part(network, draw_images, monkeypatch, method):
    images = draw_images(2).double()
    expected = attribute(network, images, 3, method).maps
    methods = "face_relevance.relevance.comparison_methods"
    monkeypatch.setattr(f"{methods}.masked_scores.PASS_PIXELS", 3 * 16**2)
    monkeypatch.setattr(f"{methods}.score_cam.CHUNK", 4)
    found = attribute(network, images, 3, method).maps
    torch.testing.assert_close(found, expected, rtol=1e-10, atol=1e-13)
