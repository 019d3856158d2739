"""Preprocessed images as they are displayed, and back."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class Display:
    """How preprocessed images look.

    Parameters
    ----------
    low, high : sequence of float
        Value of a black and of a white pixel in every channel of the preprocessed image.
    channels : {"RGB", "BGR"}
        Order of the channels of the preprocessed image.
    """

    low: Sequence[float]
    high: Sequence[float]
    channels: str = "RGB"

    def show(self, images: Tensor) -> Tensor:
        """Turn preprocessed images (N, 3, H, W) into RGB pixels, whole levels from 0 to 255.

        What is darker than black or brighter than white is shown black or white.
        """
        low, high = self._ends(images)
        pixels = ((images - low) * (255 / (high - low))).round().clamp(0, 255)
        return pixels if self.channels == "RGB" else pixels.flip(1)

    def hide(self, pixels: Tensor) -> Tensor:
        """Turn RGB pixels (N, 3, H, W) from 0 to 255 into what a network is given."""
        low, high = self._ends(pixels)
        ordered = pixels if self.channels == "RGB" else pixels.flip(1)
        images = low + ordered * ((high - low) / 255)
        return images.contiguous(memory_format=torch.channels_last)

    def _ends(self, images: Tensor) -> tuple[Tensor, Tensor]:
        return tuple(images.new_tensor(ends).view(1, -1, 1, 1) for ends in (self.low, self.high))
