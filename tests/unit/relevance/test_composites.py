"""Composites: which rule goes where, own ones from plain data, and relevance at hidden layers."""

import pytest
import torch
from small_networks import Branched, Padded
from torch import nn

from face_relevance.relevance import (
    METHODS,
    AlphaBeta,
    Box,
    Composite,
    Epsilon,
    Flat,
    Gamma,
    WSquare,
    attribute,
    read_composite,
    read_methods,
    trace,
)

PLAIN = {"convolution": {"rule": "alpha-beta", "alpha": 1, "beta": 0}, "dense": {"rule": "epsilon"}}


def assign(composite, model):
    """Rule of every layer that needs one."""
    return {n.name: composite.rule(n) for n in trace(model).nodes if n.is_linear_map}


def test_rules_go_by_kind_of_layer(randomise):
    rules = assign(Composite(Gamma(), Epsilon(0.1), Flat()), randomise(Branched(), 1))
    assert rules == {
        "stem": Flat(), "block": Gamma(), "branch": Gamma(), "norm": Gamma(), "pool": Epsilon(),
        "dense": Epsilon(0.1),
    }  # fmt: skip


def test_alpha_beta_is_z_plus_on_a_lone_batch_norm(randomise):
    rules = assign(Composite(AlphaBeta(2, 1), Epsilon()), randomise(Branched(), 1))
    assert rules["block"] == AlphaBeta(2, 1)
    assert rules["norm"] == AlphaBeta(1, 0)


def test_a_change_of_units_of_the_image_passes_relevance(randomise):
    rules = assign(Composite(Gamma(), Epsilon(), WSquare()), randomise(Padded(), 1))
    assert rules["sub"] == rules["truediv"] == Flat()
    assert rules["first"] == WSquare()
    assert rules["add"] == rules["second"] == rules["second:2"] == Gamma()


def test_the_first_layer_may_be_dense(randomise):
    model = nn.Sequential(nn.Flatten(), nn.Linear(768, 4), nn.ReLU(), nn.Linear(4, 2))
    assert assign(Composite(Gamma(), Epsilon(), Flat()), model) == {"1": Flat(), "3": Epsilon()}


def test_a_named_layer_has_its_own_rule(small_vgg, draw_images):
    network, images = small_vgg().double(), draw_images(dtype=torch.float64)
    layers = {"features.conv2_1": {"rule": "gamma", "gamma": 0.5}}
    own = read_composite(PLAIN | {"layers": layers})
    assert assign(own, network)["features.conv2_1"] == Gamma(0.5)
    maps = attribute(network, images, composite=own).maps
    plain = attribute(network, images, composite="epsilon-plus")
    assert not torch.allclose(maps, plain.maps, rtol=1e-2)
    same = {"features.conv2_1": {"rule": "alpha-beta", "alpha": 1, "beta": 0}}
    again = attribute(network, images, composite=read_composite(PLAIN | {"layers": same}))
    assert torch.equal(again.maps, plain.maps)


def test_composites_are_read_from_plain_data():
    description = {
        "convolution": {"rule": "gamma", "gamma": 0.1, "bias": "ignored"},
        "dense": {"rule": "epsilon", "epsilon": 0.01},
        "first": {"rule": "box", "low": [-1, -2, -3], "high": [1, 2, 3]},
        "layers": {"fc8": {"rule": "w-square"}, "conv1": {"rule": "flat"}},
    }
    assert read_composite(description) == Composite(
        Gamma(0.1, bias="ignored"), Epsilon(0.01), Box((-1, -2, -3), (1, 2, 3)),
        {"fc8": WSquare(), "conv1": Flat()},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"dense": {"rule": "deep-taylor"}}, "dense: no rule 'deep-taylor'.*epsilon, alpha-beta"),
        ({"dense": {"epsilon": 1}}, "dense: no rule 'None'"),
        ({"dense": {"rule": ["epsilon"]}}, "dense: no rule"),
        ({"dense": "epsilon"}, "dense: give a mapping with the name of a rule, not 'epsilon'"),
        ({"first": {"rule": "flat", "gamma": 1}}, "first: rule 'flat': .*'gamma'"),
        ({"convolution": {"rule": "gamma", "gamma": -1}}, "convolution: .*choose γ ≥ 0"),
        ({"dense": {"rule": "epsilon", "epsilon": "1"}}, "dense: rule 'epsilon'"),
        ({"convolution": {"rule": "alpha-beta"}}, "convolution: rule 'alpha-beta': .*'alpha'"),
        ({"last": {"rule": "flat"}}, "composite: .*'last'"),
        ({"layers": {"fc8": {"rule": "none"}}}, "fc8: no rule 'none'"),
        ({"layers": ["fc8"]}, "layers: give a rule for each layer"),
    ],
    ids=str,
)
def test_mistakes_in_plain_data_are_named_with_their_place(change, message):
    with pytest.raises(ValueError, match=message):
        read_composite(PLAIN | change)


