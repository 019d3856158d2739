"""From stored images to what a network expects, kept with the network's weights."""

from dataclasses import dataclass

import numpy as np
import torch


@dataclass(frozen=True)
class Preprocessing:
    """Channel order, scale, mean and standard deviation of a network's input.

    Parameters
    ----------
    channels : {"RGB", "BGR"}
        Order in which the network reads the colour channels.
    scale : float
        Value of a full-intensity pixel: 1.0 for the unit range, 255.0 for raw values.
    mean, std : tuple of float
        Subtracted and divided by per channel, in the order of ``channels`` and after scaling.

    Raises
    ------
    ValueError
        If the channel order is neither RGB nor BGR.
    """

    channels: str
    scale: float
    mean: tuple[float, float, float]
    std: tuple[float, float, float]

    def __post_init__(self):
        if self.channels not in ("RGB", "BGR"):
            raise ValueError(f"channels must be RGB or BGR, not {self.channels!r}")

    def __call__(self, images: np.ndarray) -> torch.Tensor:
        """Network input (N, 3, y, x) float32 of RGB images (N, y, x, 3) uint8.

        Raises
        ------
        ValueError
            If the images are not uint8 with three channels last.
        """
        if images.dtype != np.uint8 or images.ndim != 4 or images.shape[-1] != 3:
            raise ValueError(
                f"images must be uint8 (N, y, x, 3), not {images.dtype} {images.shape}"
            )
        ordered = images if self.channels == "RGB" else images[..., ::-1]
        batch = torch.from_numpy(np.ascontiguousarray(ordered)).permute(0, 3, 1, 2).float()
        mean, std = (
            torch.tensor(v, dtype=torch.float32).view(1, 3, 1, 1) for v in (self.mean, self.std)
        )
        return (batch * (self.scale / 255) - mean) / std

    @property
    def bounds(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Lowest and highest value of every channel of the input: of a black and a white pixel."""
        black, white = self(np.array([[[[0] * 3]], [[[255] * 3]]], dtype=np.uint8)).flatten(1)
        return tuple(black.tolist()), tuple(white.tolist())


UNIT_RANGE = Preprocessing("RGB", 1.0, (0.5, 0.5, 0.5), (0.5, 0.5, 0.5))
"""Pixels in [-1, 1]: for the networks that this workflow trains from scratch."""

IMAGENET_CAFFE = Preprocessing("BGR", 255.0, (103.939, 116.779, 123.68), (1.0, 1.0, 1.0))
"""BGR in 0–255 minus the ImageNet mean: the original Caffe convention, kept by Keras' VGG-16."""

IMAGENET = Preprocessing("RGB", 1.0, (0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
"""Standardised by channel: for the published networks of torchvision."""
