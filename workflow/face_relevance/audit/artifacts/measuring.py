"""All audits of one explainer on one network."""

from collections.abc import Callable, Sequence

import numpy as np
import torch
import xarray as xr
from torch import Tensor

from face_relevance.audit.artifacts.blind_values import (
    GREY_LEVELS,
    compare_levels,
    find_levels,
    probe_levels,
    share_blind,
)
from face_relevance.audit.artifacts.borders import (
    average_density,
    compare_border,
    paint_mean,
    profile_border,
)
from face_relevance.audit.artifacts.equivariance import list_transformations, measure_equivariance
from face_relevance.audit.artifacts.maps import divide_positive, measure_change
from face_relevance.audit.artifacts.spectra import (
    FLOOR,
    choose_strides,
    compute_spectra,
    measure_checkerboard,
)
from face_relevance.audit.artifacts.verdicts import AUDITS
from face_relevance.relevance import CAUSES, Relevance

Explainer = Callable[[Tensor, Tensor], Relevance]
"""From inputs (N, C, H, W) and target classes (N,) to their relevance."""


def measure_artifacts(
    explainer: Explainer,
    classify: Callable[[Tensor], Tensor],
    inputs: Tensor,
    lowest: Sequence[float],
    highest: Sequence[float],
    strides: Sequence[int],
    ring: int,
    seed: int,
    tied: Explainer | None = None,
) -> xr.Dataset:
    """Measure the artifacts of an explainer's maps of what a network decides on some inputs.

    Parameters
    ----------
    explainer : callable
        From inputs (N, C, H, W) and target classes (N,) to `Relevance`.
    classify : callable
        From inputs to logits (N, class). What it decides on the inputs as they are is explained
        throughout.
    inputs : Tensor (N, C, H, W)
    lowest, highest : sequence of float, (channel,)
        Values of every channel of a black and of a white pixel, or the range of a field.
    strides : sequence of int
        Distances in pixels between neighbouring units of the network's layers, such as
        `Graph.strides`.
    ring : int
        Width of the border in pixels.
    seed : int
        Of noise and of probed pixels.
    tied : callable, optional
        Explainer of the same method in which of equal maxima of a max pooling another one wins;
        none where there is no max pooling.

    Returns
    -------
    xarray.Dataset
        ``value`` (audit, image): see `AUDITS`; NaN where an audit does not apply: conservation of
        methods that do not pass through layers, blind values where 0 is outside the range,
        checkerboards without strides, ties without max pooling, maps without relevance, and
        agreement, which only who has the maps of all methods can measure (`measure_agreement`).
        Images have the labels 0 … N − 1. The evidence:

        - ``relevance`` (image, y, x), the maps;
        - ``border_images`` (image): as the audit border, on the images themselves;
        - ``border_profile`` (shown, distance): density of |R| by distance to the border, relative
          to the mean of its map, for "images" and "constant" images of their mean colours;
        - ``constant_map`` (y, x): mean density of the constant images;
        - ``transformed`` (transformation): mean r by single transformation;
        - ``blind_profile`` (level): density of |R| of probed pixels, relative to its median over
          levels, by their distance from 0 in units of the range; ``blind_share`` (y, x): share of
          images whose pixel is within a grey level of 0; both only if 0 is inside the range;
        - ``spectrum`` (frequency_y, frequency_x): log₁₀ of the mean power of |R|, cycles per
          pixel, relative to the mean over frequencies;
        - ``ledger`` (layer) and ``absorbed`` (layer, cause): as in `Relevance`, in shares of the
          absolute scores of all images.

    Raises
    ------
    ValueError
        If the ring leaves nothing inside, or a channel has no range.

    Notes
    -----
    The noise is uniform, up to 1 / 510 of the range in both directions. Checks against a constant
    image follow Landt-Hayen et al. (2023), arXiv 2302.12317.
    """
    with torch.inference_mode():
        target = classify(inputs).argmax(1).clone()

    def explain(changed: Tensor) -> np.ndarray:
        return explainer(changed, target).maps.double().numpy()

    own = explainer(inputs, target)
    maps = own.maps.double().numpy()
    values = dict.fromkeys(AUDITS, np.full(len(maps), np.nan))
    constant = explain(paint_mean(inputs))
    values["border"] = compare_border(constant, ring)
    found = {
        "relevance": (("image", "y", "x"), maps.astype(np.float32)),
        "border_images": ("image", compare_border(maps, ring)),
        "border_profile": (
            ("shown", "distance"),
            np.stack([profile_border(maps), profile_border(constant)]),
        ),
        "constant_map": (("y", "x"), average_density(constant)),
    }
    if len(own.layers) > 2:  # other methods have an output and an input alone
        values["conservation"] = _measure_loss(own)
    found["ledger"], found["absorbed"] = _share_ledger(own)
    transformations = list_transformations(maps.shape[1:], strides)
    alike = measure_equivariance(explain, inputs, maps, transformations)
    kinds = np.array([transformation.audit for transformation in transformations.values()])
    for audit in np.unique(kinds).tolist():
        values[audit] = 1 - _average_known(alike[kinds == audit].T)
    found["transformed"] = "transformation", _average_known(alike)
    levels = find_levels(lowest, highest)
    if levels is not None:
        probed = probe_levels(explain, inputs, lowest, highest, levels, seed)
        relative = compare_levels(probed)
        values["blind"] = 1 - relative[levels == 0][0]
        found["blind_profile"] = "level", _average_known(relative)
        found["blind_share"] = ("y", "x"), share_blind(inputs, lowest, highest)
    fitting = choose_strides(maps.shape[1:], strides)
    spectra = compute_spectra(maps, fitting)
    values["checkerboard"] = measure_checkerboard(spectra, fitting)
    power = np.log10(np.maximum(np.fft.fftshift(spectra.mean(axis=0)), FLOOR))
    found["spectrum"] = ("frequency_y", "frequency_x"), power.astype(np.float32)
    if tied is not None:
        values["ties"] = measure_change(maps, tied(inputs, target).maps.double().numpy())
    values["noise"] = measure_change(maps, explain(_add_noise(inputs, lowest, highest, seed)))
    return _label(values, found, own.layers, list(transformations), levels)


