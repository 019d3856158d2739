"""Which factor explains how much of the transfer matrix."""

from itertools import islice, permutations, product
from math import factorial, prod

import numpy as np
import pandas as pd

from face_relevance.comparison.areas import resample_areas
from face_relevance.comparison.blocks import CONTROL_BLOCKS, parse_model, sort_models
from face_relevance.comparison.multiplicity import correct_holm
from face_relevance.comparison.transfer import Transfers

# Factors of a pair in the order in which they are given their share. Each is tested by permuting
# models within the levels of the others named here.
WITHIN = {"pretraining": ("task",), "task": ("pretraining",), "seed": ("pretraining", "task")}
ROUNDING = 1e-9
COLUMNS = (
    "factor", "freedom", "share", "difference", "p", "p_holm", "smallest_p", "permutations",
)  # fmt: skip


def explain_transfer(
    transfers: Transfers, measure: str = "accuracy", draws: int = 9999, seed: int = 0
) -> pd.DataFrame:
    """Share the variance of the transfer matrix among source, target and what a pair has in common.

    Parameters
    ----------
    transfers : Transfers
        From `join_transfers`.
    measure : str
        "accuracy", "agreement" or "probability".
    draws : int
        How many permutations are drawn; all are used where there are no more than these.
    seed : int
        Seed of the permutations.

    Returns
    -------
    pandas.DataFrame
        As from `share_variance`, with the columns ``fill`` and ``measure`` before. The matrix
        holds the relative areas of all pairs of different models. No rows for a fill with which
        all of these are equal, or without two models.
    """
    sources, targets = (transfers.curves[name].values for name in ("source", "target"))
    models = sort_models(set(sources) - set(CONTROL_BLOCKS))
    position = {pair: i for i, pair in enumerate(zip(sources, targets, strict=True))}
    index = np.array([[position[one, other] for other in models] for one in models])
    pairs = ~np.eye(len(models), dtype=bool)
    tables = [pd.DataFrame(columns=["fill", "measure", *COLUMNS])]
    for fill in transfers.curves["fill"].values:
        relative = resample_areas(transfers, fill, measure).relative[0]
        if len(np.unique(relative[index][pairs])) < 2:
            continue
        table = share_variance(relative[index], models, draws, seed)
        table.insert(0, "fill", fill)
        table.insert(1, "measure", measure)
        tables.append(table)
    return pd.concat(tables[1:] or tables, ignore_index=True)


