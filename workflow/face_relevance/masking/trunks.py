"""What several networks have in common: the layers that were frozen when they were trained."""

from collections.abc import Mapping

import torch
from torch import nn

from face_relevance.networks import VGG16


def share_trunk(
    models: Mapping[str, VGG16],
) -> tuple[nn.Module, dict[str, nn.Module]]:
    """Split models after the last layer up to which all are the same.

    Parameters
    ----------
    models : mapping of str to VGG16
        In evaluation mode. A single one may be any module.

    Returns
    -------
    trunk : torch.nn.Module
        The common layers; the identity for a single model, or where no layer is common.
    heads : dict of str to torch.nn.Module
        What each model does with the output of the trunk. Trunk and head give the model's own
        output, bit by bit.

    Raises
    ------
    ValueError
        If a model is in training mode.

    Notes
    -----
    Layers are the same if they are of the same kind and size and all their tensors are equal, as
    those of models that were fine-tuned from one pretraining with the same layers frozen.
    """
    for name, model in models.items():
        if model.training:
            raise ValueError(f"model {name!r} is in training mode; call its eval() first")
    if len(models) == 1:
        return nn.Identity().eval(), dict(models)
    chains = [list(model.split_after(None)[1].named_children()) for model in models.values()]
    last = None
    for layers in zip(*chains, strict=False):
        (name, first), *others = layers
        if not all(name == other_name and _is_same(first, other) for other_name, other in others):
            break
        last = name
    trunk = next(iter(models.values())).split_after(last)[0].eval()
    return trunk, {name: model.split_after(last)[1].eval() for name, model in models.items()}


def _is_same(one: nn.Module, other: nn.Module) -> bool:
    if repr(one) != repr(other):
        return False
    values, others = one.state_dict(), other.state_dict()
    return all(torch.equal(value, others[key]) for key, value in values.items())
