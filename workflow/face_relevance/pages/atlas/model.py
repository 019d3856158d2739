"""The files of one model: its decisions, and its maps in sprites."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import xarray as xr

from face_relevance.masking import divide_images, rank_pixels
from face_relevance.pages.atlas.chunks import Plan
from face_relevance.pages.atlas.decisions import average_curves, find_top_classes, list_curves
from face_relevance.pages.atlas.scripts import shorten, write_call
from face_relevance.pages.atlas.shares import share_parts
from face_relevance.pages.atlas.sprites import (
    average_pixels,
    encode,
    find_first_kept,
    lay_out,
    paint_maps,
)
from face_relevance.store.labels import select_labels


@dataclass(frozen=True)
class Ranking:
    """How the study ranks pixels; see :func:`face_relevance.masking.rank_pixels`.

    Parameters
    ----------
    fractions : tuple of float
        Kept fractions, ascending from 0 to 1.
    sign, unit : str
    seed : int
        Of the ties.
    """

    fractions: tuple[float, ...]
    sign: str
    unit: str
    seed: int


@dataclass(frozen=True)
class Explained:
    """A model with what is known of it.

    Parameters
    ----------
    name : str
        "pretraining/task/seed-1".
    model : torch.nn.Module
        In evaluation mode, with the labels of its outputs as ``classes``.
    preprocess : callable
        From uint8 (N, y, x, 3) to its input.
    accuracy : mapping
        `value`, `low`, `high`, `chance`, `images`, `identities` and `split`, as the package says.
    decisions : xarray.Dataset, optional
        `probability` and `agreement` (fraction, image) on what its own maps keep, with the
        coordinate `identity`; None where the study masks nothing.
    """

    name: str
    model: torch.nn.Module
    preprocess: Callable[[np.ndarray], torch.Tensor]
    accuracy: Mapping
    decisions: xr.Dataset | None = None

    @property
    def task(self) -> str:
        """Task of the model."""
        return self.name.split("/")[1]


def pack_model(
    explained: Explained,
    images: xr.Dataset,
    maps: Iterable[xr.Dataset],
    plan: Plan,
    ranking: Ranking,
    draws: int,
    facts: str | Path,
    sprites: str | Path,
) -> None:
    """Write the facts of a model and the sprites of its maps.

    Parameters
    ----------
    explained : Explained
    images : xarray.Dataset
        The image set of the tasks, with `parts` where they are known.
    maps : iterable of xarray.Dataset
        For each method `relevance` (image, y, x), `target` and `score` (image), with the attributes
        ``method`` and ``explained``; opened one after the other.
    plan : Plan
        Which images lie where.
    ranking : Ranking
    draws : int
        Of the bootstrap of mean curves; its seed is that of the ties.
    facts : path-like
        Script of the facts.
    sprites : path-like
        Folder of the sprites.

    Raises
    ------
    ValueError
        If a map of an image is missing or contains NaN.
    """
    chunks = plan.of_task(explained.task)
    needed = ["pixels", explained.task, *({"parts"} & set(images))]
    labels = [label for chunk in chunks for label in chunk.images]
    chosen = images[needed].sel(image=labels).load()
    units = divide_images(chosen["pixels"], ranking.unit)
    described = _describe_decisions(explained, chosen)
    for store in maps:
        method, wording = store.attrs["method"], store.attrs["explained"]
        relevance = _describe_maps(described, store, chosen, f"{explained.name} by {method}")
        ranks = rank_pixels(relevance, ranking.seed, sign=ranking.sign, units=units)
        painted, largest = paint_maps(
            average_pixels(relevance.values, plan.averaged),
            find_first_kept(ranks.values, ranking.fractions, plan.averaged),
        )
        for facts_of_image, end in zip(described.values(), largest.tolist(), strict=True):
            facts_of_image["largest"][method] = shorten(end)
        start = 0
        for chunk in chunks:
            end = start + len(chunk.images)
            sprite = encode(lay_out(painted[start:end], plan.columns))
            path = Path(sprites) / f"{method}-{chunk.number}.js"
            write_call(path, "maps", explained.name, method, chunk.number, sprite)
            start = end
    curve = None
    if explained.decisions is not None:
        curve = average_curves(explained.decisions, draws, ranking.seed)
        for label, values in list_curves(explained.decisions, list(described)).items():
            described[label]["curve"] = values
    found = {
        "explained": wording,
        "accuracy": explained.accuracy,
        "images": described,
        "curve": curve,
    }
    write_call(facts, "model", explained.name, found)


def _describe_decisions(explained: Explained, chosen: xr.Dataset) -> dict[str, dict]:
    """Say by image what the model decides; what is known of maps comes later."""
    top = find_top_classes(
        explained.model, explained.preprocess, chosen["pixels"], explained.model.classes
    )
    truth = chosen[explained.task].values.astype(str).tolist()
    return {
        label: {
            "decision": found[0][0],
            "truth": true,
            "correct": found[0][0] == true,
            "top": found,
            "largest": {},
            "shares": {} if "parts" in chosen else None,
            "curve": None,
        }
        for (label, found), true in zip(top.items(), truth, strict=True)
    }


def _describe_maps(
    described: dict[str, dict], store: xr.Dataset, chosen: xr.Dataset, what: str
) -> xr.DataArray:
    """Say by image what a method explains, and where; return its maps (image, y, x)."""
    labels = list(described)
    relevance = select_labels(store["relevance"], "image", labels, f"maps of {what}").load()
    relevance = relevance.transpose("image", "y", "x")
    targets = store["target"].sel(image=labels).values.astype(str).tolist()
    scores = store["score"].sel(image=labels).values.tolist()
    # All methods explain the same class, from the same score.
    for label, target, score in zip(labels, targets, scores, strict=True):
        described[label] |= {"target": target, "score": shorten(score)}
    if "parts" in chosen:
        shares = share_parts(relevance.values, chosen["parts"]).tolist()
        for label, row in zip(labels, shares, strict=True):
            described[label]["shares"][store.attrs["method"]] = [round(part, 4) for part in row]
    return relevance
