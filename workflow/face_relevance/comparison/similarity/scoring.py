"""Scores of representations: how alike their RDMs and those of observers are, in every resample."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from face_relevance.comparison.blocks import parse_model
from face_relevance.comparison.intervals import average_seeds
from face_relevance.comparison.resampling import Resamples, resample
from face_relevance.comparison.similarity.alignment import Compared
from face_relevance.comparison.similarity.comparators import compare_rows
from face_relevance.comparison.similarity.pairs import PairWeights
from face_relevance.comparison.similarity.partial import PARTIAL, compare_partially


@dataclass(frozen=True)
class Sample:
    """Models and observers with the resamples in which they are compared.

    Parameters
    ----------
    compared : Compared
    comparator : str
        One of `comparators.COMPARATORS`, or of `partial.PARTIAL` where baselines are held constant.
    resamples : Resamples
        Of models, faces and subjects.
    """

    compared: Compared
    comparator: str
    resamples: Resamples

    @property
    def cells(self) -> dict[tuple[str, str], list[int]]:
        """Places of the models of each pretraining and task."""
        cells: dict[tuple[str, str], list[int]] = {}
        for place, model in enumerate(self.compared.models):
            cells.setdefault(parse_model(model)[:2], []).append(place)
        return cells

    def take_draws(self, most: int) -> "Sample":
        """Keep no more than so many bootstrap draws."""
        return replace(self, resamples=self.resamples.take_draws(most))


@dataclass(frozen=True)
class Scores(Sample):
    """A sample with the comparisons of all its representations, averaged over subjects.

    Parameters
    ----------
    controls : tuple of str
        Baselines that were held constant.
    models : numpy.ndarray, (row, model, representation), float64
    baselines : numpy.ndarray, (row, baseline), float64
        Without columns where baselines are held constant.
    """

    controls: tuple[str, ...]
    models: np.ndarray
    baselines: np.ndarray

    def average_cell(self, members: Sequence[int]) -> np.ndarray:
        """Average over the seeds of a cell (row, representation)."""
        return average_seeds(self.models[:, members], self.resamples, members)


def resample_comparison(compared: Compared, comparator: str, draws: int, seed: int) -> Sample:
    """Resample the models, faces and subjects of a comparison.

    Parameters
    ----------
    compared : Compared
    comparator : str
    draws, seed : int

    Returns
    -------
    Sample
    """
    subjects = len(compared.subjects)
    return Sample(
        compared,
        comparator,
        resample(compared.models, compared.clusters, draws, seed, subjects),
    )


def score_representations(sample: Sample, controls: Sequence[str] = (), threads: int = 1) -> Scores:
    """Compare all representations with all subjects in every resample.

    Parameters
    ----------
    sample : Sample
    controls : sequence of str
        Names of baselines to hold constant. The comparison then is a partial correlation: of
        ranks for comparators of ranks, else Pearson's.
    threads : int
        Representations are compared in so many threads.

    Returns
    -------
    Scores

    Raises
    ------
    ValueError
        As `comparators.compare_rows`, and if a control is no baseline.
    """
    compared, comparator, resamples = sample.compared, sample.comparator, sample.resamples
    weights = PairWeights(resamples.images, compared.clusters)
    models, representations, pairs = compared.vectors.shape
    # Layers that models share are compared once.
    everything = np.vstack([compared.vectors.reshape(-1, pairs), compared.baseline_vectors])
    if controls:
        everything = everything[: models * representations]
    different, place = np.unique(everything, axis=0, return_inverse=True)

    if controls:
        known = list(compared.baselines["representation"])
        if unknown := set(controls) - set(known):
            raise ValueError(f"there is no baseline {min(unknown)!r} to hold constant")
        held = compared.baseline_vectors[[known.index(name) for name in controls]]

    def compare(vectors: np.ndarray) -> np.ndarray:
        if controls:
            found = compare_partially(comparator, vectors, compared.targets, held, weights)
        else:
            found = compare_rows(comparator, vectors, compared.targets, weights)
        return _average_subjects(found, resamples.subjects)

    with ThreadPoolExecutor(threads) as pool:
        parts = [part for part in np.array_split(different, threads) if len(part)]
        found = np.concatenate(list(pool.map(compare, parts)), axis=1)[:, place]
    count = models * representations
    return Scores(
        compared,
        PARTIAL[comparator] if controls else comparator,
        resamples,
        tuple(controls),
        found[:, :count].reshape(-1, models, representations),
        found[:, count:],
    )


def _average_subjects(found: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Average over the subjects of each row (row, RDM), leaving out who has nothing left there."""
    known = np.isfinite(found)
    total = np.einsum("rvs,rs->rv", known, weights)
    summed = np.einsum("rvs,rs->rv", np.where(known, found, 0), weights)
    return np.divide(summed, total, out=np.full_like(summed, np.nan), where=total > 0)
