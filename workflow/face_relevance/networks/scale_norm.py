"""Batch normalisation without what acts like a bias."""

import torch
from torch import Tensor, nn


class ScaleNorm(nn.BatchNorm2d):
    """Batch normalisation that divides by the root mean square and neither centres nor shifts.

    In evaluation mode it is a `torch.nn.BatchNorm2d` whose mean and bias are zero: ``running_var``
    holds the mean square, so that what knows batch norm can read and fold it.

    Parameters
    ----------
    channels : int
        Number of channels.
    eps, momentum : float
        As for batch norm.

    References
    ----------
    After Mohan et al. (2020), arXiv 1906.05478, who divide by the standard deviation; behind a ReLU
    that can be much smaller than the values that are left without their mean.
    """

    def __init__(self, channels: int, eps: float = 1e-5, momentum: float = 0.1):
        super().__init__(channels, eps, momentum)
        del self.bias
        self.register_buffer("bias", torch.zeros(channels))

    def forward(self, inputs: Tensor) -> Tensor:
        """Scale the channels of values (N, C, rows, columns)."""
        square = self.running_var
        if self.training:
            square = inputs.square().mean((0, 2, 3))
            self.running_var.lerp_(square.detach(), self.momentum)
        return inputs * (self.weight * (square + self.eps).rsqrt()).view(-1, 1, 1)
