"""Which image stands for each condition of a matrix, and to which group it belongs."""

from collections.abc import Sequence

import numpy as np
import xarray as xr

from face_relevance.store.labels import read_names


def choose_images(images: xr.Dataset, conditions: Sequence[str], faces: str) -> xr.Dataset:
    """Choose an image of each condition; of an identity, the one nearest to a frontal view.

    Parameters
    ----------
    images : xarray.Dataset
        Image set: `pixels` (image, y, x, channel), `identity` (image,) and, where known, `gender`
        (image,) and `pose` (image, angle) in degrees.
    conditions : sequence of str
        Names of identities or of images.
    faces : {"identity", "image"}
        What a condition is, as in the key observers.faces.

    Returns
    -------
    xarray.Dataset
        `pixels` (condition, y, x, channel) and, where known, `gender` (condition,).

    Raises
    ------
    ValueError
        If a condition has no image; names it.
    """
    names = read_names(images[faces].values)
    turned = np.abs(images["pose"].values).sum(1) if "pose" in images else np.zeros(len(names))
    first: dict[str, int] = {}
    for at in np.argsort(turned, kind="stable").tolist():
        first.setdefault(names[at], at)
    conditions = list(read_names(conditions))
    missing = [name for name in conditions if name not in first]
    if missing:
        raise ValueError(
            f"face '{missing[0]}' was compared, but the image set has no such {faces} "
            f"({len(missing)} in all)"
        )
    known = [name for name in ("pixels", "gender") if name in images]
    chosen = images[known].isel(image=[first[name] for name in conditions]).load()
    chosen = chosen.drop_vars("image").rename(image="condition")
    return chosen.assign_coords(condition=conditions)
