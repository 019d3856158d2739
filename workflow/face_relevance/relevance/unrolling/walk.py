"""The walk through time: relevance of the last state of a reservoir, carried back step by step."""

from collections.abc import Iterator
from typing import NamedTuple

import torch
from torch import Tensor

from face_relevance.networks.echo_state import READINGS, EchoState
from face_relevance.relevance.explanation import ChooseTarget, Explanation, Ledger
from face_relevance.relevance.graphs.linear_maps import Dense
from face_relevance.relevance.propagation import Composite, Rule

RESERVOIR_LAYERS = ("readout", "reservoir")
"""Layers that a composite may give rules of their own."""


class Step(NamedTuple):
    """What the way back needs of one step: what was added to the new state, and what a rule keeps.

    Attributes
    ----------
    kept, taken : Tensor (N, unit)
        ``(1 - leak) x(t-1)`` and ``leak tanh(…)``.
    driven, recurrent : Tensor (N, unit), or None
        Sums of a unit over the input with its bias and over the recurrence, where each has a rule
        of its own.
    memories : tuple
        What the rules have to remember.
    """

    kept: Tensor
    taken: Tensor
    driven: Tensor | None
    recurrent: Tensor | None
    memories: tuple


def propagate_through_time(
    network: EchoState, fields: Tensor, choose_target: ChooseTarget, composite: Composite
) -> Explanation:
    """Propagate the chosen logits of an echo-state network back to its fields.

    Parameters
    ----------
    network : EchoState
        With a trained readout.
    fields : Tensor (N, 1, rows, columns)
        In the precision of the network.
    choose_target : callable
        From logits (N, class) to a `Target`.
    composite : Composite
        The readout has the rule of its dense layers, or of the layer "readout"; the sum of input,
        recurrence and bias in each unit that of its convolutions, or of the layer "reservoir".
        With a rule for the first layer, input with bias and recurrence first share the relevance
        of their sum, then each has its own rule.

    Returns
    -------
    Explanation
        ``relevance`` (K, N, 1, rows, columns). Layers of the ledger: "output", "readout", and
        "step-T" to "step-1" with the relevance of the state after so many lines, both passes
        together. What a step passes to its line of the field leaves the walk there, so that its
        sum falls from step to step; the entry "input" is the sum over the field.

    Raises
    ------
    ValueError
        If the composite names a layer that a reservoir does not have.

    Notes
    -----
    A state is the sum of what it keeps and what it takes over. Its relevance is shared in
    proportion to those of the two that have the sign of their sum: by the ε rule a state that
    passes through zero would amplify relevance without bound, and once in a hundred steps many
    do. The tanh passes. The field of zero before the first step gets relevance from rules that
    look at weights alone; the ledger counts it as padding.

    References
    ----------
    Landt-Hayen et al. 2022 (arXiv 2210.09958) for the unrolling of a reservoir, by z⁺ and without
    bias; Arras et al. 2017 (arXiv 1706.07206) for recurrent networks.
    """
    if unknown := set(composite.layers) - set(RESERVOIR_LAYERS):
        raise ValueError(
            f"an echo-state network has no layer {min(unknown)!r}; it has "
            f"{' and '.join(RESERVOIR_LAYERS)}"
        )
    reservoir = composite.layers.get("reservoir", composite.convolution)
    rule = composite.layers.get("readout", composite.dense)
    with torch.inference_mode():
        walks = [
            _Pass(network, lines, reservoir, composite.first) for lines in network.sequences(fields)
        ]
        states = torch.cat([walk.forward() for walk in walks], dim=1)
        readout = Dense(network.readout.weight, network.readout.bias)
        logits, memory = rule.forward(readout, states, False)
        target = choose_target(logits)
        start = target.selection * logits
        shares, absorbed = rule.backward(readout, memory, start)
        ledger = Ledger()
        total = _sum(start)
        ledger.enter("output", total)
        ledger.enter("readout", total, bias=absorbed, stabiliser=total - _sum(shares) - absorbed)
        parts = shares.split(len(network.recurrence.weight), dim=-1)
        backs = [walk.backward(part) for walk, part in zip(walks, parts, strict=True)]
        for i, entries in enumerate(zip(*backs, strict=True)):
            sums = {key: sum(entry[key] for entry in entries) for key in entries[0]}
            ledger.enter(f"step-{len(walks[0].lines) - i}", sums.pop("total"), **sums)
        maps = sum(
            network.put_back(walk.relevance.flatten(1, 2), order).unflatten(
                0, walk.relevance.shape[1:3]
            )
            for walk, order in zip(walks, READINGS[network.reading], strict=True)
        )
        ledger.enter("input", _sum(maps.flatten(2)))
    return Explanation(maps[:, :, None].clone(), target.clone(), target.score(logits), ledger)


