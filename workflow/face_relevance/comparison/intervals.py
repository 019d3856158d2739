"""Averages in each resample, and intervals from them."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy import stats

from face_relevance.comparison.resampling import Resamples, share_strata

LEVEL = 0.95
UNIT = (0.0, 1.0)  # bounds of accuracies, probabilities, overlaps and their areas
CORRELATION = (-1.0, 1.0)
UNBOUNDED = (-np.inf, np.inf)


class Interval(NamedTuple):
    """An interval with what a test needs; every field has the shape of the statistic.

    Attributes
    ----------
    low, high : numpy.ndarray
    error : numpy.ndarray
        Standard error.
    freedom : numpy.ndarray
        Degrees of freedom of the standard error.
    over : numpy.ndarray of str
        What was resampled: "seeds and images", or "images" where the seeds at hand do not allow
        to estimate how much seeds vary; with subjects, "seeds, subjects and images" and so on.
    """

    low: np.ndarray
    high: np.ndarray
    error: np.ndarray
    freedom: np.ndarray
    over: np.ndarray


def average_images(values: np.ndarray, image_weights: np.ndarray) -> np.ndarray:
    """Average over the images of each row.

    Parameters
    ----------
    values : numpy.ndarray, (..., image)
    image_weights : numpy.ndarray, (row, image)

    Returns
    -------
    numpy.ndarray, (row, ...), float64
    """
    flat = np.asarray(values, dtype=np.float64).reshape(-1, np.shape(values)[-1])
    means = (image_weights @ flat.T) / image_weights.sum(axis=1, keepdims=True)
    return means.reshape(len(image_weights), *np.shape(values)[:-1])


def average_pairs(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Average over the pairs of each row.

    Parameters
    ----------
    values : numpy.ndarray, (row, pair, ...)
    weights : numpy.ndarray, (row, pair)
        From `resampling.share_strata`; they add up to 1.

    Returns
    -------
    numpy.ndarray, (row, ...), float64
        NaN in a row that holds no pair of some stratum.
    """
    return np.einsum("rp,rp...->r...", weights, values)


def average_seeds(values: np.ndarray, resamples: Resamples, members: Sequence[int]) -> np.ndarray:
    """Average over the models of one cell in each row.

    Parameters
    ----------
    values : numpy.ndarray, (row, member, ...)
    resamples : Resamples
    members : sequence of int
        Places of the members among the models.

    Returns
    -------
    numpy.ndarray, (row, ...), float64
        NaN in the row that leaves out the only member.
    """
    shares = share_strata(resamples.models[:, list(members)], [0] * len(members))
    return average_pairs(values, shares)


def interval(
    values: np.ndarray,
    resamples: Resamples,
    bounds: tuple[float, float] = UNBOUNDED,
    level: float = LEVEL,
) -> Interval:
    """Take the interval of a statistic over seeds, identities and subjects, crossed random factors.

    Parameters
    ----------
    values : numpy.ndarray, (row, ...)
        The statistic in every row of `resamples`.
    resamples : Resamples
    bounds : tuple of float
        Smallest and largest possible value; the interval is cut there.
    level : float
        Coverage, 0.95 by default.

    Returns
    -------
    Interval
        Fields without the first dimension; NaN where the statistic itself is NaN.

    Raises
    ------
    ValueError
        If a statistic that is a number has no valid bootstrap draw.

    Notes
    -----
    The percentile interval of the crossed bootstrap is far too short with few seeds (simulated
    coverage where seeds vary most: 59 to 83 % at 3 seeds, 86 to 92 % at 8) and too long where only
    the noise of single images varies, which both factors count. Hence the variance is
    ``V = Vs + Vi - Vsi``, with Vs and Vi the jackknife variances over seeds (within cells of
    pretraining and task) and over identities, and Vsi their interaction, counted in both: what
    the crossed draws vary in excess of Vs and Vi, kept between 0 and the smaller of the two. The
    interval is ``2 t √V`` long, t with Satterthwaite's degrees of freedom, or as long as that of
    seeds or subjects alone where this is longer, as happens by chance with few. It is as skewed as
    the draws, as beside a bound, but for the part of their variance that is due to seeds and
    subjects.

    With subjects as a third factor the jackknife variances add up in the same way. What the draws
    vary in excess then holds each interaction of two factors once, and that of all three four
    times, of which one and two times are too many in the sum: half of the excess is taken off, so
    that intervals are rather too long where factors interact in pairs.

    Simulated coverage (tests/unit/comparison/test_coverage.py): 94 to 97 % from 3 seeds on, 95 to
    98.5 % with 2, more than 97 % where neither seeds nor identities vary; with subjects
    (test_coverage_subjects.py) 95 to 97 %, and up to 99 % where single judgements vary most. A
    cell in which a seed cannot be left out, such as the pair of its only two seeds, adds nothing
    to Vs; the interval then holds for the seeds at hand, and `over` says so.

    References
    ----------
    Cameron, Gelbach & Miller (2011), Robust inference with multiway clustering, Journal of
    Business & Economic Statistics 29, 238-249; Owen (2007), Annals of Applied Statistics 1,
    386-411; Satterthwaite (1946), Biometrics Bulletin 2, 110-114.
    """
    shape = values.shape[1:]
    flat = values.reshape(len(values), -1)
    result = [np.full(flat.shape[1], np.nan) for _ in range(4)]
    known = np.isfinite(flat[0])
    seeds_known = np.isfinite(flat[1 : 1 + resamples.models.shape[1]]).all(axis=0)
    if known.any():
        for field, found in zip(result, _estimate(flat[:, known], resamples, level), strict=True):
            field[known] = found
    low, high, error, freedom = (field.reshape(shape) for field in result)
    over = np.where(seeds_known, *_name_factors(resamples)).reshape(shape)
    return Interval(np.maximum(low, bounds[0]), np.minimum(high, bounds[1]), error, freedom, over)


