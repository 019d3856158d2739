"""Random numbers that belong to an image, whatever batch it comes in."""

import hashlib
from collections.abc import Sequence

import torch
from torch import Tensor


def draw_noise(images: Tensor, seeds: Sequence[str]) -> Tensor:
    """Draw standard normal numbers in the shape of images (N, …).

    Parameters
    ----------
    images : Tensor (N, …)
        The numbers of an image depend on its values and on its seed.
    seeds : sequence of str
        One for each image.

    Returns
    -------
    Tensor (N, …)
    """
    noise = torch.empty_like(images)
    for image, seed, row in zip(images, seeds, noise, strict=True):
        row.copy_(torch.randn(image.shape, generator=seed_by(image, seed), dtype=image.dtype))
    return noise


def seed_by(image: Tensor, seed: str) -> torch.Generator:
    """Return a generator of random numbers that belongs to the values of an image and a seed."""
    # Rows and columns in one order, whatever the layout in memory.
    content = image.detach().cpu().contiguous().numpy().tobytes()
    digest = hashlib.sha256(seed.encode() + content).digest()
    return torch.Generator().manual_seed(int.from_bytes(digest[:8], "little", signed=True))
