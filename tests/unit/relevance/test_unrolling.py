"""Relevance unrolled through time, against loops in float64 and against what must be conserved."""

import numpy as np
import pytest
import torch
from slow_reservoir import unroll

from face_relevance.networks import build_field_network
from face_relevance.relevance import (
    CAUSES,
    FIELD_COMPOSITES,
    AlphaBeta,
    Composite,
    Epsilon,
    attribute,
    explain_field,
)
from face_relevance.training import train_on_fields

SHAPE = (4, 6)
SMALL = {"units": 7, "leak": 0.3, "density": 0.6, "input_scale": 0.5, "bias_scale": 0.4}
RULES = {"epsilon": Epsilon, "z-plus": lambda **settings: AlphaBeta(1, 0, **settings)}


def draw_fields(count=8, shape=SHAPE, seed=0):
    return np.random.default_rng(seed).uniform(-1, 1, (count, *shape)).astype(np.float32)


def make_network(name="echo-state", shape=SHAPE, outputs=3, **design):
    """A trained network of a class that the first line of a field tells."""
    network = build_field_network(name, shape, outputs, seed=3, **design)
    fields = draw_fields(60, shape, seed=1)
    labels = fields[:, 0].mean(1).argsort().argsort() * outputs // len(fields)
    train_on_fields(network, fields, labels, seed=3)
    return network


@pytest.mark.parametrize(
    "reading", ["columns", "columns-reversed", "rows", "rows-reversed", "both"]
)
@pytest.mark.parametrize(("below", "above"), [("epsilon", "epsilon"), ("z-plus", "epsilon")])
@pytest.mark.parametrize("bias", ["absorbed", "ignored"])
def test_the_walk_is_that_of_a_slow_oracle(reading, below, above, bias):
    network = make_network(reading=reading, **SMALL).double()
    fields = draw_fields(2).astype(np.float64)
    composite = Composite(convolution=RULES[below](bias=bias), dense=RULES[above](bias=bias))
    found = explain_field(network, torch.from_numpy(fields)[:, None], composite=composite)
    steps = found.layers.index("step-1")
    for i, field in enumerate(fields):
        target, score, expected, by_step = unroll(
            network.network, field, below, above, use_bias=bias == "absorbed"
        )
        assert target == found.target[i]
        assert score == pytest.approx(float(found.score[i]))
        np.testing.assert_allclose(found.maps[i].numpy(), expected, rtol=1e-7, atol=1e-10)
        np.testing.assert_allclose(found.ledger[i, 2 : steps + 1].flip(0), by_step, atol=1e-10)


@pytest.mark.parametrize("reading", ["columns", "both"])
@pytest.mark.parametrize("first", [None, Epsilon(0)])
def test_without_bias_a_map_adds_up_to_the_score(reading, first):
    network = make_network(shape=(10, 100), reading=reading, bias_scale=0.0, leak=0.05)
    network.network.readout.bias.zero_()
    composite = Composite(AlphaBeta(1, 0, epsilon=0), Epsilon(0), first=first)
    found = explain_field(
        network, torch.from_numpy(draw_fields(5, (10, 100)))[:, None], 1, composite
    )
    # Relative to what was shared: the scores themselves may be anything.
    shared = found.maps.abs().sum((1, 2))
    assert (found.maps.sum((1, 2)) - found.score).abs().max() < 1e-5 * shared.max()


@pytest.mark.parametrize("composite", ["epsilon", "epsilon-plus", "epsilon-plus-flat", "z-plus"])
def test_the_ledger_says_who_took_what(composite):
    network = make_network(reading="both", **SMALL)
    fields = torch.from_numpy(draw_fields())[:, None]
    found = explain_field(network, fields, composite=composite)
    assert found.layers == ("output", "readout", *(f"step-{t}" for t in range(6, 0, -1)), "input")
    assert found.absorbed.shape == (8, len(found.layers), len(CAUSES))
    np.testing.assert_allclose(found.ledger[:, 0], found.score, rtol=1e-6)
    taken = found.absorbed.sum((1, 2))
    np.testing.assert_allclose(found.ledger[:, 0], found.ledger[:, -1] + taken, atol=1e-4)
    np.testing.assert_allclose(found.ledger[:, -1], found.maps.double().sum((1, 2)), atol=1e-4)
    bias = found.absorbed[..., CAUSES.index("bias")].abs().max()
    assert (bias == 0) == (composite == "z-plus")


