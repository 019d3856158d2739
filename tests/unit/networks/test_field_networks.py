"""Networks of fields: what they are made of, and in which order a reservoir reads."""

import numpy as np
import pytest
import torch

from face_relevance.networks import FIELD_NETWORKS, READINGS, EchoState, build_field_network
from face_relevance.relevance import trace

FIELDS = torch.randn(3, 1, 18, 30, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("name", FIELD_NETWORKS)
def test_a_seed_gives_one_network_and_another_seed_another(name):
    one, same, other = (build_field_network(name, (18, 30), 3, seed) for seed in (1, 1, 2))
    for key, value in one.state_dict().items():
        assert torch.equal(value, same.state_dict()[key])
    assert any(not torch.equal(v, other.state_dict()[k]) for k, v in one.state_dict().items())
    assert one(FIELDS).shape == (3, 3)
    assert not one.training


def test_layers_are_those_of_the_paper_or_small():
    mlp = build_field_network("mlp", (18, 30), 3, 0).network
    assert [tuple(layer.weight.shape) for layer in (mlp.dense1, mlp.dense2, mlp.readout)] == [
        (8, 540), (8, 8), (3, 8),
    ]  # fmt: skip
    reflecting = build_field_network("cnn", (18, 30), 3, 0, padding="reflect", channels=[4])
    assert reflecting.network.conv1.padding_mode == "reflect"
    for name in ("linear", "mlp", "cnn"):
        network = build_field_network(name, (18, 30), 3, 0).network
        torch.testing.assert_close(trace(network)(FIELDS), network(FIELDS))


def test_a_reservoir_has_the_radius_density_and_scales_it_was_asked_for():
    design = {"units": 200, "spectral_radius": 0.7, "density": 0.2, "input_scale": 0.3}
    network = build_field_network("echo-state", (18, 30), 3, 0, bias_scale=0.05, **design).network
    eigenvalues = np.linalg.eigvals(network.recurrence.weight.double().numpy())
    assert np.abs(eigenvalues).max() == pytest.approx(0.7, rel=1e-4)
    assert (network.recurrence.weight != 0).float().mean() == pytest.approx(0.2, abs=0.01)
    assert network.drive.weight.abs().max() == pytest.approx(0.3, rel=0.01)
    assert network.drive.bias.abs().max() == pytest.approx(0.05, rel=0.05)
    assert not any(parameter.requires_grad for parameter in network.parameters())


def test_states_follow_the_formula_worked_by_hand():
    network = EchoState((1, 2), 1, units=1, leak=0.5)
    network.drive.weight.fill_(2.0)
    network.drive.bias.fill_(0.1)
    network.recurrence.weight.fill_(0.5)
    network.readout.weight.fill_(3.0)
    network.readout.bias.fill_(1.0)
    first = 0.5 * np.tanh(2.0 * 0.4 + 0.1)
    last = 0.5 * first + 0.5 * np.tanh(2.0 * -0.3 + 0.5 * first + 0.1)
    logit = float(network(torch.tensor([[[[0.4, -0.3]]]])))
    assert logit == pytest.approx(3.0 * last + 1.0, rel=1e-6)


@pytest.mark.parametrize("reading", READINGS)
def test_an_order_of_reading_begins_and_ends_where_it_says_and_can_be_undone(reading):
    network = build_field_network("echo-state", (18, 30), 2, 0, units=5, reading=reading).network
    sequences = network.sequences(FIELDS)
    ends = {
        "columns": FIELDS[:, 0, :, -1],
        "columns-reversed": FIELDS[:, 0, :, 0],
        "rows": FIELDS[:, 0, -1],
        "rows-reversed": FIELDS[:, 0, 0],
    }
    for lines, order in zip(sequences, READINGS[reading], strict=True):
        assert torch.equal(lines[-1], ends[order])
        assert torch.equal(network.put_back(lines, order), FIELDS[:, 0])
    assert network.last_states(FIELDS).shape == (3, 5 * len(READINGS[reading]))


def test_dropped_cells_take_no_weights_and_no_part():
    observed = np.zeros((18, 30), dtype=bool)
    observed[2:5, 3:9] = True
    linear = build_field_network("linear", (18, 30), 2, 0, observed=observed)
    assert linear.network.readout.weight.shape == (2, 18)
    changed = FIELDS.where(torch.from_numpy(observed), torch.nan)
    for name in ("linear", "mlp", "echo-state"):
        network = build_field_network(name, (18, 30), 2, 0, observed=observed)
        torch.testing.assert_close(network(changed), network(FIELDS))


def test_a_cnn_is_told_which_cells_are_data():
    observed = np.zeros((18, 30), dtype=bool)
    observed[2:5, 3:9] = True
    network = build_field_network("cnn", (18, 30), 2, 0, observed=observed)
    seen = network.select(FIELDS.where(torch.from_numpy(observed), torch.nan))
    torch.testing.assert_close(seen[:, 0], FIELDS[:, 0] * torch.from_numpy(observed))
    assert (seen[:, 1].numpy() == observed).all()


@pytest.mark.parametrize(
    ("name", "design", "message"),
    [
        ("gru", {}, "no network 'gru' for fields"),
        ("cnn", {"channels": [2] * 5}, "too small for a CNN of 5 convolutions"),
        ("linear", {"observed": np.zeros((18, 30), bool)}, "observed cells are 0 of"),
        ("mlp", {"observed": np.ones((30, 18), bool)}, "give at least one of"),
        ("echo-state", {"reading": "diagonal"}, "reading 'diagonal'"),
        ("echo-state", {"leak": 0.0}, "leak 0.0"),
        ("echo-state", {"density": 1e-9}, "leaves no loop among 300 units"),
    ],
)
def test_what_cannot_be_built_is_refused(name, design, message):
    with pytest.raises(ValueError, match=message):
        build_field_network(name, (18, 30), 2, 0, **design)
