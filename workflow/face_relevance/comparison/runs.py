"""A row for each model of a study: what it is, how it did, where it comes from, its times."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd

from face_relevance.comparison.proportions import proportion_lower_bound

LEVEL = 0.975
"""Of each bound: together they are a 95 % interval."""

AS_IT_IS = ("none", "base")
"""Variants that are no variant; with planted squares it has the name of the network."""


def name_factors(models: Sequence[str], factors: Sequence[str]) -> pd.DataFrame:
    """Split the names of models into their factors.

    Parameters
    ----------
    models : sequence of str
        Such as ``faces/gender/seed-1``.
    factors : sequence of str
        Names of the parts, the last one ``seed``.

    Returns
    -------
    pandas.DataFrame
        Columns ``model`` and the factors; ``seed`` is an integer.

    Raises
    ------
    ValueError
        If a name has another number of parts, or occurs twice.
    """
    rows = []
    for model in models:
        parts = model.split("/")
        if len(parts) != len(factors):
            raise ValueError(f"model {model!r} has not the parts {', '.join(factors)}")
        seed = int(parts[-1].removeprefix("seed-"))
        rows.append({"model": model, **dict(zip(factors, parts[:-1], strict=False)), "seed": seed})
    table = pd.DataFrame(rows, columns=["model", *factors])
    if twice := table["model"][table["model"].duplicated()].tolist():
        raise ValueError(f"model {twice[0]!r} occurs twice")
    return table


def estimate_accuracy(correct: np.ndarray, clusters: Sequence[str]) -> dict[str, float]:
    """Give a share of right decisions its interval.

    Parameters
    ----------
    correct : numpy.ndarray, (N,)
        1 where the decision is right, 0 where it is wrong.
    clusters : sequence of str, (N,)
        What the decisions of a cluster have in common.

    Returns
    -------
    dict of str
        ``accuracy``, ``accuracy_low`` and ``accuracy_high`` (95 %, see
        :func:`proportion_lower_bound`), and ``images``, their number.
    """
    correct = np.asarray(correct, dtype=bool)
    return {
        "accuracy": float(correct.mean()),
        "accuracy_low": proportion_lower_bound(correct, clusters, LEVEL),
        "accuracy_high": 1 - proportion_lower_bound(~correct, clusters, LEVEL),
        "images": len(correct),
    }


def find_own_areas(pairs: pd.DataFrame, fill: str) -> pd.DataFrame:
    """Select how much of its accuracy each model keeps on what its own maps leave of the images.

    Parameters
    ----------
    pairs : pandas.DataFrame
        ``comparison/transfer_pairs.parquet``.
    fill : str
        Of the masked pixels.

    Returns
    -------
    pandas.DataFrame
        Columns ``model`` and ``own_area``, the area under its masking curve of accuracy, with
        ``own_area_low`` and ``own_area_high``.
    """
    own = pairs[(pairs["source"] == pairs["target"]) & (pairs["fill"] == fill)]
    own = own[own["measure"] == "accuracy"]
    names = {"area": "own_area", "low": "own_area_low", "high": "own_area_high"}
    return own.rename(columns={"source": "model", **names})[["model", *names.values()]]


def average_seeds(pairs: pd.DataFrame, method: str) -> pd.DataFrame:
    """Average how alike the maps of each model are to those of the same model with other seeds.

    Parameters
    ----------
    pairs : pandas.DataFrame
        ``comparison/stability_pairs.parquet``.
    method : str
        Of the maps.

    Returns
    -------
    pandas.DataFrame
        Columns ``model`` and ``stability``, the mean Pearson correlation of the maps as they are,
        with ``stability_low`` and ``stability_high``.

    Notes
    -----
    The ends are the means of the ends of all pairs. That is too wide rather than too narrow: the
    standard error of a mean is at most the mean of the standard errors.
    """
    found = pairs[(pairs["method"] == method) & (pairs["block"] == "other seed")]
    found = found[(found["measure"] == "pearson") & (found["maps"] == "raw")]
    both = pd.concat([found.assign(model=found[end]) for end in ("source", "target")])
    means = both.groupby("model")[["estimate", "low", "high"]].mean()
    names = {"estimate": "stability", "low": "stability_low", "high": "stability_high"}
    return means.rename(columns=names).reset_index()


def spread_similarity(seeds: pd.DataFrame, factors: Sequence[str]) -> pd.DataFrame:
    """Put the similarity of each model to the judgements, layer by layer, into columns.

    Parameters
    ----------
    seeds : pandas.DataFrame
        ``comparison/similarity_seeds.parquet``; it has no intervals, which need several seeds.
    factors : sequence of str
        Of its models.

    Returns
    -------
    pandas.DataFrame
        The factors and a column ``similarity_{layer}``, or ``similarity_{setting}_{layer}`` where
        there are several settings, of the features as they are.
    """
    features = seeds[seeds["kind"] == "features"]
    several = features["setting"].nunique() > 1
    names = [
        "_".join(["similarity", *([row.setting] if several else []), row.layer])
        for row in features.itertuples()
    ]
    order = list(dict.fromkeys(names))
    table = features.assign(name=names).pivot(
        index=list(factors), columns="name", values="estimate"
    )
    return table[order].rename_axis(columns=None).reset_index()


def list_failed_audits(artifacts: pd.DataFrame, models: pd.DataFrame) -> pd.DataFrame:
    """Name the audits of artifacts that the maps of each model fail.

    Parameters
    ----------
    artifacts : pandas.DataFrame
        ``audit/artifacts.parquet``. Of networks with variants it has the networks as they are.
    models : pandas.DataFrame
        With ``model``, ``seed`` and either ``pretraining`` and ``task``, or ``network`` and, where
        there are any, ``variant``.

    Returns
    -------
    pandas.DataFrame
        ``model`` and ``failed_audits``, such as ``epsilon: flips, noise; gradient: flips``, and
        empty where none fails. Models that were not audited have no row.
    """
    factors = ["pretraining", "task"] if "pretraining" in models else ["network"]
    audited = models
    if "variant" in models:
        as_it_is = models["variant"].isin(AS_IT_IS) | (models["variant"] == models["network"])
        audited = models[as_it_is]
    single = artifacts[artifacts["model"] != "all"].drop(columns="model")
    single = single.astype({"seed": int}).merge(
        audited[["model", *factors, "seed"]], on=[*factors, "seed"], validate="many_to_one"
    )
    rows = []
    for model, mine in single.groupby("model", sort=False):
        failed = mine[mine["verdict"] == "fail"].groupby("explained_by", sort=False)["audit"]
        said = "; ".join(f"{method}: {', '.join(audits)}" for method, audits in failed)
        rows.append({"model": model, "failed_audits": said})
    return pd.DataFrame(rows, columns=["model", "failed_audits"])


def sum_seconds(files: Mapping[str, int]) -> float:
    """Add up the seconds of jobs from their benchmark files.

    Parameters
    ----------
    files : mapping of path-like to int
        Number of models that share each job; each has the same part of its time.

    Returns
    -------
    float
        NaN if one of the files is not there, or if there are none.
    """
    total = 0.0
    for path, sharing in files.items():
        if not Path(path).is_file():
            return np.nan
        # Should the job have run several times in a row, the last line is that of this result.
        last = Path(path).read_text().strip().splitlines()[-1]
        total += float(json.loads(last)["s"]) / sharing
    return total if files else np.nan


def read_date(path: str | Path) -> str:
    """Read when a file was written, to the second, as ISO 8601 in UTC."""
    written = datetime.fromtimestamp(Path(path).stat().st_mtime, tz=UTC)
    return written.isoformat(timespec="seconds")


def read_origin(attributes: Mapping[str, object]) -> dict[str, object]:
    """Select from the attributes of a store what says where it comes from.

    Parameters
    ----------
    attributes : mapping
        See :func:`face_relevance.store.record_provenance`.

    Returns
    -------
    dict of str
        ``code_revision``, ``versions`` and, where the store has it, ``weights_sha256``.
    """
    names = ("weights_sha256", "code_revision", "versions")
    return {name: attributes[name] for name in names if name in attributes}


def describe_run(
    model: str,
    gate: Mapping[str, object],
    attributes: Mapping[str, object],
    weights: str | Path,
    manifest: str | Path,
    jobs: Mapping[str, Mapping[str, int]],
) -> dict[str, object]:
    """Describe a model with weights of its own.

    Parameters
    ----------
    model : str
        Its name.
    gate : mapping
        ``above_chance.json``; empty for published weights.
    attributes : mapping
        Of a store of its maps.
    weights, manifest : path-like
        Files of its weights and of that store.
    jobs : mapping of str to mapping
        By stage, such as ``training``, benchmark files as for `sum_seconds`.

    Returns
    -------
    dict of str
        ``model``; ``accuracy`` on test images, with ``accuracy_low`` and ``accuracy_high``,
        ``chance`` and ``images``; ``weights_sha256``, ``code_revision``, ``versions``;
        ``{stage}_seconds``; and ``trained`` and ``explained``, when.
    """
    names = {"low": "accuracy_low", "high": "accuracy_high"}
    figures = ("accuracy", "low", "high", "chance", "images")
    return {
        "model": model,
        **{names.get(name, name): gate.get(name, np.nan) for name in figures},
        **read_origin(attributes),
        **{f"{stage}_seconds": sum_seconds(files) for stage, files in jobs.items()},
        "trained": read_date(weights),
        "explained": read_date(manifest),
    }


def join_runs(models: pd.DataFrame, parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Join what is known about models by the columns that both tables have.

    Parameters
    ----------
    models : pandas.DataFrame
        A row for each model.
    parts : iterable of pandas.DataFrame
        With at most a row for each model; models without one get missing values.

    Returns
    -------
    pandas.DataFrame
        Rows and order of `models`.

    Raises
    ------
    pandas.errors.MergeError
        If a part has two rows for one model.
    """
    for part in parts:
        shared = [name for name in part.columns if name in models.columns]
        models = models.merge(part, on=shared, how="left", validate="one_to_one")
    return models
