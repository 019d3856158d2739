"""Maps of learned and of randomised networks, of one class and of another."""

import numpy as np
import pytest
import torch
import xarray as xr

from face_relevance.audit import check_sanity, list_layers, randomise
from face_relevance.networks import UNIT_RANGE, VGG16


@pytest.fixture(scope="module")
def model():
    network = VGG16(3, 32, 0.125, (16,))
    network.initialise(torch.Generator().manual_seed(1))
    return network.eval()


@pytest.fixture(scope="module")
def pixels():
    values = np.random.default_rng(0).integers(0, 256, (4, 32, 32, 3), dtype=np.uint8)
    labels = [f"face-{i}" for i in range(4)]
    return xr.DataArray(values, dims=("image", "y", "x", "channel"), coords={"image": labels})


def test_only_the_named_layers_forget(model):
    fresh = VGG16(3, 32, 0.125, (16,))
    fresh.initialise(torch.Generator().manual_seed(2))
    before = {name: value.clone() for name, value in model.state_dict().items()}
    changed = randomise(model, fresh, ["classifier.fc8", "features.conv1_1"])
    for name, value in changed.state_dict().items():
        source = fresh if name.startswith(("classifier.fc8", "features.conv1_1")) else model
        assert torch.equal(value, source.state_dict()[name]), name
    for name, value in model.state_dict().items():
        assert torch.equal(value, before[name])


def test_layers_run_from_the_output_to_the_input(model):
    layers = list_layers(model)
    assert (layers[0], layers[-1]) == ("classifier.fc8", "features.conv1_1")
    assert len(layers) == 15


def test_agreement_falls_as_layers_forget_and_is_the_same_for_the_first_step(model, pixels):
    found = check_sanity(model, UNIT_RANGE, pixels, "epsilon", seed=5)
    pearson = found["randomised"].sel(measure="pearson")
    first = pearson.sel(layer="fc8")
    np.testing.assert_array_equal(first.sel(mode="cascading"), first.sel(mode="independent"))
    all_forgotten = pearson.sel(mode="cascading", layer="conv1_1")
    assert (np.abs(all_forgotten) < 0.3).all()
    assert found["class_swap"].sizes == {"measure": 4, "image": 4}


def test_relevance_of_classes_converges_towards_the_input_by_z_plus_only(model, pixels):
    plus = check_sanity(model, UNIT_RANGE, pixels, "epsilon-plus", seed=5)["cosine"]
    epsilon = check_sanity(model, UNIT_RANGE, pixels, "epsilon", seed=5)["cosine"]
    assert (np.abs(plus.sel(layer="fc8")) < 1e-12).all()
    assert (plus.sel(layer="conv1_1") > epsilon.sel(layer="conv1_1")).all()


def test_methods_without_layers_have_no_cosine(model, pixels):
    assert "cosine" not in check_sanity(model, UNIT_RANGE, pixels, "gradient", seed=5)
