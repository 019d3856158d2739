"""Masking curves: a model's decision on images of which only some pixels are kept."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import numpy as np
import torch
import xarray as xr
from numpy.typing import ArrayLike

from face_relevance.masking.fills import FILLS
from face_relevance.masking.orders import ORDERS, keep_masks, rank_pixels

Preprocess = Callable[[np.ndarray], torch.Tensor]


def curve(
    model: torch.nn.Module,
    preprocess: Preprocess,
    images: xr.DataArray,
    labels: xr.DataArray,
    maps: Mapping[str, xr.DataArray],
    fractions: Sequence[float],
    fill: str = "mean-colour",
    order: str = "keep-most-relevant",
    *,
    mean_colour: ArrayLike | None = None,
    batch_size: int = 64,
    seed: int = 0,
    progress: Callable[[Iterable], Iterable] = iter,
) -> xr.Dataset:
    """Record a model's decisions while only the first pixels of each source's maps are kept.

    Parameters
    ----------
    model : torch.nn.Module
        Target model in evaluation mode: preprocessed images to logits (N, class).
    preprocess : callable
        ``(N, H, W, 3)`` uint8 array to ``(N, 3, H, W)`` float32 tensor.
    images : xarray.DataArray, (image, y, x, channel), uint8
        Images with unique labels; a coordinate ``identity`` is handed on.
    labels : xarray.DataArray, (image,), integer
        Index of each image's true class among the model's outputs.
    maps : mapping of str to xarray.DataArray, (image, y, x)
        Maps of each source: another model, the model itself or a control.
    fractions : sequence of float
        Kept fractions, ascending from 0 to 1.
    fill : str
        What replaces removed pixels, a name in `FILLS`.
    order : str
        Which pixels are kept, a name in `ORDERS`.
    mean_colour : array-like, (3,)
        Colour for the fill ``mean-colour``, 0 to 255.
    batch_size : int
        Images in one forward pass.
    seed : int
        Seed of the tie breaking.
    progress : callable
        Wraps the iteration over sources.

    Returns
    -------
    xarray.Dataset, (source, order, fill, fraction, image)
        ``correct`` and ``agreement`` (int8), ``probability`` and ``logit`` (float32) of the
        decision on the unmasked image.

    Raises
    ------
    ValueError
        If labels or maps lack an image, a map differs in size or contains NaN, the images are not
        uint8, the fractions do not run from 0 to 1, or the model is in training mode.

    Notes
    -----
    `labels` and `maps` join `images` by label and may be in another order or hold more images.
    Nothing kept and everything kept are the same for all sources and are computed once.

    References
    ----------
    Reconstruction of the transfer design of Crawford et al. (2020), arXiv 2006.16795.
    """
    images = images.transpose("image", "y", "x", "channel")
    names = images["image"].values
    if len(set(names)) != len(names):
        raise ValueError("images contain the same label twice; labels must be unique")
    if images.dtype != np.uint8:
        raise ValueError(f"images must be uint8 from 0 to 255, got {images.dtype}")
    if not maps:
        raise ValueError("there is no source of maps; give at least one")
    for name, value, known in (("fill", fill, FILLS), ("order", order, ORDERS)):
        if value not in known:
            raise ValueError(f"unknown {name} {value!r}; choose one of {', '.join(known)}")
    if model.training:
        raise ValueError("the model is in training mode; call model.eval() first")
    fractions = _check_fractions(fractions)
    truth = _join(labels, names, "labels").values
    maps = {source: _check_maps(source, given, images) for source, given in maps.items()}

    inner = fractions[1:-1]
    pixels = images.values
    filled = FILLS[fill](pixels, mean_colour)

    def decide(keep: np.ndarray | None, base: np.ndarray) -> torch.Tensor:
        """Run the model over one step; without a mask the base images are shown as they are."""
        batches = _batches(base, filled, keep, batch_size)
        return torch.cat([_forward(model, preprocess, batch) for batch in batches])

    unmasked = decide(None, pixels)
    if truth.min() < 0 or truth.max() >= unmasked.shape[1]:
        raise ValueError(
            f"labels run from {truth.min()} to {truth.max()} but the model has "
            f"{unmasked.shape[1]} outputs"
        )
    decision = unmasked.argmax(1).numpy()
    first = _measure(decide(None, filled), truth, decision)
    last = _measure(unmasked, truth, decision)
    steps = []
    for given in progress(list(maps.values())):
        ranks = rank_pixels(given, seed, order)
        between = [
            _measure(decide(keep_masks(ranks, fraction).values, pixels), truth, decision)
            for fraction in inner
        ]
        steps.append([first, *between, last])
    return _label(steps, images, list(maps), order, fill, fractions, seed)


def _join(array: xr.DataArray, names: np.ndarray, what: str) -> xr.DataArray:
    """Select images by label, or say which one is missing."""
    known = array.indexes["image"]
    if not known.is_unique:
        raise ValueError(f"{what}: the same image label occurs twice; labels must be unique")
    missing = [name for name in names if name not in known]
    if missing:
        raise ValueError(f"{what}: no entry for image {missing[0]!r} ({len(missing)} missing)")
    return array.sel(image=names)


def _check_maps(source: str, given: xr.DataArray, images: xr.DataArray) -> xr.DataArray:
    """Join one source's maps to the images and check their size and values."""
    given = _join(given, images["image"].values, f"maps of source {source!r}")
    given = given.transpose("image", "y", "x")
    if given.shape[1:] != images.shape[1:3]:
        raise ValueError(
            f"maps of source {source!r} are {given.shape[1]} by {given.shape[2]} pixels but the "
            f"images are {images.shape[1]} by {images.shape[2]}; explain the same images"
        )
    bad = np.isnan(given.values).any(axis=(1, 2))
    if bad.any():
        raise ValueError(
            f"the map of image {given['image'].values[bad][0]!r} of source {source!r} contains "
            "NaN; explain it again"
        )
    return given


