"""The ImageNet VGG-16 trunk as Keras names it, read from an ONNX file."""

from collections.abc import Mapping

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from face_relevance.networks.vgg import VGG16


def read_keras_vgg_trunk(content: bytes, model: VGG16) -> None:
    """Copy the convolutions of a Keras VGG-16 in ONNX form into a network.

    Parameters
    ----------
    content : bytes
        The ONNX file; its initialisers are named ``…block{b}_conv{i}_1/…``.
    model : VGG16
        Full-width network whose ``features`` are filled; its classifier is left alone.

    Raises
    ------
    ValueError
        If a layer is missing or has another shape; the message names it.
    """
    graph = onnx.load_model_from_string(content).graph
    tensors = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    for name, layer in model.features.named_children():
        if not name.startswith("conv"):
            continue
        block, i = name.removeprefix("conv").split("_")
        for parameter, dimensions in ((layer.weight, 4), (layer.bias, 1)):
            found = _find(tensors, f"block{block}_conv{i}_1/", dimensions)
            if found.shape != tuple(parameter.shape):
                raise ValueError(
                    f"{name}: the file holds {found.shape}, VGG-16 has {tuple(parameter.shape)}"
                )
            with torch.no_grad():
                parameter.copy_(torch.from_numpy(found.copy()))


def _find(tensors: Mapping[str, np.ndarray], layer: str, dimensions: int) -> np.ndarray:
    matches = [v for k, v in tensors.items() if layer in k and v.ndim == dimensions]
    if len(matches) != 1:
        raise ValueError(
            f"expected one {dimensions}-dimensional tensor named …{layer}…, found {len(matches)}"
        )
    return matches[0]
