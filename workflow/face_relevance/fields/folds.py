"""Folds of a cross-validation of few samples."""

import numpy as np
import xarray as xr


def assign_folds(classes: xr.DataArray, folds: int, seed: int) -> xr.DataArray:
    """Deal samples to folds, each with about the same share of every class.

    Parameters
    ----------
    classes : xarray.DataArray, (time,), str
        With the coordinate ``winter`` (time): samples of one winter stay together, as the ocean
        forgets within months and hardly sooner.
    folds : int
        Number of folds.
    seed : int
        Another seed deals anew.

    Returns
    -------
    xarray.DataArray, (time,), int
        Fold in which each sample is held out.

    Raises
    ------
    ValueError
        If a class is in fewer winters than there are folds; the message names it.
    """
    # Here because the import takes long, and most jobs that use this room train nothing.
    from sklearn.model_selection import StratifiedGroupKFold

    winters = classes["winter"].values.astype(str)
    names = classes.values.astype(str)
    for name in sorted(set(names.tolist())):
        held = len(np.unique(winters[names == name]))
        if held < folds:
            raise ValueError(
                f"class {name!r} is in {held} winters, too few for {folds} folds; set "
                "fields.sst.folds to no more than that, or change fields.sst.threshold"
            )
    dealt = np.full(len(names), -1)
    splitter = StratifiedGroupKFold(folds, shuffle=True, random_state=seed)
    for number, (_, held_out) in enumerate(splitter.split(names, names, winters)):
        dealt[held_out] = number
    return classes.copy(data=dealt)