def _name_factors(resamples: Resamples) -> tuple[str, str]:
    """Name what was resampled where seeds are known to vary, and where not."""
    if resamples.subjects.shape[1] > 1:
        return "seeds, subjects and images", "subjects and images"
    return "seeds and images", "images"


def _estimate(
    values: np.ndarray, resamples: Resamples, level: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Compute ends, standard error and degrees of freedom of statistics (row, statistic)."""
    models, kinds = resamples.models.shape[1], resamples.identities
    judges = resamples.subjects.shape[1] if resamples.subjects.shape[1] > 1 else 0
    ends = np.cumsum([models, kinds, judges])
    without_model, without_identity, without_subject, draws = np.split(values[1:], ends)
    if np.isnan(draws).all(axis=0).any():
        raise ValueError(
            "no bootstrap draw leaves anything to average; give more draws, models or images"
        )
    by_seed, seed_squares, spread = (np.zeros(values.shape[1]) for _ in range(3))
    for cell in np.unique(resamples.cells):
        left_out = without_model[resamples.cells[resamples.left_out] == cell]
        size = len(left_out)
        if size > 1:
            found = np.where(np.isnan(left_out).any(axis=0), 0, _jackknife(left_out))
            by_seed += found
            seed_squares += found**2 / (size - 1)
            # Exponential weights vary less than those of independent seeds, by this factor.
            spread += found * (size - 1) / (size + 1)
    by_identity = _jackknife(without_identity)
    by_subject = _jackknife(without_subject) if judges else np.zeros(values.shape[1])
    variances = np.stack([by_seed, by_identity, by_subject])
    # How much of each variance draws have: counts of n units vary by (n - 1) / n.
    scales = np.stack(
        [_divide(spread, by_seed, 0), *(_shrink(n, values.shape[1]) for n in (kinds, judges))]
    )
    excess = np.nanvar(draws, axis=0) - (scales * variances).sum(axis=0)
    shared = _take_shared(excess, variances, scales)
    variance = variances.sum(axis=0) - shared
    tail = (1 + level) / 2
    squares = np.stack(
        [seed_squares, by_identity**2 / (kinds - 1), by_subject**2 / max(judges - 1, 1)]
    )
    freedom = _divide(variance**2, squares.sum(axis=0), np.inf)
    half = stats.t.ppf(tail, freedom) * np.sqrt(variance)
    error = np.sqrt(variance)
    for alone, square in ((by_seed, seed_squares), (by_subject, squares[2])):
        freedom_alone = _divide(alone**2, square, np.inf)
        half_alone = stats.t.ppf(tail, freedom_alone) * np.sqrt(alone)
        longer = half_alone > half
        half = np.where(longer, half_alone, half)
        error = np.where(longer, np.sqrt(alone), error)
        freedom = np.where(longer, freedom_alone, freedom)
    quantile = np.nanquantile if np.isnan(draws).any() else np.quantile
    left, middle, right = quantile(draws, [1 - tail, 0.5, tail], axis=0)
    # The skewness of a few seeds or subjects is chance; only that of many identities is followed.
    share = _divide(by_identity, variances.sum(axis=0), 0)
    skew = share * (2 * _divide(middle - left, right - left, 0.5) - 1)
    return values[0] - half * (1 + skew), values[0] + half * (1 - skew), error, freedom


def _shrink(units: int, size: int) -> np.ndarray:
    """Share of a variance over units that counts of resampled units have (statistic,)."""
    return np.full(size, (units - 1) / units if units > 1 else 0.0)


def _take_shared(excess: np.ndarray, variances: np.ndarray, scales: np.ndarray) -> np.ndarray:
    """Variance that several factors have counted, from what draws vary in excess (statistic,)."""
    # Of two factors that vary, the product of their scales; of three, the mean over pairs.
    pairs = [(0, 1), (0, 2), (1, 2)]
    varying = np.stack([(variances[a] > 0) & (variances[b] > 0) for a, b in pairs])
    products = np.stack([scales[a] * scales[b] for a, b in pairs]) * varying
    count = varying.sum(axis=0)
    scale = _divide(products.sum(axis=0), np.maximum(count, 1).astype(float), 0)
    shared = _divide(excess, scale * np.where(count > 1, 2, 1), 0)
    return np.clip(shared, 0, variances.sum(axis=0) - variances.max(axis=0))


def _divide(one: np.ndarray, other: np.ndarray, otherwise: float) -> np.ndarray:
    """Divide where the divisor is positive."""
    return np.divide(one, other, out=np.full_like(one, otherwise), where=other > 0)


def _jackknife(left_out: np.ndarray) -> np.ndarray:
    """Variance of a statistic from its values without each unit (unit, statistic)."""
    size = len(left_out)
    known = np.isfinite(left_out)
    count = np.maximum(known.sum(axis=0), 1)
    values = np.where(known, left_out, 0)
    deviation = np.where(known, values - values.sum(axis=0) / count, 0)
    return (size - 1) / count * (deviation**2).sum(axis=0)


def p_value(estimate: np.ndarray, found: Interval) -> np.ndarray:
    """Test by Student's t whether a statistic differs from zero.

    Parameters
    ----------
    estimate : numpy.ndarray
    found : Interval
        Of the same shape.

    Returns
    -------
    numpy.ndarray
        Two-sided p-values; NaN where the statistic is NaN or has no standard error.
    """
    ratio = np.divide(
        np.abs(estimate),
        found.error,
        out=np.full(np.shape(estimate), np.nan),
        where=found.error > 0,
    )
    return 2 * stats.t.sf(ratio, found.freedom)
