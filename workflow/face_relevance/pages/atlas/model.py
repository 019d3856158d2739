"""The files of one model: its decisions, and its maps in sprites."""

from collections.abc import Callable, Iterable, Mapping, Sequence
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
    accuracy : dict
        From :func:`face_relevance.comparison.require_above_chance`, and the `split` that it is of.
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
    labels = [label for chunk in chunks for label in chunk.images]
    chosen = images.sel(image=labels).load()
    parts = chosen.get("parts")
    truth = chosen[explained.task].values
    units = divide_images(chosen["pixels"], ranking.unit)
    top = find_top_classes(
        explained.model, explained.preprocess, chosen["pixels"], explained.model.classes
    )
    described = {
        label: {
            "decision": top[label][0][0],
            "truth": str(true),
            "correct": top[label][0][0] == str(true),
            "top": top[label],
            "largest": {},
            "shares": None if parts is None else {},
            "curve": None,
        }
        for label, true in zip(labels, truth, strict=True)
    }
    for store in maps:
        method = store.attrs["method"]
        what = f"maps of {explained.name} by {method}"
        relevance = select_labels(store["relevance"], "image", labels, what).load()
        relevance = relevance.transpose("image", "y", "x")
        # All methods explain the same class.
        for label in labels:
            described[label]["target"] = str(store["target"].sel(image=label).item())
            described[label]["score"] = shorten(float(store["score"].sel(image=label)))
        wording = store.attrs["explained"]
        ranks = rank_pixels(relevance, ranking.seed, sign=ranking.sign, units=units)
        painted, largest = paint_maps(
            average_pixels(relevance.values, plan.averaged),
            find_first_kept(ranks.values, ranking.fractions, plan.averaged),
        )
        for label, end in zip(labels, largest.tolist(), strict=True):
            described[label]["largest"][method] = shorten(end)
        if parts is not None:
            shares = share_parts(relevance.values, parts)
            for label, row in zip(labels, shares.tolist(), strict=True):
                described[label]["shares"][method] = [round(share, 4) for share in row]
        _write_sprites(Path(sprites), explained.name, method, chunks, painted, plan.columns)
    curve = None
    if explained.decisions is not None:
        curve = average_curves(explained.decisions, draws, ranking.seed)
        for label, values in list_curves(explained.decisions, labels).items():
            described[label]["curve"] = values
    write_call(
        facts,
        "model",
        explained.name,
        {
            "explained": wording,
            "accuracy": {
                "value": explained.accuracy["accuracy"],
                **{
                    key: explained.accuracy[key]
                    for key in ("low", "high", "chance", "images", "identities", "split")
                },
            },
            "images": described,
            "curve": curve,
        },
    )


def _write_sprites(
    folder: Path,
    model: str,
    method: str,
    chunks: Sequence,
    painted: np.ndarray,
    columns: int,
) -> None:
    """Write a sprite for each chunk of a model's images."""
    start = 0
    for chunk in chunks:
        end = start + len(chunk.images)
        sprite = encode(lay_out(painted[start:end], columns))
        write_call(
            folder / f"{method}-{chunk.number}.js", "maps", model, method, chunk.number, sprite
        )
        start = end
