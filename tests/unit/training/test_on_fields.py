"""Training on fields."""

import numpy as np
import pytest
import torch

from face_relevance.networks import FIELD_NETWORKS, build_field_network
from face_relevance.training import Settings, train_on_fields

RNG = np.random.default_rng(0)
LABELS = np.arange(120) % 3
# The class is where the field is warm.
FIELDS = RNG.normal(0, 0.3, (120, 10, 12)).astype(np.float32)
for _number, _label in enumerate(LABELS):
    FIELDS[_number, 2:6, 4 * _label : 4 * _label + 3] += 1
SETTINGS = Settings(epochs=30, batch_size=10, learning_rate=3e-3, weight_decay=1e-2)


@pytest.mark.parametrize("name", FIELD_NETWORKS)
def test_every_network_learns_where_a_field_is_warm(name):
    network = build_field_network(name, (10, 12), 3, seed=1)
    losses = train_on_fields(network, FIELDS[:90], LABELS[:90], seed=1, settings=SETTINGS)
    with torch.inference_mode():
        decided = network(torch.from_numpy(FIELDS[90:])[:, None]).argmax(1).numpy()
    assert (decided == LABELS[90:]).mean() > 0.9
    assert all(np.isfinite(losses))


def test_the_readout_is_that_of_ridge_regression_worked_out_with_an_unpenalised_bias():
    network = build_field_network("echo-state", (10, 12), 3, seed=1, units=20)
    before = {k: v.clone() for k, v in network.state_dict().items() if "readout" not in k}
    train_on_fields(network, FIELDS, LABELS, seed=1, ridge=0.1)
    assert all(torch.equal(network.state_dict()[key], value) for key, value in before.items())
    states = network.network.last_states(torch.from_numpy(FIELDS)[:, None]).double().numpy()
    penalty = 0.1 * np.square(states - states.mean(0)).sum(0).mean()
    design = np.hstack([states, np.ones((120, 1))])
    wanted = np.where(np.arange(3) == LABELS[:, None], 1.0, -1.0)
    penalties = np.diag([penalty] * 20 + [0])
    solution = np.linalg.solve(design.T @ design + penalties, design.T @ wanted)
    found = np.vstack([network.network.readout.weight.T, network.network.readout.bias])
    np.testing.assert_allclose(found, solution, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(
    ("fields", "labels", "message"),
    [
        (FIELDS, LABELS[:-1], "120 fields have 119 labels"),
        (FIELDS, LABELS + 1, "number classes from 0"),
        (np.where(FIELDS > 2, np.nan, FIELDS), LABELS, "is not finite: fill its gaps"),
    ],
)
def test_fields_that_cannot_be_learned_from_are_refused(fields, labels, message):
    network = build_field_network("linear", (10, 12), 3, seed=1)
    with pytest.raises(ValueError, match=message):
        train_on_fields(network, fields, labels, seed=1)