def test_relevance_without_recurrence_fades_by_what_the_leak_keeps():
    """Equal lines and no recurrence: the line t steps before the end keeps (1 - leak)^t."""
    network = build_field_network(
        "echo-state", (1, 20), 1, 0, units=5, leak=0.2, spectral_radius=0.0, bias_scale=0.0
    )
    network.network.readout.weight.fill_(1.0)
    found = explain_field(network, torch.ones(1, 1, 1, 20), 0, "epsilon")
    by_step = found.maps[0, 0].flip(0)
    np.testing.assert_allclose(by_step / by_step[0], 0.8 ** np.arange(20), rtol=1e-3)


def test_reading_backwards_mirrors_the_map_of_the_mirrored_field():
    ahead = make_network(reading="columns", **SMALL)
    back = build_field_network("echo-state", SHAPE, 3, seed=3, reading="columns-reversed", **SMALL)
    back.load_state_dict(ahead.state_dict())
    fields = torch.from_numpy(draw_fields())[:, None]
    expected = explain_field(ahead, fields).maps.flip(2)
    torch.testing.assert_close(explain_field(back, fields.flip(3)).maps, expected)


def test_a_field_does_not_depend_on_the_others_of_its_batch():
    network = make_network(**SMALL)
    fields = torch.from_numpy(draw_fields())[:, None]
    whole = explain_field(network, fields).maps
    torch.testing.assert_close(whole[3:4], explain_field(network, fields[3:4]).maps)


@pytest.mark.parametrize("name", ["linear", "mlp", "cnn"])
def test_other_networks_have_the_maps_of_the_engine(name):
    network = make_network(name, (8, 12))
    fields = torch.from_numpy(draw_fields(3, (8, 12)))[:, None]
    found = explain_field(network, fields, 2, "epsilon")
    torch.testing.assert_close(found.maps, attribute(network.network, fields, 2, "epsilon").maps)
    assert found.maps.shape == (3, 8, 12)


@pytest.mark.parametrize("name", ["linear", "mlp", "echo-state"])
def test_dropped_cells_have_no_relevance_whatever_they_hold(name):
    observed = np.random.default_rng(5).random(SHAPE) < 0.7
    network = build_field_network(name, SHAPE, 2, seed=3, observed=observed)
    fields = draw_fields(40)
    train_on_fields(network, fields, (fields[:, observed][:, 0] > 0).astype(int), seed=3)
    gaps = torch.from_numpy(np.where(observed, fields, np.nan))[:, None]
    found = explain_field(network, gaps[:5])
    assert (found.maps[:, ~observed] == 0).all()
    assert (found.maps[:, observed] != 0).any()
    zeros = explain_field(network, gaps[:5].nan_to_num(0))
    torch.testing.assert_close(found.maps, zeros.maps)


def test_what_a_reservoir_cannot_be_asked_is_refused():
    network = make_network(**SMALL)
    fields = torch.from_numpy(draw_fields(2))[:, None]
    with pytest.raises(ValueError, match="echo-state network cannot be explained by 'grad-cam'"):
        explain_field(network, fields, composite="grad-cam")
    named = Composite(Epsilon(), Epsilon(), layers={"conv1": Epsilon()})
    with pytest.raises(ValueError, match="no layer 'conv1'; it has readout and reservoir"):
        explain_field(network, fields, composite=named)
    with pytest.raises(ValueError, match="input of image 0 are not finite"):
        explain_field(network, fields.where(fields > 0, torch.nan))


def test_a_rule_of_its_own_for_the_reservoir_goes_before_that_of_the_convolutions():
    network = make_network(**SMALL)
    fields = torch.from_numpy(draw_fields(2))[:, None]
    named = Composite(Epsilon(), Epsilon(), layers={"reservoir": AlphaBeta(1, 0)})
    expected = explain_field(network, fields, composite=FIELD_COMPOSITES["epsilon-plus"]).maps
    torch.testing.assert_close(explain_field(network, fields, composite=named).maps, expected)
