"""What figures of fields have in common: names of networks, and maps with the square outlined."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from face_relevance.figures.colour_maps import BLUE_RED
from face_relevance.figures.style import INK, SMALLEST_FONT

SIMULATED_FIELDS = "Simulated fields: noise, two squares of random sign, one whose sign decides."
NAMES = {
    "linear": "linear",
    "mlp": "MLP",
    "cnn": "CNN",
    "cnn-reflect": "CNN, reflecting",
    "echo-state": "echo state, columns",
    "echo-state-columns-reversed": "echo state, reversed",
    "echo-state-rows": "echo state, rows",
    "echo-state-both": "echo state, both ways",
}
"""Names of variants whose columns are not permuted, in the order of the figures."""


def order_variants(variants: list[str]) -> list[str]:
    """Variants that see the columns in their order, as figures show them."""
    return [name for name in NAMES if name in variants]


def show_field(
    axes: Axes,
    values: np.ndarray,
    largest: float,
    corner: tuple[int, int] | None = None,
    square: int = 0,
) -> None:
    """Show a field or a map on a scale from minus to plus the largest; outline a square."""
    scale = largest if largest > 0 else 1.0
    axes.imshow(values / scale, cmap=BLUE_RED, vmin=-1, vmax=1, gid="field")
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[:].set_visible(True)
    if corner is not None:
        axes.add_patch(
            Rectangle(
                (corner[1] - 0.5, corner[0] - 0.5), square, square,
                fill=False, edgecolor=INK, linewidth=0.7, gid="square",
            )
        )  # fmt: skip


def add_key(axes: Axes, handles: list[Line2D]) -> None:
    """Fill axes with nothing but the key of a figure."""
    axes.set_axis_off()
    axes.legend(handles=handles, loc="center", ncols=len(handles), borderaxespad=0)


def write_heading(axes: Axes, text: str) -> None:
    """Write the name of a column over its first panel."""
    axes.set_title(text, size=SMALLEST_FONT, pad=3, linespacing=1.0)
