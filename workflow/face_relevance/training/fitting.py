"""The optimisation loop that pretraining and fine-tuning share."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import torch
from torch import nn


@dataclass(frozen=True)
class Settings:
    """How long and how fast to train.

    Parameters
    ----------
    epochs : int
        Passes over the training split.
    batch_size : int
        Images per step; the last, smaller batch of an epoch is left out.
    learning_rate : float
        Peak of the one-cycle schedule of AdamW.
    weight_decay : float
        Of AdamW.
    """

    epochs: int
    batch_size: int
    learning_rate: float
    weight_decay: float


def fit(
    network: nn.Module,
    inputs: Callable[[torch.Tensor], torch.Tensor],
    loss: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    count: int,
    settings: Settings,
    seed: int,
    progress: Callable[[Iterable], Iterable] = iter,
) -> list[float]:
    """Train a network's parameters that require gradients.

    Parameters
    ----------
    network : torch.nn.Module
        Trained in place, left in evaluation mode.
    inputs : callable
        From indices of examples to a batch of inputs.
    loss : callable
        From outputs and the indices of their examples to a scalar.
    count : int
        Number of examples.
    settings : Settings
        Length and speed.
    seed : int
        Of the order of examples.
    progress : callable
        Wraps the iteration over epochs.

    Returns
    -------
    list of float
        Mean loss of each epoch.

    Raises
    ------
    ValueError
        If there are fewer examples than one batch.
    FloatingPointError
        If the loss is no longer finite.
    """
    steps = count // settings.batch_size
    if not steps:
        raise ValueError(f"{count} training examples do not fill a batch of {settings.batch_size}")
    optimiser = torch.optim.AdamW(
        [p for p in network.parameters() if p.requires_grad],
        lr=settings.learning_rate,
        weight_decay=settings.weight_decay,
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, settings.learning_rate, total_steps=settings.epochs * steps
    )
    generator = torch.Generator().manual_seed(seed)
    network.train()
    history = []
    for epoch in progress(range(settings.epochs)):
        order = torch.randperm(count, generator=generator)
        total = 0.0
        for indices in order[: steps * settings.batch_size].split(settings.batch_size):
            optimiser.zero_grad()
            value = loss(network(inputs(indices)), indices)
            value.backward()
            optimiser.step()
            schedule.step()
            total += value.item()
        history.append(total / steps)
        if not torch.isfinite(torch.tensor(history[-1])):
            raise FloatingPointError(
                f"the loss is {history[-1]} after epoch {epoch + 1}: lower the learning rate"
            )
    network.eval()
    return history
