"""Networks of which some layers have forgotten what they learned."""

import copy
from collections.abc import Sequence

from torch import nn

from face_relevance.networks import VGG16


def list_layers(model: VGG16) -> list[str]:
    """List the layers with weights by their module names, from the output to the input."""
    kinds = (nn.Conv2d, nn.Linear)
    return [name for name, layer in model.named_modules() if isinstance(layer, kinds)][::-1]


def randomise(model: VGG16, fresh: VGG16, layers: Sequence[str]) -> VGG16:
    """Replace the weights of some layers by those of a network that learned nothing.

    Parameters
    ----------
    model, fresh : VGG16
        Networks of one design; neither is changed.
    layers : sequence of str
        Module names.

    Returns
    -------
    VGG16
        A copy in evaluation mode.

    References
    ----------
    Adebayo et al. (2018), Sanity checks for saliency maps, NeurIPS.
    """
    changed = copy.deepcopy(model)
    for name in layers:
        changed.get_submodule(name).load_state_dict(fresh.get_submodule(name).state_dict())
    return changed.eval()
