"""Maps of learned and of randomised networks, of one class and of another."""

import numpy as np
import pytest
import torch
import xarray as xr

from face_relevance.audit.randomisation import list_layers, randomise
from face_relevance.audit.sanity import check_sanity
from face_relevance.audit.tabulating import tabulate_sanity
from face_relevance.networks import UNIT_RANGE, VGG16
from face_relevance.relevance import attribute, read_composite


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


def check(model, pixels, *methods, **options):
    return check_sanity(
        model, UNIT_RANGE, pixels, dict(zip(methods, methods, strict=True)), **options
    )


def test_agreement_falls_as_layers_forget_and_is_the_same_for_the_first_step(model, pixels):
    found = check(model, pixels, "epsilon", networks=2)
    pearson = found["randomised"].sel(explained_by="epsilon", measure="pearson")
    first = pearson.sel(layer="fc8")
    np.testing.assert_array_equal(first.sel(mode="cascading"), first.sel(mode="independent"))
    all_forgotten = pearson.sel(mode="cascading", layer="conv1_1")
    assert (np.abs(all_forgotten) < 0.3).all()
    assert found["class_swap"].sizes == {"explained_by": 1, "measure": 4, "image": 4}


def test_agreement_is_that_of_maps_computed_apart(model, pixels):
    """The random head of the second of two networks, worked out from the parts."""
    one, both = (
        check(model, pixels, "epsilon", seed=[3], networks=count)["randomised"].sel(
            explained_by="epsilon", mode="cascading", measure="pearson", layer="fc8"
        )
        for count in (1, 2)
    )
    images = UNIT_RANGE(pixels.values)
    decision = model(images).argmax(1)
    headless = randomise(model, model.untrained([3, 1]), ["classifier.fc8"])
    own, other = (
        attribute(network, images, decision, "epsilon").maps.flatten(1).numpy()
        for network in (model, headless)
    )
    expected = [np.corrcoef(a, b)[0, 1] for a, b in zip(own, other, strict=True)]
    np.testing.assert_allclose(2 * both - one, expected, atol=1e-5)


def test_the_map_of_the_second_best_class_is_compared(model, pixels):
    found = check(model, pixels, "gradient")["class_swap"]
    images = UNIT_RANGE(pixels.values)
    first, second = model(images).topk(2).indices.T
    own, other = (
        attribute(model, images, target, "gradient").maps.flatten(1).numpy()
        for target in (first, second)
    )
    expected = [np.corrcoef(a, b)[0, 1] for a, b in zip(own, other, strict=True)]
    np.testing.assert_allclose(found.sel(measure="pearson")[0], expected, atol=1e-5)


def test_other_seeds_draw_other_weights_and_the_same_seed_the_same(model, pixels):
    one, again, other = (
        check(model, pixels, "gradient", seed=seed)["randomised"] for seed in ([1], [1], [1, 0, 2])
    )
    assert one.identical(again)
    assert not one.equals(other)


def test_relevance_of_classes_converges_towards_the_input_by_z_plus_only(model, pixels):
    cosine = check(model, pixels, "epsilon-plus", "epsilon")["cosine"]
    plus, epsilon = cosine.sel(explained_by="epsilon-plus"), cosine.sel(explained_by="epsilon")
    assert (np.abs(plus.sel(layer="fc8")) < 1e-12).all()
    assert (plus.sel(layer="conv1_1") > epsilon.sel(layer="conv1_1")).all()


def test_methods_without_layers_have_no_cosine(model, pixels):
    cosine = check(model, pixels, "gradient", "epsilon")["cosine"]
    assert cosine.sel(explained_by="gradient").isnull().all()
    assert cosine.sel(explained_by="epsilon").notnull().all()


def test_the_table_has_a_row_for_every_check_of_every_cell(model, pixels):
    found = check(model, pixels, "gradient", "epsilon")
    identity = xr.DataArray(list("aabb"), dims="image", coords={"image": pixels["image"]})
    models = {f"{p}/gender/seed-{s}": found for p in ("faces", "objects") for s in (1, 2)}
    table = tabulate_sanity(models, identity, draws=100)
    assert table.groupby("check").size().to_dict() == {
        "cascading": 2 * 2 * 4 * 15, "independent": 2 * 2 * 4 * 15, "class swap": 2 * 2 * 4,
        "convergence": 2 * 15,
    }  # fmt: skip
    assert table.notna().all(axis=None)
    one = table[
        (table.check == "cascading") & (table.layer == "conv5_3") & (table.measure == "ssim")
    ]
    expected = (
        found["randomised"].sel(mode="cascading", layer="conv5_3", measure="ssim").mean("image")
    )
    by_method = one[one.pretraining == "faces"].set_index("method")["estimate"]
    for method in ("gradient", "epsilon"):
        assert by_method[method] == pytest.approx(expected.sel(explained_by=method).item())
    assert set(table.loc[table.check == "class swap", "layer"]) == {"output"}


def test_methods_without_layers_alone_have_no_convergence_in_the_table(model, pixels):
    identity = xr.DataArray(list("aabb"), dims="image", coords={"image": pixels["image"]})
    found = {"faces/gender/seed-1": check(model, pixels, "gradient")}
    table = tabulate_sanity(found, identity, draws=100)
    assert set(table["check"]) == {"cascading", "independent", "class swap"}


def test_layers_of_a_composite_are_found_by_the_last_part_of_their_names(model, pixels):
    short, full = (
        read_composite(
            {"convolution": {"rule": "gamma"}, "dense": {"rule": "epsilon"},
             "layers": {name: {"rule": "flat"}}}
        )
        for name in ("conv1_2", "features.conv1_2")
    )  # fmt: skip
    found = check_sanity(model, UNIT_RANGE, pixels, {"short": short, "full": full})
    np.testing.assert_array_equal(found["randomised"][0], found["randomised"][1])
