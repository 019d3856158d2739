"""Fine-tuning: new dense layers, and as much of the trunk as is not frozen."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import torch
from torch import nn

from face_relevance.networks import VGG16, Preprocessing, fold_batch_norm
from face_relevance.training.fitting import Settings, fit

BATCH = 50


def compute_frozen_features(
    pretrained: VGG16,
    preprocessing: Preprocessing,
    pixels: np.ndarray,
    frozen_through: str | None,
    progress: Callable[[Iterable], Iterable] = iter,
) -> np.ndarray:
    """Output of the frozen layers: computed once, used by every seed.

    Parameters
    ----------
    pretrained : VGG16
        The pretrained network.
    preprocessing : Preprocessing
        Of its input.
    pixels : numpy.ndarray
        uint8, (image, y, x, 3).
    frozen_through : str or None
        Last frozen layer; with None the features are the preprocessed images.
    progress : callable
        Wraps the iteration over batches.

    Returns
    -------
    numpy.ndarray
        float32, (image, …).

    Raises
    ------
    ValueError
        If the network has no such layer.
    """
    trunk = pretrained.split_after(frozen_through)[0].to(memory_format=torch.channels_last)
    with torch.inference_mode():
        batches = [
            trunk(preprocessing(pixels[start : start + BATCH])).contiguous().numpy()
            for start in progress(range(0, len(pixels), BATCH))
        ]
    return np.concatenate(batches)


def finetune(
    pretrained: VGG16,
    features: np.ndarray,
    labels: Sequence[str],
    split: Sequence[str],
    identity: Sequence[str],
    frozen_through: str | None,
    dense: Sequence[int],
    settings: Settings,
    seed: int,
    progress: Callable[[Iterable], Iterable] = iter,
) -> tuple[VGG16, list[str], dict]:
    """Train new dense layers, and the convolutions that are not frozen, on a task.

    Parameters
    ----------
    pretrained : VGG16
        Network that the frozen layers, and the start of the other convolutions, come from.
    features : numpy.ndarray
        Output of the frozen layers, see :func:`compute_frozen_features`.
    labels : sequence of str
        Class of each image.
    split : sequence of str
        ``"train"``, ``"validation"``, ``"test"`` or ``"none"`` for each image.
    identity : sequence of str
        Whom each image shows.
    frozen_through : str or None
        Last frozen layer. Dense layers up to it keep the pretrained weights, later ones are new.
    dense : sequence of int
        Units of the hidden dense layers.
    settings : Settings
        Length and speed.
    seed : int
        Of the new weights and the order of images.
    progress : callable
        Wraps the iteration over epochs.

    Returns
    -------
    model : VGG16
        Batch normalisation folded, in evaluation mode.
    classes : list of str
        Labels of its outputs.
    report : dict
        ``loss`` by epoch; ``accuracy`` on each split; ``validation`` and ``test`` with truth,
        decision and identity of each of their images.

    Raises
    ------
    ValueError
        If a split is empty, or a class of another split is missing in training.

    Notes
    -----
    New layers learn poorly on features far from unit scale, such as those of the ImageNet trunk
    (RMS 7). In training the features are divided by their RMS; afterwards the first layer's
    weights are, which leaves the function and adds no bias.
    """
    labels, split = np.asarray(labels, dtype=str), np.asarray(split, dtype=str)
    rows = {name: np.flatnonzero(split == name) for name in ("train", "validation", "test")}
    for name, members in rows.items():
        if not len(members):
            raise ValueError(f"the {name} split is empty")
    classes = np.unique(labels[rows["train"]])
    if unseen := set(labels[split != "none"]) - set(classes):
        raise ValueError(f"class {str(min(unseen))!r} has no training image")
    codes = np.searchsorted(classes, labels)

    model = _attach_new_head(pretrained, len(classes), frozen_through, dense, seed)
    head = model.split_after(frozen_through)[1].to(memory_format=torch.channels_last)
    train = torch.from_numpy(rows["train"])
    scale = float(np.sqrt(np.mean(np.square(features[rows["train"]]), dtype=np.float64)))
    batches = torch.from_numpy(features / np.float32(scale))
    targets = torch.from_numpy(codes)
    history = fit(
        head,
        lambda indices: batches[train[indices]],
        lambda outputs, indices: nn.functional.cross_entropy(outputs, targets[train[indices]]),
        len(train),
        settings,
        seed,
        progress,
    )
    with torch.inference_mode():
        decided = torch.cat([head(batch).argmax(1) for batch in batches.split(BATCH)]).numpy()
    _rescale_first_layer(head, scale)
    correct = decided == codes
    report = {
        "loss": history,
        "accuracy": {name: float(correct[members].mean()) for name, members in rows.items()},
    }
    for name in ("validation", "test"):
        members = rows[name]
        report[name] = {
            "truth": labels[members].tolist(),
            "decision": classes[decided[members]].tolist(),
            "identity": np.asarray(identity, dtype=str)[members].tolist(),
        }
    return fold_batch_norm(model), classes.tolist(), report


def _attach_new_head(
    pretrained: VGG16, outputs: int, frozen_through: str | None, dense: Sequence[int], seed: int
) -> VGG16:
    """Build a network with the pretrained trunk and, after the frozen layers, new dense ones."""
    design = pretrained.design
    model = VGG16(
        outputs,
        design["image_size"],
        design["width"],
        dense,
        design["normalised"],
    )
    model.initialise(torch.Generator().manual_seed(seed))
    model.features.load_state_dict(pretrained.features.state_dict())
    frozen, _ = pretrained.split_after(frozen_through)
    for name, layer in model.classifier.named_children():
        if name in dict(frozen.named_children()):
            layer.load_state_dict(frozen.get_submodule(name).state_dict())
    return model


def _rescale_first_layer(head: nn.Module, scale: float) -> None:
    """Divide the weights that meet the features by what the features were divided by."""
    first = next(layer for layer in head if isinstance(layer, nn.Conv2d | nn.Linear))
    with torch.no_grad():
        first.weight /= scale
