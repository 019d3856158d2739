"""Table of how alike the RDMs of models, baselines and observers are."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import xarray as xr

from face_relevance.comparison.intervals import CORRELATION, Interval, interval, p_value
from face_relevance.comparison.multiplicity import correct_holm
from face_relevance.comparison.similarity.alignment import align_rdms
from face_relevance.comparison.similarity.ceilings import (
    compare_once,
    noise_ceiling,
    resample_lower_bound,
)
from face_relevance.comparison.similarity.comparators import COMPARATORS
from face_relevance.comparison.similarity.permutations import permute_labels
from face_relevance.comparison.similarity.scoring import (
    Sample,
    Scores,
    resample_comparison,
    score_representations,
)

PERMUTATIONS = 999
COLUMNS = (
    "pretraining", "task", "representation", "kind", "layer", "method", "comparator",
    "controlled_for", "estimate", "low", "high", "between_seeds", "p", "p_holm", "p_permutation",
    "p_ceiling", "ceiling_low", "ceiling_high", "attainable", "seeds", "conditions", "subjects",
    "over",
)  # fmt: skip


def representational_similarity(
    models: Mapping[str, xr.DataArray],
    judged: xr.DataArray,
    what: str,
    baselines: xr.DataArray | None = None,
    clusters: xr.DataArray | None = None,
    comparator: str = "rho-a",
    controls: Sequence[str] = (),
    draws: int = 1000,
    permutations: int = PERMUTATIONS,
    seed: int = 0,
    threads: int = 1,
) -> pd.DataFrame:
    """Compare the geometry of the models' representations with that of observers, or a reference.

    Parameters
    ----------
    models, judged, what, baselines, clusters
        See :func:`align_rdms`.
    comparator : str
        "cosine", "pearson", "spearman", "rho-a", "tau-a", "whitened-cosine" or
        "whitened-pearson".
    controls : sequence of str
        Baselines to hold constant.
    draws, permutations, seed : int
        Of the bootstrap and of the permutation test.
    threads : int

    Returns
    -------
    pandas.DataFrame
        See :func:`tabulate_scores`.

    Raises
    ------
    ValueError
        As :func:`align_rdms` and :func:`score_representations`.
    """
    compared = align_rdms(models, judged, what, baselines, clusters)
    sample = resample_comparison(compared, comparator, draws, seed)
    scores = score_representations(sample, controls, threads)
    return tabulate_scores(scores, permutations, seed)


def tabulate_scores(
    scores: Scores, permutations: int = PERMUTATIONS, seed: int = 0
) -> pd.DataFrame:
    """Tabulate the scores of each pretraining, task and representation, and of each baseline.

    Parameters
    ----------
    scores : Scores
    permutations, seed : int
        Of the permutation test.

    Returns
    -------
    pandas.DataFrame
        A row for each pretraining, task and representation, and, with empty ``pretraining`` and
        ``task``, for each baseline: ``estimate``, the mean over seeds and subjects; its interval
        ``low`` to ``high`` over what ``over`` says; ``between_seeds``, the standard deviation of
        single seeds; ``p`` of a two-sided t-test against 0, and ``p_holm`` corrected for all rows
        of the same ``kind``; ``p_permutation``, one-sided, where nothing is held
        constant; ``p_ceiling`` of a two-sided t-test against the lower noise ceiling in the same
        resamples, corrected in the same way; ``ceiling_low`` and ``ceiling_high``, the noise
        ceiling, NaN with one subject or a control; ``attainable``, the most that ties in the
        judgements allow; numbers of ``seeds``, ``conditions`` and ``subjects``.

    Raises
    ------
    ValueError
        If no judgement differs from another.
    """
    compared, comparator = scores.compared, scores.comparator
    partial = comparator not in COMPARATORS
    attainable, ceiling = 1.0, (np.nan, np.nan)
    if not partial:
        itself = compare_once(comparator, np.nan_to_num(compared.targets), compared.targets)
        attainable = np.diag(itself)
        if (attainable == 0).all():
            raise ValueError("all judged dissimilarities are equal; nothing can resemble them")
        ceiling = noise_ceiling(compared.targets, comparator)
    bound = None
    if np.isfinite(ceiling[0]):
        bound = resample_lower_bound(
            compared.targets, comparator, scores.resamples, compared.clusters
        )
    tables = []
    for cell, members in scores.cells.items():
        values = scores.average_cell(members)
        table = _tabulate(values, scores, len(members) > 1, bound)
        single = scores.models[0, members]
        table["between_seeds"] = single.std(axis=0, ddof=1) if len(members) > 1 else np.nan
        if not partial:
            table["p_permutation"] = permute_labels(
                compared.vectors[members], compared.targets, comparator, permutations, seed
            )
        table["seeds"] = len(members)
        tables.append(_place(table, compared.described, *cell))
    if scores.baselines.shape[1]:
        table = _tabulate(scores.baselines, scores, False, bound)
        table["p_permutation"] = permute_labels(
            compared.baseline_vectors[None], compared.targets, comparator, permutations, seed
        )
        table["seeds"] = 0
        tables.append(_place(table, compared.baselines, "", ""))
    result = pd.concat(tables, ignore_index=True)
    for given, corrected in (("p", "p_holm"), ("p_ceiling", "p_ceiling")):
        result[corrected] = result.groupby("kind", sort=False)[given].transform(correct_holm)
    result["comparator"], result["controlled_for"] = comparator, ", ".join(scores.controls)
    result["ceiling_low"], result["ceiling_high"] = ceiling
    result["attainable"] = np.mean(attainable)
    result["conditions"] = len(compared.conditions)
    result["subjects"] = len(compared.subjects)
    return result.reindex(columns=list(COLUMNS))


def tabulate_seeds(scores: Scores) -> pd.DataFrame:
    """Tabulate the scores of single models.

    Parameters
    ----------
    scores : Scores

    Returns
    -------
    pandas.DataFrame
        ``pretraining``, ``task``, ``seed``, ``representation``, ``kind``, ``layer``, ``method``
        and ``estimate``.
    """
    tables = []
    for (pretraining, task), members in scores.cells.items():
        for place in members:
            table = pd.DataFrame({"estimate": scores.models[0, place]})
            table.insert(0, "seed", int(scores.compared.models[place].rsplit("-", 1)[1]))
            tables.append(_place(table, scores.compared.described, pretraining, task))
    return pd.concat(tables, ignore_index=True)


def name_factors(seeds: bool, subjects: bool) -> str:
    """Name what was resampled, for readers: faces always are."""
    factors = ["seeds"] * seeds + ["subjects"] * subjects
    return " and ".join([", ".join(factors), "faces"]) if factors else "faces alone"


def find_interval(
    values: np.ndarray, sample: Sample, seeds: bool, bounds: tuple[float, float] = CORRELATION
) -> tuple[Interval, np.ndarray]:
    """Take the interval of figures of every resample, and their p-values against 0.

    Parameters
    ----------
    values : numpy.ndarray, (row, ...)
    sample : Sample
        Whose resamples the rows are.
    seeds : bool
        Whether seeds vary in the figures.
    bounds : tuple of float

    Returns
    -------
    found : Interval
        With names of factors in ``over`` that speak of faces.
    p : numpy.ndarray, (...)
    """
    found = interval(values, sample.resamples, bounds)
    subjects = len(sample.compared.subjects) > 1
    over = np.where(
        np.char.startswith(found.over.astype(str), "seeds") & seeds,
        name_factors(True, subjects),
        name_factors(False, subjects),
    )
    p = p_value(values[0], found)
    # What never varies, such as a part that is always 0, differs from 0 or it does not.
    p = np.where(np.isnan(p), np.where(values[0] == 0, 1.0, 0.0), p)
    return found._replace(over=over), p


def _tabulate(
    values: np.ndarray, scores: Scores, seeds: bool, bound: np.ndarray | None
) -> pd.DataFrame:
    """Estimates, intervals and tests of some representations (row, representation)."""
    found, p = find_interval(values, scores, seeds)
    table = pd.DataFrame({"estimate": values[0], "low": found.low, "high": found.high, "p": p})
    table["over"], table["p_ceiling"] = found.over, np.nan
    if bound is not None:
        _, table["p_ceiling"] = find_interval(values - bound[:, None], scores, seeds, (-2.0, 2.0))
    return table


def _place(
    table: pd.DataFrame, described: pd.DataFrame, pretraining: str, task: str
) -> pd.DataFrame:
    """Put before a table what its rows are."""
    table = pd.concat([described.reset_index(drop=True), table], axis=1)
    table.insert(0, "pretraining", pretraining)
    table.insert(1, "task", task)
    return table
