"""Masking curves: a model's decision on images of which only some pixels are kept."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
import torch
import xarray as xr
from numpy.typing import ArrayLike
from torch import nn

from face_relevance.masking.fills import FILLS, FillContext
from face_relevance.masking.joining import join_maps
from face_relevance.masking.orders import ORDERS, keep_masks, rank_pixels
from face_relevance.masking.units import divide_images
from face_relevance.store.labels import select_labels

Preprocess = Callable[[np.ndarray], torch.Tensor]


def curve(
    model: nn.Module,
    preprocess: Preprocess,
    images: xr.DataArray,
    labels: xr.DataArray,
    maps: Mapping[str, xr.DataArray],
    fractions: Sequence[float],
    fill: str = "mean-colour",
    order: str = "keep-most-relevant",
    *,
    sign: str = "signed",
    unit: str = "pixel",
    mean_colour: ArrayLike | None = None,
    mean_face: ArrayLike | None = None,
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
    sign : {"signed", "positive"}
        Whether negative relevance ranks pixels too, see `rank_pixels`.
    unit : str
        What is kept or removed as a whole: ``"pixel"``, ``"patch-N"`` or ``"superpixel"``, see
        `divide_images`.
    mean_colour : array-like, (3,)
        Colour for the fills ``mean-colour`` and ``road``, 0 to 255.
    mean_face : array-like, (y, x, 3)
        Image for the fill ``mean-face``, 0 to 255.
    batch_size : int
        Images in one forward pass.
    seed : int
        Seed of the tie breaking and of the noise of fills.
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
        uint8, the fractions do not run from 0 to 1, a name is unknown, the fill lacks what it
        needs, or the model is in training mode.

    Notes
    -----
    `labels` and `maps` join `images` by label and may be in another order or hold more images.
    Nothing kept and everything kept are the same for all sources and are computed once.

    References
    ----------
    Reconstruction of the transfer design of Crawford et al. (2020), arXiv 2006.16795.
    """
    return curve_heads(
        nn.Identity().eval(),
        {"model": model},
        preprocess,
        images,
        {"model": labels},
        maps,
        fractions,
        [fill],
        [order],
        sign=sign,
        unit=unit,
        context=FillContext(mean_colour, mean_face, seed),
        batch_size=batch_size,
        progress=progress,
    )["model"]


def curve_heads(
    trunk: nn.Module,
    heads: Mapping[str, nn.Module],
    preprocess: Preprocess,
    images: xr.DataArray,
    labels: Mapping[str, xr.DataArray],
    maps: Mapping[str, xr.DataArray],
    fractions: Sequence[float],
    fills: Sequence[str],
    orders: Sequence[str],
    *,
    sign: str = "signed",
    unit: str = "pixel",
    context: FillContext,
    batch_size: int = 64,
    progress: Callable[[Iterable], Iterable] = iter,
) -> dict[str, xr.Dataset]:
    """Record the decisions of several heads on one trunk, which sees every masked image once.

    Parameters
    ----------
    trunk : torch.nn.Module
        In evaluation mode: preprocessed images to features; see :func:`share_trunk`.
    heads : mapping of str to torch.nn.Module
        In evaluation mode: features, which they leave unchanged, to logits (N, class).
    labels : mapping of str to xarray.DataArray, (image,), integer
        Index of each image's true class among the outputs of each head.
    fills, orders : sequence of str
        Names in `FILLS` and `ORDERS`.
    context : FillContext
        What the fills use. Its seed is that of the tie breaking, too.
    preprocess, images, maps, fractions, sign, unit, batch_size, progress
        As for :func:`curve`.

    Returns
    -------
    dict of str to xarray.Dataset, (source, order, fill, fraction, image)
        For each head what :func:`curve` gives for trunk and head as one model.

    Raises
    ------
    ValueError
        As :func:`curve`; the message names the head.
    """
    images = images.transpose("image", "y", "x", "channel").compute()
    names = images["image"].values
    if len(set(names)) != len(names):
        raise ValueError("images contain the same label twice; labels must be unique")
    if images.dtype != np.uint8:
        raise ValueError(f"images must be uint8 from 0 to 255, got {images.dtype}")
    if not maps:
        raise ValueError("there is no source of maps; give at least one")
    for what, values, known in (("fill", fills, FILLS), ("order", orders, ORDERS)):
        if unknown := [value for value in values if value not in known]:
            raise ValueError(f"unknown {what} {unknown[0]!r}; choose one of {', '.join(known)}")
    for name, module in {"trunk": trunk, **heads}.items():
        if module.training:
            raise ValueError(f"the {name} is in training mode; call its eval() first")
    fractions = _check_fractions(fractions)
    truth = {
        head: select_labels(labels[head], "image", names, f"labels of {head}").values
        for head in heads
    }
    maps = {
        source: join_maps(given, images, f"source {source!r}") for source, given in maps.items()
    }
    units = divide_images(images, unit)
    prepared = [FILLS[fill](images, context) for fill in fills]
    batches = [slice(i, i + batch_size) for i in range(0, len(names), batch_size)]

    def decide(show: Callable[[slice], np.ndarray]) -> dict[str, torch.Tensor]:
        """Logits of all heads for images that are shown batch by batch."""
        outputs = [_forward(trunk, heads, preprocess(show(rows))) for rows in batches]
        return {head: torch.cat([output[head] for output in outputs]) for head in heads}

    # A copy: the array may be read-only or run backwards, which torch refuses.
    pixels = images.values.copy()
    unmasked = decide(lambda rows: pixels[rows])
    for head, logits in unmasked.items():
        _check_classes(head, truth[head], logits)
    decision = {head: logits.argmax(1).numpy() for head, logits in unmasked.items()}
    shape = (len(maps), len(orders), len(fills), len(fractions), len(names))
    results = {head: _allocate(shape) for head in heads}

    def record(logits: dict[str, torch.Tensor], step: tuple) -> None:
        for head in heads:
            for name, values in _measure(logits[head], truth[head], decision[head]).items():
                results[head][name][step] = values

    def mask(keep: torch.Tensor, fill: int) -> dict[str, torch.Tensor]:
        return decide(lambda rows: prepared[fill](rows, keep[rows]).numpy())

    nothing = torch.zeros(images.shape[:3], dtype=torch.bool)
    record(unmasked, np.s_[:, :, :, -1])
    for f in range(len(fills)):
        record(mask(nothing, f), np.s_[:, :, f, 0])
    for s, given in enumerate(progress(list(maps.values()))):
        for o, order in enumerate(orders):
            ranks = rank_pixels(given, context.seed, order, sign, units)
            for p, fraction in enumerate(fractions[1:-1], start=1):
                keep = torch.from_numpy(keep_masks(ranks, fraction).values)
                for f in range(len(fills)):
                    record(mask(keep, f), np.s_[s, o, f, p])
    coordinates = {"source": list(maps), "order": list(orders), "fill": list(fills)}
    attributes = {"tie_seed": context.seed, "sign": sign, "unit": unit}
    return {
        head: _label(results[head], images, coordinates, fractions, attributes) for head in heads
    }


