"""Resamples of seeds, images and subjects as crossed random factors."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from face_relevance.comparison.blocks import name_cell, parse_model
from face_relevance.store.labels import read_names


class Resamples(NamedTuple):
    """Weights of models, images and subjects in every row in which a statistic is computed.

    Attributes
    ----------
    models : numpy.ndarray, (row, model), float64
    images : numpy.ndarray, (row, image), float64
        Whole numbers.
    subjects : numpy.ndarray, (row, subject), float64
        Whole numbers; of one subject always 1.
    cells : numpy.ndarray, (model,), int
        Which cell of pretraining and task each model is in.
    left_out : numpy.ndarray, (model,), int
        Model that each of the rows after the first leaves out.
    identities : int

    Notes
    -----
    Rows are, in this order: the sample itself, the sample without each model, without each
    identity, without each subject if there are several, and bootstrap draws of all at once.
    `intervals.interval` reads them.
    """

    models: np.ndarray
    images: np.ndarray
    subjects: np.ndarray
    cells: np.ndarray
    left_out: np.ndarray
    identities: int

    @property
    def draws(self) -> int:
        """Number of rows that are bootstrap draws."""
        subjects = self.subjects.shape[1]
        left_out = self.models.shape[1] + self.identities + (subjects if subjects > 1 else 0)
        return len(self.images) - 1 - left_out

    def take_draws(self, most: int) -> "Resamples":
        """Keep no more than so many draws, and all rows before them."""
        rows = slice(len(self.images) - self.draws + most)
        return self._replace(
            models=self.models[rows], images=self.images[rows], subjects=self.subjects[rows]
        )


def resample(
    models: Sequence[str], clusters: Sequence[str], draws: int, seed: int, subjects: int = 1
) -> Resamples:
    """Resample models, images and subjects independently, as crossed random factors.

    Parameters
    ----------
    models : sequence of str, (model,)
        Model identifiers; none where no models are compared.
    clusters : sequence of str, (image,)
        What each image shows, as a rule its identity; images of one cluster stay together.
    draws : int
        Number of bootstrap draws.
    seed : int
        Same seed, same draws, in whatever order models and images are given.
    subjects : int
        Number of subjects who judged the images; a single one is not resampled.

    Returns
    -------
    Resamples

    Raises
    ------
    ValueError
        If there are fewer than two clusters.

    References
    ----------
    Owen (2007), The pigeonhole bootstrap, Annals of Applied Statistics 1, 386-411.
    """
    cells = np.unique([name_cell(model) for model in models], return_inverse=True)[1]
    names, member = np.unique(read_names(clusters), return_inverse=True)
    if len(names) < 2:
        raise ValueError("an interval needs images of at least two identities")
    count, kinds, judges = len(models), len(names), subjects if subjects > 1 else 0
    order = np.array(sorted(range(count), key=lambda i: parse_model(models[i])), dtype=int)
    by_model, by_image, by_subject = (
        np.random.default_rng(stream) for stream in np.random.SeedSequence(seed).spawn(3)
    )
    return Resamples(
        np.vstack(
            [
                np.ones((1, count)),
                1 - np.eye(count)[order],
                np.ones((kinds + judges, count)),
                _draw_models(cells, order, draws, by_model),
            ]
        ),
        np.vstack(
            [
                np.ones((1 + count, kinds)),
                1 - np.eye(kinds),
                np.ones((judges, kinds)),
                _draw_counts(kinds, draws, by_image),
            ]
        )[:, member],
        np.vstack(
            [
                np.ones((1 + count + kinds, subjects)),
                1 - np.eye(subjects)[:judges],
                _draw_counts(subjects, draws, by_subject),
            ]
        ),
        cells,
        order,
        kinds,
    )


def _draw_counts(count: int, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Draw how often each of some units is in a sample with replacement (draw, unit)."""
    return rng.multinomial(count, np.full(count, 1 / count), size=draws)


def _draw_models(
    cells: np.ndarray, order: np.ndarray, draws: int, rng: np.random.Generator
) -> np.ndarray:
    """Draw weights for the models of each cell (draw, model).

    Exponential weights that add up to the size of the cell, the Bayesian bootstrap (Rubin 1981;
    for crossed factors Owen & Eckles 2012). Unlike counts they never leave a cell of few seeds
    without a pair of different seeds.
    """
    weights = np.zeros((draws, len(cells)))
    for cell in np.unique(cells):
        inside = order[cells[order] == cell]
        weights[:, inside] = rng.dirichlet(np.ones(len(inside)), size=draws) * len(inside)
    return weights


def weigh_pairs(
    model_weights: np.ndarray, sources: Sequence[int | None], targets: Sequence[int]
) -> np.ndarray:
    """Weigh each pair of models in each row.

    Parameters
    ----------
    model_weights : numpy.ndarray, (row, model)
    sources : sequence of int or None, (pair,)
        Position of the source among the models; None for a control.
    targets : sequence of int, (pair,)
        Position of the target.

    Returns
    -------
    numpy.ndarray, (row, pair), float64
        The product of both weights; the weight of the target alone where the source is a control
        or the target itself. A model is never a pair of different models with itself.
    """
    columns = [
        model_weights[:, target]
        if source is None or source == target
        else model_weights[:, source] * model_weights[:, target]
        for source, target in zip(sources, targets, strict=True)
    ]
    return np.stack(columns, axis=1)


def share_strata(weights: np.ndarray, strata: Sequence) -> np.ndarray:
    """Scale weights so that each stratum keeps its share of the sample in every row.

    Parameters
    ----------
    weights : numpy.ndarray, (row, pair)
    strata : sequence of hashable, (pair,)
        As a rule the cells of pretraining and task of source and target. They are fixed factors:
        which cell weighs how much must not vary with the seeds that were drawn.

    Returns
    -------
    numpy.ndarray, (row, pair), float64
        Weights that add up to 1; NaN in a stratum that a row leaves without weight.
    """
    numbers: dict = {}
    member = np.array([numbers.setdefault(stratum, len(numbers)) for stratum in strata])
    scaled = np.empty_like(weights)
    for number in numbers.values():
        inside = member == number
        total = weights[:, inside].sum(axis=1, keepdims=True)
        share = np.divide(inside.mean(), total, out=np.full_like(total, np.nan), where=total > 0)
        scaled[:, inside] = weights[:, inside] * share
    return scaled
