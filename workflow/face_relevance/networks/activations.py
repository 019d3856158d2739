"""What the layers of a network make of images."""

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from torch import nn

from face_relevance.networks.preprocessing import Preprocessing
from face_relevance.networks.vgg import VGG16

# Images that go through the network together.
BATCH = 50


def read_layers(
    model: VGG16, preprocessing: Preprocessing, pixels: np.ndarray, layers: Sequence[str]
) -> Iterator[tuple[str, np.ndarray]]:
    """Output of some layers for all images, one layer at a time.

    Parameters
    ----------
    model : VGG16
        In evaluation mode.
    preprocessing : Preprocessing
        Of its input.
    pixels : numpy.ndarray
        uint8, (image, y, x, 3).
    layers : sequence of str
        Names of layers, for example ``["pool3", "fc6"]``.

    Yields
    ------
    tuple of str and numpy.ndarray
        Layer and its output, float32 (image, …), in the order of the network.

    Raises
    ------
    ValueError
        If the network has no such layer; the message names it.

    Notes
    -----
    Layers in between are computed for few images at a time: in VGG-16 the first of them are several
    times as large as any pooling layer.
    """
    whole, _ = model.split_after("fc8")
    names = [name for name, _ in whole.named_children()]
    if unknown := [layer for layer in layers if layer not in names]:
        raise ValueError(
            f"the network has no layer {unknown[0]}; its layers are {', '.join(names)}"
        )
    values = preprocessing(pixels).to(memory_format=torch.channels_last)
    between = nn.Sequential()
    for name, layer in whole.named_children():
        between.append(layer)
        if name in layers:
            with torch.inference_mode():
                values = torch.cat([between(batch) for batch in values.split(BATCH)])
            between = nn.Sequential()
            yield name, values.contiguous().numpy()
