"""Training on fields: AdamW for networks that learn by gradient, ridge for echo-state networks."""

from collections.abc import Mapping

import numpy as np
import torch
from torch import nn

from face_relevance.networks.field_networks import FieldNetwork
from face_relevance.training.fitting import Settings, fit

FIELD_SETTINGS: Mapping[str, Settings] = {
    "linear": Settings(epochs=10, batch_size=25, learning_rate=1e-3, weight_decay=1e-2),
    "mlp": Settings(epochs=10, batch_size=25, learning_rate=1e-3, weight_decay=1e-2),
    "cnn": Settings(epochs=4, batch_size=25, learning_rate=3e-3, weight_decay=1e-2),
}
RIDGE = 1e-3


def train_on_fields(
    network: FieldNetwork,
    fields: np.ndarray,
    labels: np.ndarray,
    seed: int,
    settings: Settings | None = None,
    ridge: float = RIDGE,
) -> list[float]:
    """Train a network to tell the class of a field.

    Parameters
    ----------
    network : FieldNetwork
        Trained in place, left in evaluation mode.
    fields : numpy.ndarray, (field, rows, columns)
        Where cells are dropped, these may hold NaN.
    labels : numpy.ndarray of int, (field,)
        Class of each field, the number of its logit.
    seed : int
        Of the order of fields; an echo-state network draws nothing here.
    settings : Settings, optional
        Length and speed; those of `FIELD_SETTINGS` by default, and none for an echo-state network.
    ridge : float
        Penalty on the squared weights of the readout of an echo-state network, in units of the
        mean sum of squares of its centred last states.

    Returns
    -------
    list of float
        Mean loss of each epoch; of an echo-state network, the mean squared error.

    Raises
    ------
    ValueError
        If a class has no logit, a field that the network sees is not finite, or fields and labels
        differ in number.

    Notes
    -----
    The readout of an echo-state network has the closed form of ridge regression in float64 on
    targets of 1 for the class and -1 for the others; its bias is not penalised.
    """
    outputs = network.network.readout.out_features
    if len(fields) != len(labels):
        raise ValueError(f"{len(fields)} fields have {len(labels)} labels: give one for each")
    if labels.min() < 0 or labels.max() >= outputs:
        raise ValueError(
            f"labels {labels.min()} to {labels.max()} for {outputs} logits: number classes from 0"
        )
    inputs = torch.from_numpy(np.asarray(fields, dtype=np.float32))[:, None]
    targets = torch.from_numpy(np.asarray(labels, dtype=np.int64))
    broken = ~network.select(inputs).isfinite().flatten(1).all(1)
    if broken.any():
        raise ValueError(
            f"field {int(broken.nonzero()[0])} is not finite: fill its gaps, or drop these cells "
            "with 'observed'"
        )
    if network.architecture == "echo-state":
        return [_fit_readout(network, inputs, targets, ridge)]
    return fit(
        network,
        lambda indices: inputs[indices],
        lambda outputs, indices: nn.functional.cross_entropy(outputs, targets[indices]),
        len(inputs),
        settings or FIELD_SETTINGS[network.architecture],
        seed,
    )


@torch.no_grad()
def _fit_readout(
    network: FieldNetwork, inputs: torch.Tensor, targets: torch.Tensor, ridge: float
) -> float:
    """Set weights and bias of the readout; return the mean squared error."""
    readout = network.network.readout
    states = network.network.last_states(network.select(inputs)).double()
    wanted = 2.0 * nn.functional.one_hot(targets, readout.out_features).double() - 1
    mean, centre = states.mean(0), wanted.mean(0)
    states, wanted = states - mean, wanted - centre
    covariance = states.T @ states
    covariance.diagonal().add_(ridge * covariance.diagonal().mean())
    weight = torch.linalg.solve(covariance, states.T @ wanted)
    readout.weight.copy_(weight.T)
    readout.bias.copy_(centre - mean @ weight)
    return float((states @ weight - wanted).square().mean())
