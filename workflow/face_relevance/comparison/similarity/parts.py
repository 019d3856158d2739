"""How much each part of the face weighs: to observers, to representations, and in relevance."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from face_relevance.comparison.intervals import UNIT, Interval, average_seeds, interval
from face_relevance.comparison.regions import SIGNS, Regions
from face_relevance.comparison.similarity.choices import fit_choices, index_trials, weigh_trials
from face_relevance.comparison.similarity.pairs import PairWeights
from face_relevance.comparison.similarity.scores import find_interval, name_factors
from face_relevance.comparison.similarity.scoring import Sample
from face_relevance.comparison.similarity.weighting import MOST_DRAWS, fit_rows, scale_parts


class Weighing(NamedTuple):
    """Weights of parts of one party in every resample.

    Attributes
    ----------
    who : {"observers", "representation", "relevance"}
    pretraining, task, representation : str
        Empty for observers; `representation` is a layer or a method.
    values : numpy.ndarray, (row, part)
        Not negative; each row adds up to 1.
    found : Interval
    overlap : numpy.ndarray or None, (row,)
        What the weights have in common with those of the observers.
    sample : Sample or Regions
        Whose resamples the rows are.
    """

    who: str
    pretraining: str
    task: str
    representation: str
    values: np.ndarray
    found: Interval
    overlap: np.ndarray | None
    sample: Sample | Regions


def name_parts(sample: Sample) -> list[str]:
    """Parts of the face whose distances are known.

    Parameters
    ----------
    sample : Sample

    Returns
    -------
    list of str
    """
    baselines = sample.compared.baselines
    return list(baselines["representation"][baselines["kind"] == "part"])


def weigh_observers(sample: Sample, choices: pd.DataFrame | None = None) -> Weighing:
    """Weigh the parts of the face by the judgements of observers.

    Parameters
    ----------
    sample : Sample
        Its baselines hold the distances by part.
    choices : pandas.DataFrame, optional
        Choices of the odd one out, to which weights are then fitted by maximum likelihood;
        otherwise they are fitted to the pooled RDM by least squares.

    Returns
    -------
    Weighing

    Notes
    -----
    Distances are divided by their mean over all pairs, so that equal weights make parts count
    alike.
    """
    sample = sample.take_draws(MOST_DRAWS)
    parts, compared, resamples = scale_parts(sample), sample.compared, sample.resamples
    if choices is None:
        weights = PairWeights(resamples.images, compared.clusters)
        values = fit_rows(parts, compared.targets, weights, resamples.subjects)
    else:
        trials = index_trials(choices, compared.conditions)
        weighed = weigh_trials(trials, resamples)
        values = np.full((len(weighed), len(parts)), np.nan)
        start = np.ones(len(parts))
        for row in np.flatnonzero(weighed.any(axis=1)):
            fitted = fit_choices(parts, trials, weighed[row], start)
            start = fitted if row == 0 else start  # near the sample's are those of all resamples
            values[row] = fitted / fitted.sum() if fitted.any() else 1 / len(parts)
    found, _ = find_interval(values, sample, False, UNIT)
    return Weighing("observers", "", "", "", values, found, None, sample)


def weigh_representations(sample: Sample, observers: Weighing) -> list[Weighing]:
    """Weigh the parts of the face by the geometry of each layer.

    Parameters
    ----------
    sample : Sample
    observers : Weighing
        Of the same resamples.

    Returns
    -------
    list of Weighing
        For each pretraining, task and layer: non-negative weights that fit the layer's RDM best.
    """
    sample = sample.take_draws(MOST_DRAWS)
    parts, compared, resamples = scale_parts(sample), sample.compared, sample.resamples
    weights = PairWeights(resamples.images, compared.clusters)
    alike = np.ones((len(weights), 1))
    result = []
    for (pretraining, task), members in sample.cells.items():
        for place in np.flatnonzero(compared.described["kind"] == "features"):
            fitted = [
                fit_rows(parts, compared.vectors[[member], place], weights, alike)
                for member in members
            ]
            values = average_seeds(np.stack(fitted, axis=1), resamples, members)
            found, _ = find_interval(values, sample, len(members) > 1, UNIT)
            overlap = np.minimum(values, observers.values).sum(axis=1)
            layer = compared.described["layer"][place]
            result.append(
                Weighing("representation", pretraining, task, layer, values, found, overlap, sample)
            )
    return result


def weigh_relevance(
    regions: Mapping[str, Regions], parts: Sequence[str], observers: Weighing
) -> list[Weighing]:
    """Weigh the parts of the face by the density of relevance on them.

    Parameters
    ----------
    regions : mapping of str to Regions
        By method.
    parts : sequence of str
        Parts to weigh, all of which the regions have.
    observers : Weighing
        Taken as they are: relevance is of other images.

    Returns
    -------
    list of Weighing
        For each method, pretraining and task the density of absolute relevance on the parts,
        divided by its sum over them. Density, for a large part is not a heavy one.
    """
    result = []
    for method, region in regions.items():
        places = [region.parts.index(part) for part in parts]
        density = region.density[:, :, list(SIGNS).index("absolute")][..., places]
        weights = density / density.sum(axis=-1, keepdims=True)
        for cell, members in region.cells.items():
            pretraining, task = cell.split("/")
            values = average_seeds(weights[:, members], region.resamples, members)
            found = interval(values, region.resamples, UNIT)
            over = np.where(found.over == "images", name_factors(False, False), "seeds and faces")
            overlap = np.minimum(values, observers.values[0]).sum(axis=1)
            found = found._replace(over=over)
            result.append(
                Weighing("relevance", pretraining, task, method, values, found, overlap, region)
            )
    return result
