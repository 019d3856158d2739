"""Leakage: how much of the answer the shape of a mask gives away without any pixel of a face."""

import warnings

import numpy as np
import xarray as xr

from face_relevance.comparison.proportions import proportion_lower_bound
from face_relevance.store.labels import read_names, select_labels

GRID = 16  # side of the masks that the classifier sees
FOLDS = 5
LEVEL = 0.975  # of each bound: together they are a 95 % interval


def measure_leakage(
    masks: xr.DataArray, labels: xr.DataArray, identity: xr.DataArray, groups: xr.DataArray
) -> dict:
    """Classify images by their binary masks alone, and cross-validate.

    Parameters
    ----------
    masks : xarray.DataArray, (image, y, x), bool
        True where a pixel is kept, at one kept fraction of one source's maps.
    labels : xarray.DataArray, (image,), str
        What is to be told, such as identity or gender; may hold more images, in any order.
    identity : xarray.DataArray, (image,), str
        Identity of each image: the clusters of the interval.
    groups : xarray.DataArray, (image,), str
        What must not be in training and test at once: the identity where gender is told, and the
        image itself where identity is.

    Returns
    -------
    dict
        ``accuracy``, ``low``, ``high`` (95 %, with identities as clusters), ``chance`` (share of
        the most frequent class), ``images``, ``identities``, ``classes``, ``folds``.

    Raises
    ------
    ValueError
        If an image has no label, or there are fewer than two classes, or a class has images in
        fewer than two groups, so that it cannot be both learned and tested.

    Notes
    -----
    Logistic regression with a ridge penalty (C = 1) on masks averaged down to 16 by 16 cells, each
    cell scaled to unit variance over the training images, in 5 stratified folds of whole groups,
    or as many as the class of fewest groups has. It is a lower bound: a network may read more
    from a mask. The interval takes the classifiers of the folds as given. Folds depend on the
    labels of the images alone.

    References
    ----------
    Rong et al. (2022), A consistent and efficient evaluation strategy for attribution methods,
    ICML.
    """
    # Here because the import takes long, and most jobs that use this room classify nothing.
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedGroupKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    images = sorted(masks["image"].values)
    masks = select_labels(masks, "image", images, "masks").transpose("image", "y", "x")
    truth, who, group = (
        read_names(select_labels(given, "image", images, what).values)
        for given, what in ((labels, "labels"), (identity, "identity"), (groups, "groups"))
    )
    classes, counts = np.unique(truth, return_counts=True)
    if len(classes) < 2:
        raise ValueError(f"all images are of class {truth[0]!r}; there is nothing to tell")
    folds = FOLDS
    for name in classes:
        there = len(np.unique(group[truth == name]))
        if there < 2:
            raise ValueError(
                f"class {name!r} is in one group only, so it cannot be both learned and tested"
            )
        folds = min(folds, there)
    with warnings.catch_warnings():
        # Identities with two images each are classes all the same.
        warnings.filterwarnings("ignore", "The number of unique classes is greater than 50%")
        decision = cross_val_predict(
            make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000)),
            average_cells(masks.values),
            truth,
            groups=group,
            cv=StratifiedGroupKFold(folds, shuffle=True, random_state=0),
        )
    correct = decision == truth
    return {
        "accuracy": float(correct.mean()),
        "low": proportion_lower_bound(correct, who, LEVEL),
        "high": 1 - proportion_lower_bound(~correct, who, LEVEL),
        "chance": float(counts.max() / counts.sum()),
        "images": len(images),
        "identities": len(np.unique(who)),
        "classes": len(classes),
        "folds": folds,
    }


def average_cells(masks: np.ndarray) -> np.ndarray:
    """Average masks over the cells of a grid.

    Parameters
    ----------
    masks : numpy.ndarray, (image, y, x)

    Returns
    -------
    numpy.ndarray, (image, cell), float64
        Kept share of each cell; 16 by 16 cells of nearly equal size, or one for each pixel of a
        smaller side.
    """
    values = masks.astype(np.float64)
    for axis in (1, 2):
        size = values.shape[axis]
        starts = np.linspace(0, size, min(GRID, size), endpoint=False).astype(int)
        shape = [1, 1, 1]
        shape[axis] = -1
        sizes = np.diff(starts, append=size).reshape(shape)
        values = np.add.reduceat(values, starts, axis=axis) / sizes
    return values.reshape(len(values), -1)
