"""Echo-state network: a fixed random reservoir that reads a field line by line (Jaeger 2001)."""

import numpy as np
import torch
from torch import nn

READINGS = {
    "columns": ("columns",),
    "columns-reversed": ("columns-reversed",),
    "rows": ("rows",),
    "rows-reversed": ("rows-reversed",),
    "both": ("columns", "columns-reversed"),
}
"""Orders of reading, and the passes over the field that each consists of."""


class EchoState(nn.Module):
    """Reservoir of leaky tanh units whose last state a linear readout sees.

    ``x(t) = (1 - leak) x(t-1) + leak tanh(W_in u(t) + W x(t-1) + b)`` with ``x(0) = 0``, where u(t)
    is the t-th line of the field in the order of reading. A linear readout turns the last state
    into logits; read both ways, the last states of both passes of the one reservoir are joined.
    Only the readout is trained (:func:`face_relevance.training.train_on_fields`).

    Parameters
    ----------
    shape : tuple of int
        Rows and columns of the fields.
    outputs : int
        Number of logits.
    units : int
        Units of the reservoir.
    leak : float
        Above 0, at most 1: what a step takes over of the new activation.
    spectral_radius : float
        Largest absolute eigenvalue of W.
    density : float
        Share of the recurrent weights that are not zero.
    input_scale : float
        W_in is uniform between minus this and this.
    bias_scale : float
        So is b.
    reading : str
        A key of `READINGS`.

    Raises
    ------
    ValueError
        If the order of reading is unknown, or a number has no meaning.

    Notes
    -----
    After Landt-Hayen et al. 2022 (arXiv 2210.09958) and the code of its first author, from which it
    differs: the spectral radius is that of the absolute eigenvalues, not of their real parts; input
    and recurrence share one bias, for the sum of two is one; the first step has the formula of the
    others; fields can be read both ways.
    """

    architecture = "echo-state"

    def __init__(
        self,
        shape: tuple[int, int],
        outputs: int,
        units: int = 300,
        leak: float = 0.05,
        spectral_radius: float = 0.8,
        density: float = 0.3,
        input_scale: float = 0.1,
        bias_scale: float = 0.1,
        reading: str = "columns",
    ):
        super().__init__()
        if reading not in READINGS:
            raise ValueError(f"reading {reading!r}: choose one of {', '.join(READINGS)}")
        for name, value in {"leak": leak, "density": density}.items():
            if not 0 < value <= 1:
                raise ValueError(f"{name} {value}: choose a number above 0 and at most 1")
        if spectral_radius < 0:
            raise ValueError(f"spectral_radius {spectral_radius}: choose a number from 0 up")
        rows, columns = shape
        self.leak, self.reading = leak, reading
        self.spectral_radius, self.density = spectral_radius, density
        self.input_scale, self.bias_scale = input_scale, bias_scale
        passes = READINGS[reading]
        self.drive = nn.Linear(columns if passes[0].startswith("rows") else rows, units)
        self.recurrence = nn.Linear(units, units, bias=False)
        self.readout = nn.Linear(units * len(passes), outputs)
        self.requires_grad_(False)

    def initialise(self, generator: torch.Generator) -> None:
        """Draw the reservoir; the readout is zero until it is trained.

        Parameters
        ----------
        generator : torch.Generator

        Raises
        ------
        ValueError
            If so few recurrent weights are drawn that all eigenvalues are zero.
        """
        weight = self.recurrence.weight
        self.drive.weight.uniform_(-self.input_scale, self.input_scale, generator=generator)
        self.drive.bias.uniform_(-self.bias_scale, self.bias_scale, generator=generator)
        weight.uniform_(-1, 1, generator=generator)
        weight.mul_(torch.rand(weight.shape, generator=generator) < self.density)
        radius = float(np.abs(np.linalg.eigvals(weight.double().numpy())).max())
        if radius < 1e-6:
            raise ValueError(
                f"density {self.density} leaves no loop among {len(weight)} units: give more"
            )
        weight.mul_(self.spectral_radius / radius)
        nn.init.zeros_(self.readout.weight)
        nn.init.zeros_(self.readout.bias)

    def sequences(self, fields: torch.Tensor) -> list[torch.Tensor]:
        """Lines of fields (N, 1, rows, columns) in the order of each pass: (step, N, cell)."""
        return [self.put_in_order(fields[:, 0], order) for order in READINGS[self.reading]]

    @staticmethod
    def put_in_order(fields: torch.Tensor, order: str) -> torch.Tensor:
        """Lines (step, N, cell) of fields (N, rows, columns) in an order of reading."""
        lines = fields.permute(2, 0, 1) if order.startswith("columns") else fields.transpose(0, 1)
        return lines.flip(0) if order.endswith("reversed") else lines

    @staticmethod
    def put_back(lines: torch.Tensor, order: str) -> torch.Tensor:
        """Undo :meth:`put_in_order`: fields (N, rows, columns) of lines (step, N, cell)."""
        lines = lines.flip(0) if order.endswith("reversed") else lines
        return lines.permute(1, 2, 0) if order.startswith("columns") else lines.transpose(0, 1)

    def step(self, driven: torch.Tensor, state: torch.Tensor) -> torch.Tensor:
        """State (N, unit) after a line that drives the units by W_in u + b (N, unit)."""
        activation = torch.tanh(driven + self.recurrence(state))
        return (1 - self.leak) * state + self.leak * activation

    def last_states(self, fields: torch.Tensor) -> torch.Tensor:
        """Last states (N, passes · units) of fields (N, 1, rows, columns)."""
        states = []
        for lines in self.sequences(fields):
            driven = self.drive(lines)
            state = driven.new_zeros(driven.shape[1:])
            for line in driven:
                state = self.step(line, state)
            states.append(state)
        return torch.cat(states, dim=1)

    def forward(self, fields: torch.Tensor) -> torch.Tensor:
        """Logits (N, outputs) of fields (N, 1, rows, columns)."""
        return self.readout(self.last_states(fields))
