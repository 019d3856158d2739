"""Training from scratch: to name identities or families that the tasks never see, or classes."""

from collections.abc import Callable, Iterable

import numpy as np
import torch
import xarray as xr
from torch import nn

from face_relevance.networks import UNIT_RANGE, Network
from face_relevance.training.fitting import Settings, fit

SHAPE_COMPONENTS = 12


def train_from_scratch(
    images: xr.Dataset,
    task: str,
    label: str,
    build: Callable[..., Network],
    settings: Settings,
    seed: int,
    progress: Callable[[Iterable], Iterable] = iter,
) -> tuple[Network, list[str], dict]:
    """Train a network with batch normalisation to name the class of an image.

    Parameters
    ----------
    images : xarray.Dataset
        Image set with a split for the task; ``shape`` (image, coefficient) and ``pose`` (image,
        angle), where it has them, are learned as well.
    task : str
        Whose split is trained and tested on, ``"pretraining"`` or ``"classification"``.
    label : str
        Variable that holds the classes: ``"identity"``, ``"family"`` or ``"class"``.
    build : callable
        Architecture, called as ``build(outputs=…, image_size=…)``.
    settings : Settings
        Length and speed.
    seed : int
        Of the initial weights and the order of images.
    progress : callable
        Wraps the iteration over epochs.

    Returns
    -------
    model : Network
        With batch normalisation, in evaluation mode.
    classes : list of str
        Labels of its first outputs.
    report : dict
        ``loss`` by epoch; ``test`` with truth, decision and identity of each test image, where
        an object's identity is the image itself.

    Raises
    ------
    ValueError
        If a class of the test split has no training image; the message names it.

    Notes
    -----
    Labels alone teach a small network too slowly on few images, so that further outputs learn the
    latent coordinates of the image (shape and pose) by squared error, where the image set has
    them; fine-tuning drops these outputs.
    """
    split = images["split"].sel(task=task).values
    labels = images[label].values.astype(str)
    classes, codes = np.unique(labels, return_inverse=True)
    train, test = np.flatnonzero(split == "train"), np.flatnonzero(split == "test")
    if unseen := set(labels[test]) - set(labels[train]):
        raise ValueError(f"class {str(min(unseen))!r} has no training image")
    pixels = images["pixels"].values
    # Views of one face are not independent; every object is one of its own.
    own = "identity" if "identity" in images else "image"
    named = torch.from_numpy(codes)
    latent = torch.from_numpy(_latent_targets(images, train))
    model = build(outputs=len(classes) + latent.shape[1], image_size=pixels.shape[1])
    model.initialise(torch.Generator().manual_seed(seed))

    def loss(outputs: torch.Tensor, indices: torch.Tensor) -> torch.Tensor:
        rows = torch.from_numpy(train)[indices]
        naming = nn.functional.cross_entropy(outputs[:, : len(classes)], named[rows])
        if not latent.shape[1]:
            return naming
        return naming + nn.functional.mse_loss(outputs[:, len(classes) :], latent[rows])

    history = fit(
        model.to(memory_format=torch.channels_last),
        lambda indices: UNIT_RANGE(pixels[train[indices.numpy()]]),
        loss,
        len(train),
        settings,
        seed,
        progress,
    )
    with torch.inference_mode():
        decided = torch.cat(
            [
                model(UNIT_RANGE(pixels[rows]))[:, : len(classes)].argmax(1)
                for rows in np.array_split(test, max(1, len(test) // 100))
            ]
        ).numpy()
    report = {
        "loss": history,
        "test": {
            "truth": labels[test].tolist(),
            "decision": classes[decided].tolist(),
            "identity": images[own].values[test].tolist(),
        },
    }
    return model, classes.tolist(), report


def _latent_targets(images: xr.Dataset, train: np.ndarray) -> np.ndarray:
    """Take main components of the shape, and the pose, each with unit variance in training."""
    columns = [np.empty((images.sizes["image"], 0), np.float32)]
    if "shape" in images:
        shape = images["shape"].values - images["shape"].values[train].mean(0)
        _, _, axes = np.linalg.svd(shape[train], full_matrices=False)
        columns.append(shape @ axes[:SHAPE_COMPONENTS].T)
    if "pose" in images:
        columns.append(images["pose"].values)
    latent = np.concatenate(columns, axis=1)
    return ((latent - latent[train].mean(0)) / latent[train].std(0)).astype(np.float32)
