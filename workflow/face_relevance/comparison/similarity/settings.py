"""The tables of a study: what is asked of every setting in which faces were judged."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from face_relevance.comparison.regions import Regions
from face_relevance.comparison.similarity.alignment import Compared
from face_relevance.comparison.similarity.contrasts import contrast_scores
from face_relevance.comparison.similarity.part_tables import compare_parts, tabulate_parts
from face_relevance.comparison.similarity.parts import (
    name_parts,
    weigh_observers,
    weigh_relevance,
    weigh_representations,
)
from face_relevance.comparison.similarity.scores import tabulate_scores, tabulate_seeds
from face_relevance.comparison.similarity.scoring import (
    Sample,
    resample_comparison,
    score_representations,
)
from face_relevance.comparison.similarity.trials import predict_trials
from face_relevance.comparison.similarity.validation import validate_weights
from face_relevance.comparison.similarity.variance import partition_variance
from face_relevance.comparison.similarity.weighting import weigh_layers

Tables = dict[str, pd.DataFrame]


def compare_settings(
    compared: Mapping[str, Compared],
    comparators: Sequence[str],
    controls: Sequence[str],
    frozen: Mapping[str, Sequence[str]],
    draws: int,
    permutations: int,
    seed: int,
    threads: int,
) -> Tables:
    """Compare representations and observers of every setting.

    Parameters
    ----------
    compared : mapping of str to Compared
        By setting.
    comparators : sequence of str
        All are in the table of similarity; contrasts are those of the first.
    controls : sequence of str
        Baselines that partial similarity holds constant, where the study has them.
    frozen : mapping of str to sequence of str
        For each task, the layers that kept their pretrained weights.
    draws, permutations, seed, threads : int

    Returns
    -------
    dict of str to pandas.DataFrame
        "similarity", see `tabulate_scores`, "seeds", "contrasts" and "variance", with the column
        ``setting`` before all others and in "similarity" ``reference``, what models were compared
        with, and whether observers are ``simulated``.
    """

    def ask(one: Compared) -> Tables:
        first = resample_comparison(one, comparators[0], draws, seed)
        scores = score_representations(first, threads=threads)
        rows = [tabulate_scores(scores, permutations, seed)]
        known = [name for name in controls if _can_be_held(name, one)]
        if known:
            held = score_representations(first, known, threads)
            rows.append(tabulate_scores(held, permutations, seed))
        for comparator in comparators[1:]:
            sample = resample_comparison(one, comparator, draws, seed)
            others = score_representations(sample, threads=threads)
            rows.append(tabulate_scores(others, permutations, seed))
        return {
            "similarity": pd.concat(rows).assign(reference=one.what, simulated=one.simulated),
            "seeds": tabulate_seeds(scores),
            "contrasts": contrast_scores(scores),
            "variance": partition_variance(first, frozen),
        }

    return _collect(compared, lambda _, one: ask(one))


def _can_be_held(control: str, one: Compared) -> bool:
    """Whether the study has a baseline, and it is not the very reference."""
    place = np.flatnonzero(one.baselines["representation"] == control)
    return len(place) > 0 and not np.array_equal(one.baseline_vectors[place[0]], one.targets[0])


def weigh_settings(
    compared: Mapping[str, Compared], comparator: str, draws: int, seed: int
) -> Tables:
    """Weigh layers and test the weights on faces and subjects held out, in every setting.

    Parameters
    ----------
    compared : mapping of str to Compared
    comparator : str
    draws, seed : int

    Returns
    -------
    dict of str to pandas.DataFrame
        "layer_weights", see `weigh_layers`, and "weighted", see `validate_weights`.
    """

    def ask(sample: Sample) -> Tables:
        return {"layer_weights": weigh_layers(sample), "weighted": validate_weights(sample)}

    return _collect(compared, lambda _, one: ask(resample_comparison(one, comparator, draws, seed)))


def weigh_parts_of_settings(
    compared: Mapping[str, Compared],
    choices: Mapping[str, pd.DataFrame],
    planted: Mapping[str, Mapping[str, float]],
    regions: Mapping[str, Regions],
    comparator: str,
    draws: int,
    seed: int,
) -> Tables:
    """Weigh the parts of the face in every setting.

    Parameters
    ----------
    compared : mapping of str to Compared
    choices : mapping of str to pandas.DataFrame
        Choices of the odd one out, of the settings that have them.
    planted : mapping of str to mapping of str to float
        True weights of the settings of simulated observers.
    regions : mapping of str to Regions
        Relevance on the parts of the face, by method.
    comparator : str
    draws, seed : int

    Returns
    -------
    dict of str to pandas.DataFrame
        "part_weights", see `tabulate_parts`, and "part_overlaps", see `compare_parts`.
    """

    def ask(setting: str, one: Compared) -> Tables:
        sample = resample_comparison(one, comparator, draws, seed)
        parts = name_parts(sample)
        observers = weigh_observers(sample, choices.get(setting))
        models = weigh_representations(sample, observers)
        models += weigh_relevance(regions, parts, observers)
        weights = tabulate_parts([observers, *models], parts, planted.get(setting))
        return {
            "part_weights": weights.assign(simulated=one.simulated),
            "part_overlaps": compare_parts(models),
        }

    return _collect(compared, ask)


def predict_settings(
    compared: Mapping[str, Compared],
    choices: Mapping[str, pd.DataFrame],
    comparator: str,
    draws: int,
    seed: int,
) -> pd.DataFrame:
    """Predict the odd one out of every trial, in every setting that has them.

    Parameters
    ----------
    compared : mapping of str to Compared
    choices : mapping of str to pandas.DataFrame
    comparator : str
    draws, seed : int

    Returns
    -------
    pandas.DataFrame
        See `predict_trials`.
    """

    def ask(setting: str, one: Compared) -> Tables:
        sample = resample_comparison(one, comparator, draws, seed)
        return {"trials": predict_trials(sample, choices[setting])}

    return _collect({name: compared[name] for name in choices}, ask)["trials"]


def _collect(compared: Mapping[str, Compared], ask: Callable[[str, Compared], Tables]) -> Tables:
    """Put the tables of all settings below one another."""
    tables: dict[str, list[pd.DataFrame]] = {}
    for setting, one in compared.items():
        for name, table in ask(setting, one).items():
            table.insert(0, "setting", setting)
            tables.setdefault(name, []).append(table)
    return {name: pd.concat(found, ignore_index=True) for name, found in tables.items()}