def _check_fractions(fractions: Sequence[float]) -> np.ndarray:
    """Check that kept fractions ascend from 0 to 1."""
    values = np.asarray(fractions, dtype=np.float64)
    if values.ndim != 1 or values.size < 2 or values[0] != 0 or values[-1] != 1:
        raise ValueError(f"fractions must begin with 0 and end with 1, got {list(fractions)}")
    if not (np.diff(values) > 0).all():
        raise ValueError(f"fractions must ascend without repetition, got {list(fractions)}")
    return values


def _check_classes(head: str, truth: np.ndarray, logits: torch.Tensor) -> None:
    """Check that every true class is among the outputs."""
    if truth.min() < 0 or truth.max() >= logits.shape[1]:
        raise ValueError(
            f"labels of {head} run from {truth.min()} to {truth.max()} but it has "
            f"{logits.shape[1]} outputs"
        )


@torch.inference_mode()
def _forward(
    trunk: nn.Module, heads: Mapping[str, nn.Module], batch: torch.Tensor
) -> dict[str, torch.Tensor]:
    """Turn one preprocessed batch into the logits of all heads, on the CPU."""
    weight = next(nn.ModuleList([trunk, *heads.values()]).parameters(), batch)
    features = trunk(batch.to(weight.device, memory_format=torch.channels_last))
    return {name: head(features).float().cpu() for name, head in heads.items()}


def _measure(logits: torch.Tensor, truth: np.ndarray, decision: np.ndarray) -> dict:
    """Compare logits with the truth and with the decision on the unmasked images."""
    chosen = logits.argmax(1).numpy()
    rows = np.arange(len(chosen))
    return {
        "correct": chosen == truth,
        "agreement": chosen == decision,
        "probability": logits.softmax(1).numpy()[rows, decision],
        "logit": logits.numpy()[rows, decision],
    }


MEASURES = {
    "correct": (np.int8, "decision equals the true class"),
    "agreement": (np.int8, "decision equals the decision on the unmasked image"),
    "probability": (np.float32, "softmax probability of the decision on the unmasked image"),
    "logit": (np.float32, "logit of the decision on the unmasked image"),
}


def _allocate(shape: tuple[int, ...]) -> dict[str, np.ndarray]:
    return {name: np.empty(shape, dtype) for name, (dtype, _) in MEASURES.items()}


def _label(
    results: dict[str, np.ndarray],
    images: xr.DataArray,
    coordinates: dict[str, list[str]],
    fractions: np.ndarray,
    attributes: dict,
) -> xr.Dataset:
    """Put the measured steps of all sources into one labelled data set."""
    variables = {
        name: (
            (*coordinates, "fraction", "image"),
            results[name],
            {"long_name": long_name, "units": "1"},
        )
        for name, (_, long_name) in MEASURES.items()
    }
    labelled = {dim: np.array(values, dtype=object) for dim, values in coordinates.items()}
    labelled |= {
        "fraction": ("fraction", fractions, {"long_name": "kept fraction of pixels", "units": "1"}),
        "image": images["image"].values,
    }
    if "identity" in images.coords:
        labelled["identity"] = ("image", images["identity"].values)
    return xr.Dataset(variables, labelled, attributes)
