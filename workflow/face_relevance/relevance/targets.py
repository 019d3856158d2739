"""Which logits of a network are explained."""

from typing import Literal

import torch
from torch import Tensor

from face_relevance.relevance.explanation import Target


def choose(
    logits: Tensor,
    target: int | Tensor | None = None,
    against: Literal["runner-up"] | int | Tensor | None = None,
) -> Target:
    """Choose what is explained of every image.

    Parameters
    ----------
    logits : Tensor (N, class)
        Output of the network.
    target : int or Tensor (), (N,) or (N, K) of int, optional
        Classes to explain; the predicted one by default.
    against : {"runner-up"}, int or Tensor () or (N,) of int, optional
        Rival class whose logit is taken off: the best of the others, or a given one.

    Returns
    -------
    Target

    Raises
    ------
    ValueError
        If the logits have the wrong shape or are not finite, or if a class does not exist or is
        its own rival.
    """
    if logits.dim() != 2:
        raise ValueError(f"the model returns {tuple(logits.shape)}: logits (N, class) are needed")
    require_finite(logits, "logits")
    if target is None:
        classes = logits.argmax(1, keepdim=True)
    else:
        classes = _read_classes(target, logits, "target")
    count = logits.shape[1]
    selection = torch.nn.functional.one_hot(classes.T, count).to(logits)
    if against is not None:
        if isinstance(against, str):
            if against != "runner-up":
                raise ValueError(f"against '{against}': give 'runner-up' or a class by number")
            if count < 2:
                raise ValueError("against 'runner-up': the model has only one class")
            rivals = logits.masked_fill(selection.bool(), -torch.inf).argmax(-1).T
        else:
            rivals = _read_classes(against, logits, "against").expand_as(classes)
        if (rivals == classes).any():
            raise ValueError("against: a class cannot be explained against itself")
        selection = selection - torch.nn.functional.one_hot(rivals.T, count).to(logits)
    return Target(classes, selection)


def _read_classes(classes: int | Tensor, logits: Tensor, key: str) -> Tensor:
    """Return classes as (N, K) int64."""
    images, count = logits.shape
    classes = torch.as_tensor(classes, device=logits.device)
    fits = classes.shape in ((), (images,)) or (
        key == "target" and classes.dim() == 2 and len(classes) == images and classes.shape[1]
    )
    if classes.is_floating_point() or classes.dtype == torch.bool or not fits:
        raise ValueError(
            f"{key} is {classes.dtype} of shape {tuple(classes.shape)}: "
            f"give one class or one for each of {images} images"
        )
    classes = classes.to(torch.int64)
    if classes.numel() and not 0 <= int(classes.min()) <= int(classes.max()) < count:
        raise ValueError(f"{key} outside the model's classes 0 to {count - 1}: {classes.tolist()}")
    return classes if classes.dim() == 2 else classes.expand(images)[:, None]


def require_finite(values: Tensor, what: str) -> None:
    """Raise a ValueError that names the first image whose values are not finite."""
    broken = (~values.isfinite()).flatten(1).any(1).nonzero().flatten().tolist()
    if broken:
        raise ValueError(f"{what} of image {broken[0]} are not finite ({len(broken)} images)")
