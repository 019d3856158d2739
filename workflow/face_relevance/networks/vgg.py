"""VGG-16 (Simonyan & Zisserman 2015) of any width, with layers named as in the paper."""

from collections import OrderedDict
from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import nn

from face_relevance.networks.network import Network, scale_channels

BLOCKS = ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3))


class VGG16(Network):
    """The 13 convolution and 2 or 3 dense layers of VGG-16.

    Parameters
    ----------
    outputs : int or None
        Number of units of the last layer, ``fc8``; None leaves the dense layers out.
    image_size : int
        Height and width of the input in pixels, a multiple of 32.
    width : float
        Factor on the number of channels of every convolution.
    dense : sequence of int
        Units of the hidden dense layers (``fc6``, ``fc7``).
    normalised : bool
        Whether the convolutions have batch normalisation; see :func:`fold_batch_norm`.

    Raises
    ------
    ValueError
        If the image size is not a multiple of 32.

    Notes
    -----
    The dense layers have no batch normalisation: folded into them, it leaves biases so large that
    they alone carry the decision on some images, and the pixels receive negative relevance.
    """

    architecture = "vgg16"
    last_stage = "features.conv5_3"

    def __init__(
        self,
        outputs: int | None,
        image_size: int,
        width: float = 1.0,
        dense: Sequence[int] = (4096, 4096),
        normalised: bool = False,
    ):
        super().__init__()
        if image_size % 32:
            raise ValueError(f"VGG-16 halves the image five times: {image_size} px is not n × 32")
        self.design = {
            "outputs": outputs,
            "image_size": image_size,
            "width": width,
            "dense": list(dense),
            "normalised": normalised,
        }
        channels = [scale_channels(width, c) for c, _ in BLOCKS]
        self.features = nn.Sequential(_convolutions(channels, normalised))
        units = [channels[-1] * (image_size // 32) ** 2, *dense]
        layers = {} if outputs is None else dense_layers(units, outputs)
        self.classifier = nn.Sequential(OrderedDict(layers))

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Logits (N, outputs) of preprocessed images (N, 3, y, x)."""
        return self.classifier(torch.flatten(self.features(images), 1))

    def split_after(self, layer: str | None) -> tuple[nn.Sequential, nn.Sequential]:
        """Two networks that give this one when run one after the other.

        Parameters
        ----------
        layer : str or None
            Last layer of the first network, for example ``"pool3"``; None leaves it empty.

        Returns
        -------
        tuple of torch.nn.Sequential
            They share the parameters of this network.

        Raises
        ------
        ValueError
            If there is no such layer.
        """
        chain = [*self.features.named_children(), ("flatten", nn.Flatten())]
        chain += self.classifier.named_children()
        names = [name for name, _ in chain]
        if layer is not None and layer not in names:
            raise ValueError(f"VGG-16 has no layer {layer}; its layers are {', '.join(names)}")
        cut = 0 if layer is None else names.index(layer) + 1
        return nn.Sequential(OrderedDict(chain[:cut])), nn.Sequential(OrderedDict(chain[cut:]))


def _convolutions(channels: list[int], normalised: bool) -> OrderedDict[str, nn.Module]:
    layers: OrderedDict[str, nn.Module] = OrderedDict()
    before = 3
    for block, (after, (_, repeats)) in enumerate(zip(channels, BLOCKS, strict=True), start=1):
        for i in range(1, repeats + 1):
            layers[f"conv{block}_{i}"] = nn.Conv2d(before, after, 3, padding=1)
            if normalised:
                layers[f"norm{block}_{i}"] = nn.BatchNorm2d(after)
            layers[f"relu{block}_{i}"] = nn.ReLU()
            before = after
        layers[f"pool{block}"] = nn.MaxPool2d(2)
    return layers


def dense_layers(units: Sequence[int], outputs: int) -> OrderedDict[str, nn.Module]:
    """Dense layers named as in VGG-16.

    Parameters
    ----------
    units : sequence of int
        Number of inputs and of units of each hidden layer.
    outputs : int
        Number of units of the last layer.

    Returns
    -------
    OrderedDict of torch.nn.Module
        ``fc6``, ``relu6``, …, ``fc8``.
    """
    layers: OrderedDict[str, nn.Module] = OrderedDict()
    for i, (before, after) in enumerate(pairwise(units), start=6):
        layers[f"fc{i}"] = nn.Linear(before, after)
        layers[f"relu{i}"] = nn.ReLU()
    # The output layer is fc8 whatever the number of hidden ones, so that studies can be compared.
    layers["fc8"] = nn.Linear(units[-1], outputs)
    return layers
