"""Scores of a method's maps: the terms of AVX, and areas under masking curves."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import torch
import xarray as xr
from torch import Tensor, nn

from face_relevance.masking import FillContext, curve_heads
from face_relevance.masking.joining import join_maps
from face_relevance.relevance.fidelity import (
    correlate_maps,
    is_sensitive,
    mask_images,
    measure_fidelity,
    rescale_maps,
)
from face_relevance.store.labels import select_labels

Preprocess = Callable[[np.ndarray], Tensor]

PREDICTIONS = ("top-1", "top-2")
"""Labels of the explained classes: the most probable one of an image, and the runner-up."""

AREAS = {
    "deletion": ("keep-least-relevant", "mean-colour"),
    "insertion": ("keep-most-relevant", "gaussian-blur"),
    "road": ("keep-least-relevant", "road"),
}
"""Order and fill, as in `face_relevance.masking`, of each area under a masking curve."""

SCORES = {
    "ssim": "structural similarity of image and masked image, mean over colours",
    "fsim": "feature similarity of image and masked image, with colour",
    "mse": "mean squared difference of image and masked image over 255²",
    "average_drop": "share of the explained class's probability lost by masking",
    "increase": "whether masking raises the probability of the explained class",
    "hit": "whether the explained class is among the five most probable of the masked image",
    "sensitivity": "correlation of the maps of the two most probable classes, 0 if one is constant",
    "sensitive": "whether that correlation is known and at most 0.55 in size",
    "avx": "harmonic mean of SSIM, FSIM, 1 - MSE and 1 - average drop",
    "avx_published": "the same with hard masks, any class and penalties, as in the authors' code",
    "deletion": "area under the probability while the most relevant pixels are removed first",
    "insertion": "area under the probability while the most relevant pixels are put back first",
    "road": "area under the probability while the most relevant pixels are imputed first (ROAD)",
    "seconds": "wall time of explaining both classes",
}
"""Variables of the scores, in words."""

BATCH_PIXELS = 2**19
"""Pixels in a batch: 10 images of 224 px."""

DIFFERENT = 1e-3
"""Probability by which the explained class may fall short of the decision: rounding, not more."""


def score_maps(
    model: nn.Module,
    preprocess: Preprocess,
    images: xr.DataArray,
    maps: xr.Dataset,
    classes: Sequence[str],
    fractions: Sequence[float],
    context: FillContext,
    *,
    progress: Callable[[Iterable], Iterable] = iter,
) -> xr.Dataset:
    """Score the maps that a method gives for the decisions of a model.

    Parameters
    ----------
    model : torch.nn.Module
        In evaluation mode: preprocessed images to logits (N, class).
    preprocess : callable
        From uint8 (N, y, x, 3) to the model's input.
    images : xarray.DataArray, (image, y, x, channel), uint8
        The explained images, perhaps more.
    maps : xarray.Dataset
        ``relevance`` (prediction, image, y, x) and ``target`` (prediction, image) for the
        predictions in `PREDICTIONS`, ``seconds`` (image), and the coordinate ``class`` (image).
    classes : sequence of str
        Labels of the model's outputs.
    fractions : sequence of float
        Kept fractions of the masking curves, ascending from 0 to 1.
    context : FillContext
        What the fills in `AREAS` use; its seed is that of the order of pixels that tie.
    progress : callable
        Wraps the iteration over batches.

    Returns
    -------
    xarray.Dataset, (image,)
        The variables of `SCORES`; true and false are 1 and 0.

    Raises
    ------
    ValueError
        If an image or class is missing, a map contains NaN or has another size, the first
        prediction is not the model's decision, or the fractions or the context do not serve.

    Notes
    -----
    The terms of AVX treat the map of the decision as a mask: negative relevance counts as 0, then
    each map is stretched to values from 0 to 1, a constant one to 0. The correlation of two
    classes is that of such maps. Terms are those of `measure_fidelity` by default; with penalties
    there is ``avx_published`` alone. Areas rank pixels by the signed relevance and are trapezoids
    over the fraction: ``deletion`` and ``road`` are good if low, ``insertion`` if high.

    References
    ----------
    Dehshibi et al. (2022), arXiv 2203.01289; deletion and insertion: Petsiuk et al. (2018), arXiv
    1806.07421; ROAD: Rong et al. (2022), arXiv 2202.00449.
    """
    names = maps["image"].values
    images = select_labels(images, "image", names, "images").compute()
    images = images.transpose("image", "y", "x", "channel")
    relevance, targets = [], []
    for prediction in PREDICTIONS:
        chosen = select_labels(maps, "prediction", [prediction], "maps").isel(prediction=0)
        relevance.append(join_maps(chosen["relevance"], images, f"prediction {prediction!r}"))
        targets.append(_encode(chosen["target"], classes))
    size = max(1, BATCH_PIXELS // (images.sizes["y"] * images.sizes["x"]))
    batches = []
    for start in progress(range(0, len(names), size)):
        rows = slice(start, start + size)
        pixels, top, second = (array.isel(image=rows) for array in (images, *relevance))
        target = targets[0][rows]
        terms = _measure_terms(model, preprocess, pixels, top, second, target)
        areas = _measure_areas(model, preprocess, pixels, top, target, fractions, context, size)
        batches.append(terms | areas)
    scores = {name: np.concatenate([batch[name] for batch in batches]) for name in batches[0]}
    scores["seconds"] = maps["seconds"].values.astype(np.float32)
    units = {"seconds": "s"}
    return xr.Dataset(
        {
            name: ("image", scores[name], {"long_name": meaning, "units": units.get(name, "1")})
            for name, meaning in SCORES.items()
        },
        {"image": names, "class": ("image", maps["class"].values)},
        {
            "fractions": [float(fraction) for fraction in fractions],
            "fills": {area: fill for area, (_, fill) in AREAS.items()},
            "published": "masks of 0 and 1, the most probable class, penalties for misses",
            "tie_seed": context.seed,
        },
    )


def _measure_terms(
    model: nn.Module,
    preprocess: Preprocess,
    pixels: xr.DataArray,
    top: xr.DataArray,
    second: xr.DataArray,
    target: np.ndarray,
) -> dict[str, np.ndarray]:
    """Measure the terms of AVX for a batch of images and the maps of two classes."""
    device = next((weight.device for weight in model.parameters()), torch.device("cpu"))
    shown = torch.tensor(pixels.values, device=device).permute(0, 3, 1, 2).float()
    masks, others = (
        rescale_maps(torch.tensor(maps.values, dtype=torch.float32, device=device).clamp(min=0))
        for maps in (top, second)
    )
    sensitivity = correlate_maps(masks, others)
    scores, explained = _decide(model, preprocess, shown), torch.tensor(target, device=device)
    score = scores.gather(1, explained[:, None])[:, 0]
    wrong = (scores.amax(1) - score > DIFFERENT).nonzero().flatten().tolist()
    if wrong:
        raise ValueError(
            f"image {str(pixels['image'].values[wrong[0]])!r}: the explained class 'top-1' is not "
            "the model's decision; explain the images with this model"
        )
    found, left = {}, {}
    for published in (False, True):
        masked = mask_images(shown, masks, published)
        left[published] = _decide(model, preprocess, masked)
        found[published] = measure_fidelity(
            shown, masked, scores, left[published], explained, sensitivity, published
        )
    names = ("ssim", "fsim", "mse", "average_drop", "avx")
    numbers = {name: getattr(found[False], name) for name in names}
    numbers |= {"avx_published": found[True].avx, "sensitivity": sensitivity.nan_to_num(0)}
    answers = {
        "increase": left[False].gather(1, explained[:, None])[:, 0] > score,
        "hit": found[False].hit,
        "sensitive": is_sensitive(sensitivity),
    }
    return {name: values.float().cpu().numpy() for name, values in numbers.items()} | {
        name: values.cpu().numpy().astype(np.int8) for name, values in answers.items()
    }


def _measure_areas(
    model: nn.Module,
    preprocess: Preprocess,
    pixels: xr.DataArray,
    maps: xr.DataArray,
    target: np.ndarray,
    fractions: Sequence[float],
    context: FillContext,
    size: int,
) -> dict[str, np.ndarray]:
    """Measure the areas under the masking curves of a batch of images."""
    found = {}
    for order in dict.fromkeys(order for order, _ in AREAS.values()):
        fills = {area: fill for area, (of, fill) in AREAS.items() if of == order}
        curves = curve_heads(
            nn.Identity().eval(),
            {"model": model},
            preprocess,
            pixels,
            {"model": xr.DataArray(target, dims="image", coords={"image": pixels["image"].values})},
            {"method": maps},
            fractions,
            list(fills.values()),
            [order],
            context=context,
            batch_size=size,
        )["model"]["probability"].isel(source=0, order=0)
        for area, fill in fills.items():
            curve = curves.sel(fill=fill).transpose("image", "fraction").values
            found[area] = np.trapezoid(curve, fractions).astype(np.float32)
    return found


@torch.inference_mode()
def _decide(model: nn.Module, preprocess: Preprocess, shown: Tensor) -> Tensor:
    """Probabilities (N, class) of displayed images (N, 3, y, x) in grey levels."""
    batch = preprocess(shown.permute(0, 2, 3, 1).to(torch.uint8).cpu().numpy())
    logits = model(batch.to(shown.device, memory_format=torch.channels_last))
    return logits.float().softmax(1)


def _encode(target: xr.DataArray, classes: Sequence[str]) -> np.ndarray:
    """Index of each image's explained class among the outputs."""
    codes = {label: code for code, label in enumerate(classes)}
    labels = [str(label) for label in target.values]
    if unknown := set(labels) - set(codes):
        raise ValueError(f"the model knows no class {min(unknown)!r}; give the classes of its maps")
    return np.array([codes[label] for label in labels])
