"""What replaces the pixels that a mask removes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
import xarray as xr
from numpy.typing import ArrayLike
from scipy import ndimage

from face_relevance.masking.orders import seed_by_label
from face_relevance.masking.road import impute

# At a tenth of the side neither brows, eyes nor mouth remain distinguishable.
BLUR_WIDTH = 0.1

# Mid-grey, 127.5 rounded.
GREY = 128

# Standard deviation of the noise of ROAD, in grey levels: 0.01 of the range (Rong et al. 2022).
ROAD_NOISE = 2.55


class Fill(Protocol):
    """A fill that is prepared for a set of images."""

    def __call__(self, rows: slice, keep: torch.Tensor) -> torch.Tensor:
        """Show some images with only a part of their pixels.

        Parameters
        ----------
        rows : slice
            Which images, by position.
        keep : torch.Tensor, (n, y, x), bool
            Pixels that stay as they are.

        Returns
        -------
        torch.Tensor, (n, y, x, 3), uint8
        """


@dataclass(frozen=True)
class FillContext:
    """What a fill may use beside the images that are masked.

    Parameters
    ----------
    mean_colour : array-like, (3,), optional
        0 to 255, see :func:`measure_mean_colour`.
    mean_face : array-like, (y, x, 3), optional
        0 to 255, see :func:`measure_mean_face`.
    seed : int
        Of noise, which depends on nothing else but the image's label.
    """

    mean_colour: ArrayLike | None = None
    mean_face: ArrayLike | None = None
    seed: int = 0


def measure_mean_colour(images: np.ndarray) -> np.ndarray:
    """Average the colour of images, those of a training split as a rule.

    Parameters
    ----------
    images : numpy.ndarray, (N, H, W, 3), uint8

    Returns
    -------
    numpy.ndarray, (3,), float64
        Mean of each channel, 0 to 255.
    """
    return np.mean(images, axis=(0, 1, 2), dtype=np.float64)


def measure_mean_face(images: np.ndarray) -> np.ndarray:
    """Average images pixel by pixel, those of a training split as a rule.

    Parameters
    ----------
    images : numpy.ndarray, (N, H, W, 3), uint8

    Returns
    -------
    numpy.ndarray, (H, W, 3), float64
        0 to 255.
    """
    return np.mean(images, axis=0, dtype=np.float64)


class Replacement:
    """A fill that does not depend on the mask: the removed pixels of other images.

    Parameters
    ----------
    images : xarray.DataArray, (image, y, x, channel), uint8
    other : numpy.ndarray, uint8
        What replaces them: a colour (3,), an image (y, x, 3), or one for each (N, y, x, 3).
    """

    def __init__(self, images: xr.DataArray, other: np.ndarray):
        self.other = torch.from_numpy(other).expand(images.shape)
        # uint8 wraps around: other + (pixels - other) · keep is exact, and in torch several times
        # as fast as a selection that repeats the mask over the channels. Pixels are copied, since
        # an array may be read-only or run backwards, which torch refuses.
        self.difference = torch.from_numpy(images.values.copy()) - self.other

    def __call__(self, rows: slice, keep: torch.Tensor) -> torch.Tensor:
        """See `Fill`."""
        return self.difference[rows] * keep[..., None].to(torch.uint8) + self.other[rows]


@dataclass(frozen=True)
class Imputation:
    """ROAD, noisy linear imputation: see :func:`face_relevance.masking.road.impute`.

    Parameters
    ----------
    images : xarray.DataArray, (image, y, x, channel), uint8
    colour : numpy.ndarray, (3,), uint8
        Fills an image of which nothing is kept, and from which nothing can be imputed.
    seed : int
        Of the noise.
    """

    images: xr.DataArray
    colour: np.ndarray
    seed: int

    def __call__(self, rows: slice, keep: torch.Tensor) -> torch.Tensor:
        """See `Fill`."""
        shown = self.images.values[rows].copy()
        labels = self.images["image"].values[rows]
        for image, known, label in zip(shown, keep.numpy(), labels, strict=True):
            if not known.any():
                image[:] = self.colour
            elif not known.all():
                noise = seed_by_label(self.seed, "road", label).normal(0, ROAD_NOISE, image.shape)
                image[~known] = _round(impute(image, known) + noise[~known])
        return torch.from_numpy(shown)


def fill_constant(images: xr.DataArray, context: FillContext) -> Fill:
    """Fill with mid-grey, 128."""
    return Replacement(images, np.full(3, GREY, np.uint8))


def fill_mean_colour(images: xr.DataArray, context: FillContext) -> Fill:
    """Fill with the mean colour of the context."""
    return Replacement(images, _read_colour(context, "mean-colour"))


def fill_mean_face(images: xr.DataArray, context: FillContext) -> Fill:
    """Fill with the mean face of the context."""
    face = np.asarray(np.nan if context.mean_face is None else context.mean_face, dtype=np.float64)
    if face.shape != images.shape[1:] or not ((face >= 0) & (face <= 255)).all():
        raise ValueError(
            f"the fill 'mean-face' needs a mean_face of {images.shape[1]} by {images.shape[2]} "
            f"pixels in three channels between 0 and 255, got shape {face.shape}; see "
            "measure_mean_face"
        )
    return Replacement(images, _round(face))


def fill_gaussian_blur(images: xr.DataArray, context: FillContext) -> Fill:
    """Fill with the image itself, blurred.

    The standard deviation is a tenth of the shorter side (`BLUR_WIDTH`), edges are replicated.
    """
    width = BLUR_WIDTH * min(images.shape[1:3])
    blurred = ndimage.gaussian_filter(
        images.values.astype(np.float32), (0, width, width, 0), mode="nearest"
    )
    return Replacement(images, _round(blurred))


def fill_uniform_noise(images: xr.DataArray, context: FillContext) -> Fill:
    """Fill with noise, uniform on 0 to 255 and independent by pixel and channel.

    An image has the same noise under every mask.
    """
    noise = [
        seed_by_label(context.seed, "uniform-noise", label).integers(
            0, 256, images.shape[1:], dtype=np.uint8
        )
        for label in images["image"].values
    ]
    return Replacement(images, np.stack(noise))


def fill_road(images: xr.DataArray, context: FillContext) -> Fill:
    """Fill by noisy linear imputation; where nothing is kept, with the mean colour.

    The noise is normal with a standard deviation of 2.55 grey levels, independent by pixel and
    channel; an image has the same under every mask.
    """
    return Imputation(images, _read_colour(context, "road"), context.seed)


FILLS: dict[str, Callable[[xr.DataArray, FillContext], Fill]] = {
    "constant": fill_constant,
    "mean-colour": fill_mean_colour,
    "mean-face": fill_mean_face,
    "gaussian-blur": fill_gaussian_blur,
    "uniform-noise": fill_uniform_noise,
    "road": fill_road,
}
"""Name to preparation: images (image, y, x, channel) uint8 and a context to a `Fill`.

A preparation raises ValueError if the context lacks what the fill needs.
"""


def _read_colour(context: FillContext, fill: str) -> np.ndarray:
    """Return the mean colour of a context in whole grey levels."""
    given = context.mean_colour
    colour = np.asarray(np.nan if given is None else given, dtype=np.float64)
    if colour.shape != (3,) or not ((colour >= 0) & (colour <= 255)).all():
        raise ValueError(
            f"the fill {fill!r} needs a mean_colour of three numbers between 0 and 255, "
            f"got {given!r}; see measure_mean_colour"
        )
    return _round(colour)


def _round(values: np.ndarray) -> np.ndarray:
    return np.rint(values).clip(0, 255).astype(np.uint8)