def _check_fractions(fractions: Sequence[float]) -> np.ndarray:
    """Check that kept fractions ascend from 0 to 1."""
    values = np.asarray(fractions, dtype=np.float64)
    if values.ndim != 1 or values.size < 2 or values[0] != 0 or values[-1] != 1:
        raise ValueError(f"fractions must begin with 0 and end with 1, got {list(fractions)}")
    if not (np.diff(values) > 0).all():
        raise ValueError(f"fractions must ascend without repetition, got {list(fractions)}")
    return values


def _batches(
    base: np.ndarray, filled: np.ndarray, keep: np.ndarray | None, size: int
) -> Iterator[np.ndarray]:
    """Cut images into batches and mask each only when it is needed."""
    for start in range(0, len(base), size):
        part = slice(start, start + size)
        yield (
            base[part]
            if keep is None
            else np.where(keep[part, ..., None], base[part], filled[part])
        )


@torch.inference_mode()
def _forward(model: torch.nn.Module, preprocess: Preprocess, batch: np.ndarray) -> torch.Tensor:
    """Turn one batch of images into logits on the CPU."""
    weight = next(model.parameters(), None)
    device = torch.device("cpu") if weight is None else weight.device
    # A contiguous copy: a fill may be a read-only view, which torch refuses to wrap silently.
    tensor = preprocess(np.array(batch)).to(device, memory_format=torch.channels_last)
    return model(tensor).float().cpu()


def _measure(logits: torch.Tensor, truth: np.ndarray, decision: np.ndarray) -> dict:
    """Compare logits with the truth and with the decision on the unmasked images."""
    chosen = logits.argmax(1).numpy()
    rows = np.arange(len(chosen))
    return {
        "correct": (chosen == truth).astype(np.int8),
        "agreement": (chosen == decision).astype(np.int8),
        "probability": logits.softmax(1).numpy()[rows, decision],
        "logit": logits.numpy()[rows, decision],
    }


LONG_NAMES = {
    "correct": "decision equals the true class",
    "agreement": "decision equals the decision on the unmasked image",
    "probability": "softmax probability of the decision on the unmasked image",
    "logit": "logit of the decision on the unmasked image",
}


def _label(
    steps: list[list[dict]],
    images: xr.DataArray,
    sources: list[str],
    order: str,
    fill: str,
    fractions: np.ndarray,
    seed: int,
) -> xr.Dataset:
    """Put the measured steps of all sources into one labelled data set."""
    variables = {}
    for name, long_name in LONG_NAMES.items():
        values = np.array([[step[name] for step in row] for row in steps])
        attributes = {"long_name": long_name, "units": "1"}
        dims = ("source", "order", "fill", "fraction", "image")
        variables[name] = (dims, values[:, None, None], attributes)
    coordinates = {
        "source": np.array(sources, dtype=object),
        "order": np.array([order], dtype=object),
        "fill": np.array([fill], dtype=object),
        "fraction": ("fraction", fractions, {"long_name": "kept fraction of pixels", "units": "1"}),
        "image": images["image"].values,
    }
    if "identity" in images.coords:
        coordinates["identity"] = ("image", images["identity"].values)
    return xr.Dataset(variables, coordinates, {"tie_seed": seed})
