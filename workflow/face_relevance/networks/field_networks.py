"""Small classifiers of fields, such as maps of an anomaly: linear, MLP, CNN, echo-state network."""

from collections import OrderedDict
from collections.abc import Sequence

import numpy as np
import torch
from torch import nn

from face_relevance.networks.echo_state import EchoState

FIELD_NETWORKS = ("linear", "mlp", "cnn", "echo-state")


class FieldNetwork(nn.Module):
    """A network from fields (N, 1, rows, columns) to logits (N, outputs).

    Parameters
    ----------
    architecture : str
        One of `FIELD_NETWORKS`.
    network : torch.nn.Module
        What sees the fields or, where cells of a linear model or MLP are dropped, vectors of the
        others.
    observed : numpy.ndarray of bool, (rows, columns), optional
        Cells that are data; the network never sees the others, which may hold NaN. A CNN sees zeros
        there, and in a second channel which cells these are.

    Attributes
    ----------
    design : dict
        Keyword arguments that its architecture was built with.
    """

    design: dict

    def __init__(self, architecture: str, network: nn.Module, observed: np.ndarray | None = None):
        super().__init__()
        self.architecture = architecture
        self.network = network
        mask = None if observed is None else torch.from_numpy(np.array(observed, dtype=bool))
        self.register_buffer("observed", mask)

    def select(self, fields: torch.Tensor) -> torch.Tensor:
        """Return what the network sees of fields: (N, channel, rows, columns), or (N, cell)."""
        if self.observed is None:
            return fields
        if self.architecture in ("echo-state", "cnn"):
            fields = fields.where(self.observed, 0)
            mask = self.observed.to(fields.dtype).expand_as(fields)
            return fields if self.architecture == "echo-state" else torch.cat([fields, mask], 1)
        return fields[:, 0, self.observed]

    def put_back(self, maps: torch.Tensor) -> torch.Tensor:
        """Return maps (N, rows, columns) of the relevance of what the network sees.

        Cells that it does not see have none.
        """
        if maps.dim() == 3:
            return maps
        whole = maps.new_zeros(len(maps), *self.observed.shape)
        whole[:, self.observed] = maps
        return whole

    def forward(self, fields: torch.Tensor) -> torch.Tensor:
        """Logits (N, outputs) of fields (N, 1, rows, columns)."""
        return self.network(self.select(fields))


def build_field_network(
    name: str,
    shape: tuple[int, int],
    outputs: int,
    seed: int,
    observed: np.ndarray | None = None,
    **design: object,
) -> FieldNetwork:
    """Build an untrained network for fields.

    Parameters
    ----------
    name : str
        One of `FIELD_NETWORKS`.
    shape : tuple of int
        Rows and columns of the fields.
    outputs : int
        Number of logits.
    seed : int
        Of the weights: all of them, or for the echo-state network those of the reservoir.
    observed : numpy.ndarray of bool, (rows, columns), optional
        Cells that are data. A linear model and an MLP have no weights for the others. The weights
        of a reservoir serve all of its steps, so that there the others are zeros, which carry
        nothing; the logits are those of fields with zeros in their place. A CNN gets the zeros too,
        and a second channel, 1 where cells are data.
    **design
        ``hidden`` (units of each hidden layer) for the MLP; ``channels`` (of each convolution) and
        ``padding`` (``"zeros"``, ``"reflect"``, …, as in torch) for the CNN; for the echo-state
        network those of :class:`EchoState`.

    Returns
    -------
    FieldNetwork
        In evaluation mode.

    Raises
    ------
    ValueError
        If the architecture is unknown, if `observed` has another shape or holds no cell, or if a
        field is too small for the CNN.
    TypeError
        If the architecture has no such design.
    """
    if name not in FIELD_NETWORKS:
        raise ValueError(
            f"no network {name!r} for fields: choose one of {', '.join(FIELD_NETWORKS)}"
        )
    shape = (int(shape[0]), int(shape[1]))
    cells = shape[0] * shape[1]
    if observed is not None:
        if observed.shape != shape or not observed.any():
            raise ValueError(
                f"observed cells are {observed.sum()} of {observed.shape}: give at least one of "
                f"{shape}"
            )
        cells = int(observed.sum())
    generator = torch.Generator().manual_seed(seed)
    if name == "echo-state":
        inner = EchoState(shape, outputs, **design)
        inner.initialise(generator)
    else:
        inputs = 1 if observed is None else 2
        layers = _cnn(shape, outputs, inputs, **design) if name == "cnn" else None
        if name == "mlp":
            layers = _mlp(cells, outputs, **design)
        elif name == "linear":
            layers = _linear(cells, outputs, **design)
        inner = nn.Sequential(layers)
        _initialise(inner, generator)
    network = FieldNetwork(name, inner, observed)
    network.design = design
    return network.eval()


def _linear(cells: int, outputs: int) -> OrderedDict[str, nn.Module]:
    """Layers of a linear model."""
    return OrderedDict(flat=nn.Flatten(), readout=nn.Linear(cells, outputs))


def _mlp(cells: int, outputs: int, hidden: Sequence[int] = (8, 8)) -> OrderedDict[str, nn.Module]:
    """Layers of a multi-layer perceptron; two times 8 units in Landt-Hayen et al. 2022."""
    layers: OrderedDict[str, nn.Module] = OrderedDict(flat=nn.Flatten())
    before = cells
    for i, units in enumerate(hidden, start=1):
        layers[f"dense{i}"] = nn.Linear(before, units)
        layers[f"relu{i}"] = nn.ReLU()
        before = units
    layers["readout"] = nn.Linear(before, outputs)
    return layers


def _cnn(
    shape: tuple[int, int],
    outputs: int,
    inputs: int,
    channels: Sequence[int] = (8, 16),
    padding: str = "zeros",
) -> OrderedDict[str, nn.Module]:
    """Layers of a small CNN whose dense readout knows where a feature is.

    The first convolution has a kernel of 5 and a stride of 2, the others a kernel of 3; each is
    followed by max pooling.
    """
    layers: OrderedDict[str, nn.Module] = OrderedDict()
    before, size = inputs, shape
    for i, after in enumerate(channels, start=1):
        kernel, stride = (5, 2) if i == 1 else (3, 1)
        layers[f"conv{i}"] = nn.Conv2d(
            before, after, kernel, stride, kernel // 2, padding_mode=padding
        )
        layers[f"relu{i}"] = nn.ReLU()
        layers[f"pool{i}"] = nn.MaxPool2d(2)
        size = tuple(((side - 1) // stride + 1) // 2 for side in size)
        before = after
    if min(size) < 1:
        raise ValueError(
            f"fields of {shape[0]} by {shape[1]} cells are too small for a CNN of {len(channels)} "
            "convolutions: give fewer channels"
        )
    layers["flat"] = nn.Flatten()
    layers["readout"] = nn.Linear(before * size[0] * size[1], outputs)
    return layers


def _initialise(network: nn.Module, generator: torch.Generator) -> None:
    """Draw weights after He et al. 2015; biases become zero."""
    for layer in network.modules():
        if isinstance(layer, nn.Conv2d | nn.Linear):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu", generator=generator)
            nn.init.zeros_(layer.bias)
