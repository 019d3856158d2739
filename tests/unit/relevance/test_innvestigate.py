"""Single layers against the reference relevances of iNNvestigate."""

from pathlib import Path

import h5py
import pytest
import torch
from torch import nn

from face_relevance.relevance import AlphaBeta, Epsilon, Flat, trace

REFERENCES = Path(__file__).parents[2] / "data" / "innvestigate"
LAYERS = (
    "Conv2D", "Conv2D_relu", "Dense", "Dense_relu", "AveragePooling2D", "MaxPooling2D",
)  # fmt: skip
# iNNvestigate's ε is 1e-7; there, αβ and the flat rule have no meaning for pooling.
RULES = {
    "LRPZ": (Epsilon(0), LAYERS),
    "LRPEpsilon": (Epsilon(1e-7), LAYERS),
    "LRPEpsilonIgnoreBias": (Epsilon(1e-7, bias="ignored"), LAYERS),
    "LRPAlpha1Beta0": (AlphaBeta(1, 0, 1e-7), LAYERS[:4]),
    "LRPFlat": (Flat(1e-7), LAYERS[:4]),
}


def read(file, name):
    """Layer of torch, input, output and relevance, in float64 and with channels first."""
    with h5py.File(REFERENCES / f"{file}.hdf5") as references:
        inputs = torch.from_numpy(references["input"][:]).double()
        group = references[name]
        weights = [torch.from_numpy(group["weights"][k][:]).double() for k in group["weights"]]
        output, relevance = (
            torch.from_numpy(group[key][:]).double() for key in ("output", "attribution")
        )
    if name.startswith("Dense"):
        layer = nn.Linear(3, 5)
        layer.weight.data, layer.bias.data = weights[0].T, weights[1]
        return layer, inputs, output, relevance
    if name.startswith("Conv2D"):
        layer = nn.Conv2d(3, 5, 3)
        layer.weight.data, layer.bias.data = weights[0].permute(3, 2, 0, 1), weights[1]
    else:
        layer = nn.AvgPool2d(2) if name == "AveragePooling2D" else nn.MaxPool2d(2)
    return layer, inputs.permute(0, 3, 1, 2), output, relevance.permute(0, 3, 1, 2)


@pytest.mark.parametrize(
    ("file", "rule", "name"),
    [(file, rule, name) for file, (rule, names) in RULES.items() for name in names],
    ids=str,
)
def test_layer_agrees_with_innvestigate(file, rule, name):
    layer, inputs, expected_output, expected = read(file, name)
    node = trace(layer).nodes[-1]
    is_dense = name.startswith("Dense")
    if node.is_linear_map:
        outputs, memory = rule.forward(node.operation, inputs, False)
    else:
        outputs, memory = node.operation.forward(inputs)
    outputs = outputs if is_dense else outputs.permute(0, 2, 3, 1)
    flat = outputs.flatten(1)
    if name.endswith("relu"):
        flat = flat.relu()
    torch.testing.assert_close(flat, expected_output, rtol=0, atol=1e-6)
    score, winner = flat.max(1, keepdim=True)  # the neuron that the references explain
    relevance = torch.zeros_like(flat).scatter(1, winner, score).view(outputs.shape)
    relevance = relevance if is_dense else relevance.permute(0, 3, 1, 2).contiguous()
    if node.is_linear_map:
        shares = rule.backward(node.operation, memory, relevance[None])[0][0]
    else:
        shares = node.operation.backward(memory, relevance[None])[0][0]
    torch.testing.assert_close(shares, expected, rtol=0, atol=1e-6)
    assert expected.abs().max() > 0.01