def _measure_loss(relevance: Relevance) -> np.ndarray:
    """Take the difference of score and sum of the map (N,) as a share of the larger one.

    Of the score alone it would have no bounds, and single maps whose sum explodes, as with β where
    denominators are small, would outweigh all others.
    """
    score = relevance.score.double().numpy()
    arrived = relevance.maps.flatten(1).sum(1, dtype=torch.float64).numpy()
    return divide_positive(np.abs(score - arrived), np.maximum(np.abs(score), np.abs(arrived)))


def _share_ledger(relevance: Relevance) -> tuple[tuple, tuple]:
    """Take ledger (layer) and absorbed relevance (layer, cause) as shares of all scores."""
    scale = relevance.score.abs().double().sum().item() or np.nan
    sign = relevance.score.sign().double()[:, None]
    ledger = (relevance.ledger * sign).sum(0) / scale
    absorbed = (relevance.absorbed * sign[..., None]).sum(0) / scale
    return ("layer", ledger.numpy()), (("layer", "cause"), absorbed.numpy())


def _add_noise(
    inputs: Tensor, lowest: Sequence[float], highest: Sequence[float], seed: int
) -> Tensor:
    """Add uniform noise of half a grey level in both directions, as far as the range goes.

    Outside it there is no image, and rules that need its bounds refuse.
    """
    generator = torch.Generator().manual_seed(seed)
    noise = torch.rand(inputs.shape, generator=generator, dtype=inputs.dtype) - 0.5
    low, high = (torch.tensor(ends).to(inputs).view(1, -1, 1, 1) for ends in (lowest, highest))
    return torch.clamp(inputs + noise * (high - low) / GREY_LEVELS, low, high)


def _average_known(values: np.ndarray) -> np.ndarray:
    """Average over images (…, N), NaN left out; NaN where there is nothing else."""
    known = np.isfinite(values)
    return divide_positive(np.where(known, values, 0).sum(axis=-1), known.sum(axis=-1))


def _label(
    values: dict[str, np.ndarray],
    found: dict[str, tuple],
    layers: Sequence[str],
    transformations: Sequence[str],
    levels: np.ndarray | None,
) -> xr.Dataset:
    """Give names to all that was measured."""
    rows, columns = found["spectrum"][1].shape
    coords = {
        "audit": np.array(list(values), dtype=object),
        "image": np.arange(len(values["noise"])),
        "shown": np.array(["images", "constant"], dtype=object),
        "distance": np.arange(found["border_profile"][1].shape[1]),
        "layer": np.array(layers, dtype=object),
        "cause": np.array(CAUSES, dtype=object),
        "transformation": np.array(transformations, dtype=object),
        "frequency_y": np.fft.fftshift(np.fft.fftfreq(rows)),
        "frequency_x": np.fft.fftshift(np.fft.fftfreq(columns)),
    }
    if levels is not None:
        coords["level"] = levels
    return xr.Dataset(
        {"value": (("audit", "image"), np.stack(list(values.values()))), **found}, coords
    )
