"""Pretraining from scratch on identities, or object families, that the tasks never see."""

from collections.abc import Callable, Iterable, Mapping

import numpy as np
import torch
import xarray as xr
from torch import nn

from face_relevance.networks import UNIT_RANGE, VGG16
from face_relevance.training.fitting import Settings, fit

TASK = "pretraining"
SHAPE_COMPONENTS = 12


def pretrain(
    images: xr.Dataset,
    label: str,
    network: Mapping,
    settings: Settings,
    seed: int,
    progress: Callable[[Iterable], Iterable] = iter,
) -> tuple[VGG16, list[str], dict]:
    """Train a VGG-16 with batch normalisation to name the identity or the family of an image.

    Parameters
    ----------
    images : xarray.Dataset
        Image set with a split for the task ``pretraining``; ``shape`` (image, coefficient) and
        ``pose`` (image, angle), where it has them, are learned as well.
    label : str
        Variable that holds the classes, ``"identity"`` or ``"family"``.
    network : mapping
        ``width`` and ``dense`` of :class:`face_relevance.networks.VGG16`.
    settings : Settings
        Length and speed.
    seed : int
        Of the initial weights and the order of images.
    progress : callable
        Wraps the iteration over epochs.

    Returns
    -------
    model : VGG16
        With batch normalisation, in evaluation mode.
    classes : list of str
        Labels of its first outputs.
    report : dict
        ``loss`` by epoch; ``test`` with truth, decision and identity of each test image, where
        an object's identity is the image itself.

    Notes
    -----
    Labels alone teach a small network too slowly, so that further outputs learn the latent
    coordinates of the image (shape and pose) by squared error; they are dropped afterwards.
    """
    split = images["split"].sel(task=TASK).values
    labels = images[label].values.astype(str)
    classes, codes = np.unique(labels, return_inverse=True)
    train, test = np.flatnonzero(split == "train"), np.flatnonzero(split == "test")
    pixels = images["pixels"].values
    # Views of one face are not independent; every object is one of its own.
    own = "identity" if "identity" in images else "image"
    named = torch.from_numpy(codes)
    latent = torch.from_numpy(_latent_targets(images, train))
    model = VGG16(
        len(classes) + latent.shape[1],
        pixels.shape[1],
        **network,
        normalised=True,
    )
    model.initialise(torch.Generator().manual_seed(seed))

    def loss(outputs: torch.Tensor, indices: torch.Tensor) -> torch.Tensor:
        rows = torch.from_numpy(train)[indices]
        naming = nn.functional.cross_entropy(outputs[:, : len(classes)], named[rows])
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