def test_a_missing_place_is_named():
    with pytest.raises(ValueError, match=r"composite: .*'dense'"):
        read_composite({"convolution": {"rule": "flat"}})


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        ("conv9", "no layer 'conv9'; it has input, features.conv1_1, .*classifier.fc8"),
        ("features.pool1", "layer 'features.pool1' has no weights, so it takes no rule"),
    ],
)
def test_a_rule_for_a_layer_that_takes_none_is_refused(small_vgg, draw_images, layer, message):
    rules = Composite(Epsilon(), Epsilon(), layers={layer: Flat()})
    with pytest.raises(ValueError, match=message):
        attribute(small_vgg(), draw_images(), composite=rules)


def test_unknown_composite_is_refused_with_the_choice(small_vgg, draw_images):
    with pytest.raises(ValueError, match=r"'deconvnet'.*epsilon-plus-flat.*gradient-x-input"):
        attribute(small_vgg(), draw_images(), composite="deconvnet")


@pytest.mark.parametrize(
    ("bounds", "message"),
    [
        (None, r"zB rule: .*bounds=\(low, high\)"),
        (((-1, -1, -1), (1, 1, 1)), "lie outside the bounds"),
        (((-9, -9), (9, 9)), "bounds of 2 and 2 channels for an image of 3"),
    ],
    ids=["missing", "too-narrow", "too-few"],
)
def test_bounds_that_do_not_bound_the_image_are_refused(small_vgg, draw_images, bounds, message):
    with pytest.raises(ValueError, match=message):
        attribute(small_vgg(), draw_images(), composite="epsilon-gamma-box", bounds=bounds)


def test_bounds_of_the_call_and_of_the_rule_are_the_same(small_vgg, draw_images):
    network, images, bounds = small_vgg(), draw_images(), ((-6.0,) * 3, (5.0, 6.0, 7.0))
    given = attribute(network, images, composite="epsilon-gamma-box", bounds=bounds)
    own = Composite(Gamma(0.25), Epsilon(), Box(*bounds))
    assert torch.equal(given.maps, attribute(network, images, composite=own).maps)
    other = attribute(network, images, composite=own, bounds=((-99,) * 3, (99,) * 3))
    assert torch.equal(given.maps, other.maps)


@pytest.mark.parametrize("several", [False, True])
def test_relevance_at_hidden_layers_sums_to_their_entries(small_vgg, draw_images, several):
    network, images = small_vgg().double(), draw_images(dtype=torch.float64)
    shapes = {"input": (3, 16, 16), "features.conv2_1": (8, 8, 8), "features.pool2": (8, 4, 4),
              "classifier.fc6": (12,)}  # fmt: skip
    target = torch.tensor([[0, 1]] * 4) if several else None
    result = attribute(network, images, target, layers=list(shapes))
    assert set(result.hidden) == set(shapes)
    for name, shape in shapes.items():
        relevance, axes = result.hidden[name], tuple(range(-len(shape), 0))
        assert relevance.shape == ((4, 2, *shape) if several else (4, *shape))
        entry = result.ledger[..., result.layers.index(name)]
        torch.testing.assert_close(relevance.sum(axes), entry, rtol=1e-10, atol=1e-12)
    assert torch.equal(result.hidden["input"].sum(-3), result.maps)


def test_hidden_relevance_continues_to_the_maps(small_vgg, draw_images):
    # The rest of the network, explained by itself, takes the relevance to the same pixels.
    network, images = small_vgg().double(), draw_images(dtype=torch.float64)
    result = attribute(network, images, composite="lrp-0", layers=["features.relu1_1"])
    leaf = network.features[:2](images).detach().requires_grad_()
    hidden = network.features[2:](leaf * 1.0)
    score = network.classifier(hidden.flatten(1)).amax(1).sum()
    expected = torch.autograd.grad(score, leaf)[0] * leaf
    found = result.hidden["features.relu1_1"]
    torch.testing.assert_close(found, expected.detach(), rtol=1e-9, atol=1e-10)


def test_an_unknown_hidden_layer_is_refused(small_vgg, draw_images):
    with pytest.raises(ValueError, match=r"no layer 'conv9'; it has input, features\.conv1_1"):
        attribute(small_vgg(), draw_images(), layers=["conv9"])


@pytest.mark.parametrize("method", [m for m in METHODS if not isinstance(METHODS[m], Composite)])
def test_hidden_relevance_of_other_methods_is_refused(small_vgg, draw_images, method):
    with pytest.raises(ValueError, match=r"layers \['features.pool1'\]: only composites"):
        attribute(small_vgg(), draw_images(), composite=method, layers=["features.pool1"])


def test_methods_of_a_study_are_its_own_composites_or_names():
    own = {"mine": {"convolution": {"rule": "epsilon"}, "dense": {"rule": "flat"}}}
    methods = read_methods(["gradient", "mine"], own)
    assert list(methods) == ["gradient", "mine"]
    assert methods == {"gradient": "gradient", "mine": read_composite(own["mine"])}