def share_variance(
    matrix: np.ndarray, models: list[str], draws: int = 9999, seed: int = 0
) -> pd.DataFrame:
    """Share the variance of a source-by-target matrix among its factors.

    Parameters
    ----------
    matrix : numpy.ndarray, (source, target)
        The diagonal is not used.
    models : list of str
        Identifiers of rows and columns.
    draws, seed : int

    Returns
    -------
    pandas.DataFrame
        A row for each ``factor``: "source" and "target" (which model it is), "pretraining",
        "task" and "seed" (whether the two share it) and "residual"; factors that no pair can be
        told apart by are not there. ``share``: of the variance (η²). ``difference``: mean of
        pairs that share the level minus that of pairs that do not, all else in the model equal.
        ``p``, and ``p_holm`` corrected for the factors of the table; ``smallest_p``, the smallest
        that could have been found; ``permutations`` behind them.

    Raises
    ------
    ValueError
        If all pairs of different models have the same value.

    Notes
    -----
    Sums of squares are sequential in the order of the rows; in a study with all combinations the
    order of the last three hardly matters. No cell of the matrix is permuted by itself, for cells
    of one row or column depend on each other: whole models are, rows and columns together (QAP).
    If a factor makes no difference, models that agree in the other factors are exchangeable, so
    models are permuted within task to test pretraining, within pretraining to test task, and
    within both to test the seed (whether models of one seed number, and so of one random start,
    have more in common). The statistic is the share; with all permutations, the sample among
    them, p is the part that reaches it; of drawn ones it is ``(1 + reaching) / (1 + drawn)``. The
    smallest p counts the permutations that leave the same pairs together, and so cannot be told
    from the sample.

    References
    ----------
    Krackhardt (1988), Predicting with networks, Social Networks 10, 359-381; Anderson & ter Braak
    (2003), Permutation tests for multi-factorial analysis of variance, Journal of Statistical
    Computation and Simulation 73, 85-113.
    """
    one, other = np.nonzero(~np.eye(len(models), dtype=bool))
    factors = zip(*(parse_model(model) for model in models), strict=True)
    levels = {name: np.array(factor, str) for name, factor in zip(WITHIN, factors, strict=True)}
    same = {name: (at[one] == at[other])[:, None] for name, at in levels.items()}
    which = np.eye(len(models))[:, 1:]
    blocks = {"mean": np.ones((len(one), 1)), "source": which[one], "target": which[other]}
    blocks |= {name: column.astype(np.float64) for name, column in same.items()}
    basis, owner = _orthogonalise(blocks)
    values = matrix[one, other].astype(np.float64)
    total = ((values - values.mean()) ** 2).sum()
    if total == 0:
        raise ValueError("all pairs of models transfer equally well; there is nothing to share")
    design = np.hstack(list(blocks.values()))
    effects = np.linalg.lstsq(design, values)[0][-len(same) :]
    rng = np.random.default_rng(seed)
    rows = []
    for name in dict.fromkeys(owner[1:]):
        columns = basis[:, owner == name]
        row = {"factor": name, "freedom": columns.shape[1]}
        row["share"] = _square(columns, values) / total
        if name in same:
            within = np.stack([levels[factor] for factor in WITHIN[name]])
            orders, complete = _permute(within, draws, rng)
            reaching = np.zeros(2)
            for order in orders:
                found = _square(columns, matrix[np.ix_(order, order)][one, other]) / total
                at = levels[name][order]
                alike = (at[one] == at[other]) == same[name][:, 0]
                reaching += found >= row["share"] - ROUNDING, alike.all()
            p = reaching / len(orders) if complete else (1 + reaching) / (1 + len(orders))
            row |= {"p": p[0], "smallest_p": p[1], "permutations": len(orders)}
            row["difference"] = effects[list(same).index(name)]
        rows.append(row)
    residual = values - basis @ (basis.T @ values)
    freedom = len(values) - basis.shape[1]
    rows.append({"factor": "residual", "freedom": freedom, "share": residual @ residual / total})
    table = pd.DataFrame(rows).reindex(columns=list(COLUMNS))
    table["p_holm"] = correct_holm(table["p"])
    return table


def _square(columns: np.ndarray, values: np.ndarray) -> float:
    """Sum of squares that orthonormal columns explain."""
    return float(((columns.T @ values) ** 2).sum())


def _orthogonalise(blocks: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Orthonormal columns of a design, each named by the first block that needs it."""
    basis, owner = np.empty((len(blocks["mean"]), 0)), []
    for name, block in blocks.items():
        for column in block.T:
            rest = column - basis @ (basis.T @ column)
            rest -= basis @ (basis.T @ rest)  # twice, against rounding
            length = np.linalg.norm(rest)
            if length > 1e-8 * np.linalg.norm(column):
                basis = np.column_stack([basis, rest / length])
                owner.append(name)
    return basis, np.array(owner)


def _permute(
    strata: np.ndarray, most: int, rng: np.random.Generator
) -> tuple[list[np.ndarray], bool]:
    """Orders of the models within strata (factor, model), and whether these are all of them."""
    groups = [
        np.flatnonzero((strata == level[:, None]).all(axis=0))
        for level in np.unique(strata, axis=1).T
    ]
    complete = prod(factorial(len(group)) for group in groups) <= most
    orders = []
    arrangements = product(*(permutations(group) for group in groups)) if complete else ()
    for arrangement in islice(arrangements, most):
        order = np.arange(strata.shape[1])
        order[np.concatenate(groups)] = np.concatenate(arrangement)
        orders.append(order)
    while not complete and len(orders) < most:
        order = np.arange(strata.shape[1])
        for group in groups:
            order[group] = rng.permutation(group)
        orders.append(order)
    return orders, complete
