"""What the architectures have in common."""

import copy
from collections.abc import Sequence
from typing import ClassVar

import numpy as np
import torch
from torch import nn


class Network(nn.Module):
    """A classifier that its design, a mapping of its keyword arguments, can build again.

    Attributes
    ----------
    architecture : str
        Its name in files and configurations.
    last_stage : str
        Layer whose units ADVISE groups, as the paper chooses it for this architecture (Dehshibi et
        al. 2022). :func:`face_relevance.relevance.trace` folds batch normalisation behind a layer
        into it: what it calls the layer's output is then after it.
    design : dict
        Keyword arguments of the constructor.
    classes : list of str
        Labels of the output units, once it was loaded.
    variant : str
        Name of the variant that :func:`face_relevance.networks.vary` made of it, or empty.
    """

    architecture: ClassVar[str]
    last_stage: ClassVar[str]
    design: dict
    classes: list[str]
    variant: str = ""

    def initialise(self, generator: torch.Generator) -> None:
        """Draw all weights afresh after He et al. 2015; biases become zero.

        Batch normalisation becomes the identity, as before any training. Weights that need no
        gradient, of a fixed blur, stay.
        """
        for layer in self.modules():
            if isinstance(layer, nn.Conv2d | nn.Linear) and layer.weight.requires_grad:
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu", generator=generator)
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)
            elif isinstance(layer, nn.BatchNorm2d):
                layer.reset_parameters()

    def untrained(self, seed: Sequence[int]) -> "Network":
        """Copy this network with all weights drawn afresh from seeds, in evaluation mode."""
        network = copy.deepcopy(self)
        drawn = np.random.SeedSequence(seed).generate_state(1)
        network.initialise(torch.Generator().manual_seed(int(drawn[0])))
        return network.eval()


def scale_channels(width: float, channels: int) -> int:
    """Count the channels of a layer in a network of some width: at least one."""
    return max(1, round(width * channels))
