"""A row for each model of a study of fields, whose jobs train and explain several models."""

from pathlib import Path

import xarray as xr

from face_relevance.comparison.runs import estimate_accuracy, read_date, read_origin, sum_seconds


def describe_places(store: xr.Dataset, manifest: str | Path, benchmark: str | Path) -> list[dict]:
    """Describe the variants of a network that was trained on planted squares.

    Parameters
    ----------
    store : xarray.Dataset
        ``fields/{group}/seed-{seed}.zarr``: ``right`` (variant, position, tested).
    manifest, benchmark : path-like
        Of the same job.

    Returns
    -------
    list of dict
        For each variant its factors, ``accuracy`` over all places of the square, with an interval
        over places, each of which has a network of its own; ``chance``, ``code_revision``,
        ``seconds``, its part of the job, and ``made``, when.
    """
    seed, variants = int(store.attrs["seed"]), store["variant"].values
    shared = {
        **read_origin(store.attrs),
        "seconds": sum_seconds({benchmark: len(variants)}),
        "made": read_date(manifest),
    }
    rows = []
    for variant in variants:
        right = store["right"].sel(variant=variant).transpose("position", "tested")
        places = right["position"].values.repeat(right.sizes["tested"])
        rows.append(
            {
                "model": f"{variant}/seed-{seed}",
                "network": str(right["network"].item()),
                "variant": str(variant),
                "seed": seed,
                **estimate_accuracy(right.values.ravel(), places),
                "chance": 0.5,
                **shared,
            }
        )
    return rows


def describe_winters(
    store: xr.Dataset, manifest: str | Path, benchmark: str | Path, classes: xr.DataArray
) -> list[dict]:
    """Describe the seeds of a network that was trained on sea-surface temperatures in one setting.

    Parameters
    ----------
    store : xarray.Dataset
        ``sst/{network}/{setting}.zarr``: ``decision`` (seed, time).
    manifest, benchmark : path-like
        Of the same job.
    classes : xarray.DataArray, (time,)
        Of ``fields/sst.zarr``.

    Returns
    -------
    list of dict
        As from `describe_places`; the interval of ``accuracy`` is over winters, or months by
        winter, each decided by a network that was trained without it.
    """
    network, setting = store.attrs["network"], store.attrs["setting"]
    truth = classes.sel(time=store["time"].values)
    most = truth.to_series().value_counts(normalize=True).iloc[0]
    shared = {
        "chance": float(most),
        **read_origin(store.attrs),
        "seconds": sum_seconds({benchmark: store.sizes["seed"]}),
        "made": read_date(manifest),
    }
    return [
        {
            "model": f"{network}/{setting}/seed-{seed}",
            "network": network,
            "variant": setting,
            "seed": int(seed),
            **estimate_accuracy(
                store["decision"].sel(seed=seed).values == truth.values, store["winter"].values
            ),
            **shared,
        }
        for seed in store["seed"].values
    ]