class _Pass:
    """One pass of a reservoir over lines (step, N, cell), and back."""

    def __init__(self, network: EchoState, lines: Tensor, rule: Rule, first: Rule | None):
        self.network, self.lines, self.rule, self.first = network, lines, rule, first
        self.drive = Dense(network.drive.weight, network.drive.bias)
        self.recurrence = Dense(network.recurrence.weight, None)
        both = torch.cat([network.drive.weight, network.recurrence.weight], dim=1)
        self.joint = Dense(both, network.drive.bias)
        self.steps: list[Step] = []
        self.relevance: Tensor | None = None

    def forward(self) -> Tensor:
        """Return the last state (N, unit); remember every step."""
        leak = self.network.leak
        state = self.lines.new_zeros(self.lines.shape[1], len(self.joint.weight))
        for line in self.lines:
            driven = recurrent = None
            if self.first is None:
                total, memory = self.rule.forward(self.joint, torch.cat([line, state], 1), False)
                memories = (memory,)
            else:
                driven, at_input = self.first.forward(self.drive, line, False)
                recurrent, at_state = self.rule.forward(self.recurrence, state, False)
                total, memories = driven + recurrent, (at_input, at_state)
            kept, taken = (1 - leak) * state, leak * torch.tanh(total)
            self.steps.append(Step(kept, taken, driven, recurrent, memories))
            state = kept + taken
        return state

    def backward(self, relevance: Tensor) -> Iterator[dict[str, Tensor]]:
        """Carry the relevance (K, N, unit) of the last state back; yield an entry for each step.

        After the last one, `relevance` (step, K, N, cell) is that of the lines.
        """
        on_lines = []
        while self.steps:
            step = self.steps.pop()
            total = _sum(relevance)
            kept, taken = _share_sum(step.kept, step.taken, relevance)
            if self.first is None:
                shares, bias = self.rule.backward(self.joint, step.memories[0], taken)
                on_line, on_state = shares.split([self.lines.shape[2], kept.shape[2]], dim=2)
            else:
                driven, recurrent = _share_sum(step.driven, step.recurrent, taken)
                on_line, bias = self.first.backward(self.drive, step.memories[0], driven)
                on_state, lost = self.rule.backward(self.recurrence, step.memories[1], recurrent)
                bias = bias + lost
            relevance = kept + on_state
            rest = total - _sum(on_line) - _sum(relevance) - bias
            on_lines.append(on_line)
            # Nothing comes before the first step, so that what it would have is lost.
            padding = torch.zeros_like(total) if self.steps else _sum(relevance)
            yield {"total": total, "bias": bias, "padding": padding, "stabiliser": rest}
        self.relevance = torch.stack(on_lines[::-1])


def _share_sum(one: Tensor, other: Tensor, relevance: Tensor) -> tuple[Tensor, Tensor]:
    """Share relevance (K, N, unit) between summands (N, unit) that have the sign of their sum."""
    sign = torch.sign(one + other)
    one, other = (one * sign).clamp(min=0), (other * sign).clamp(min=0)
    both = one + other
    # Where both are zero, or cancel, there is nothing to tell them apart by.
    share = torch.where(both > 0, one / both, 0.5)
    return relevance * share, relevance * (1 - share)


def _sum(relevance: Tensor) -> Tensor:
    """Sum (K, N) in float64."""
    return relevance.flatten(2).sum(2, dtype=torch.float64)
