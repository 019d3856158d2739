"""The panels of the evidence of the audit of artifacts."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from face_relevance.figures.colour_maps import BLUE_RED, WHITE_RED
from face_relevance.figures.style import ACCENTS, INK, MUTED, SMALLEST_FONT

_RATIOS = BLUE_RED
"""Colours of ratios from a quarter to four times, white at 1."""

_POWER = "magma"
_MOST = 2.0  # powers of two on the scale of ratios
_SHOWN = {"images": (ACCENTS[0], "-"), "constant": (ACCENTS[1], (0, (3, 1.2)))}
_BLIND = "#9E0B12"
_CHANGED = {"ties": "ties", "noise": "noise"}


def name_changes(transformations: Sequence[str], pooled: pd.DataFrame) -> dict[str, str]:
    """Return the names of changes by row: transformations of the image, then ties and noise."""
    audits = [audit for audit in _CHANGED if audit in set(pooled["audit"])]
    return {name: name.replace("-", " ") for name in (*transformations, *audits)}


def draw_constant_map(axes: Axes, maps: xr.DataArray) -> None:
    """Draw the mean map (model, y, x) of constant images, as ratios of its mean."""
    ratio = maps.mean("model").transpose("y", "x").values
    if not np.isfinite(ratio).all():
        _say_nothing(axes)
        return
    with np.errstate(divide="ignore"):
        powers = np.clip(np.log2(ratio), -_MOST, _MOST)
    axes.imshow(powers, cmap=_RATIOS, vmin=-_MOST, vmax=_MOST, gid="constant map")
    axes.set(xticks=[], yticks=[])
    axes.spines[:].set_visible(True)


def draw_border(axes: Axes, profiles: xr.DataArray) -> None:
    """Draw the density (model, shown, distance) of relevance by distance from the border."""
    axes.axhline(1, color=MUTED, linewidth=0.6, zorder=0.6)
    for shown, (colour, line) in _SHOWN.items():
        profile = profiles.sel(shown=shown)
        _draw_band(axes, profile["distance"].values, profile, colour, line, f"border {shown}")
    axes.set_xlim(0, float(profiles["distance"].max()))
    axes.set_ylim(0, 1.08 * max(1.0, float(profiles.max())))
    axes.margins(x=0)


def draw_spectrum(axes: Axes, spectra: xr.DataArray, strides: Sequence[int]) -> None:
    """Draw the mean power (model, frequency_y, frequency_x), log10, with ticks at the strides."""
    spectrum = spectra.mean("model").transpose("frequency_y", "frequency_x")
    spectrum = spectrum.sortby("frequency_y").sortby("frequency_x")
    power = spectrum.values
    if not np.isfinite(power).any():
        _say_nothing(axes)
        return
    # The few lowest frequencies hold most of the power and would leave the rest black.
    low, high = np.nanpercentile(power[np.isfinite(power)], (2, 99.5))
    axes.imshow(
        power, cmap=_POWER, vmin=low, vmax=high, extent=(-0.5, 0.5, 0.5, -0.5), gid="spectrum"
    )
    marks = sorted({k / s for s in strides if s <= 8 for k in range(-s // 2, s // 2 + 1)})
    axes.set_xticks(marks, [])
    axes.set_yticks(marks, [])
    axes.tick_params(length=2.5, color=INK, top=True, right=True)


def draw_blind_values(axes: Axes, profiles: xr.DataArray | None) -> None:
    """Draw the relevance (model, level) of pixels by their level over the median of levels."""
    if profiles is None or not bool(profiles.notnull().any()):
        _say_nothing(axes)
        return
    profiles = profiles / profiles.median("level")
    axes.axvline(0, color=_BLIND, linewidth=0.7, zorder=0.6)
    # Networks of other preprocessing have other levels, so that there is no mean over all models.
    for model in profiles["model"].values:
        profile = profiles.sel(model=model).dropna("level").sortby("level")
        axes.plot(
            profile["level"].values, profile.values, ".-", color=INK, linewidth=0.7, markersize=2,
            alpha=0.6, gid=f"blind profile {model}",
        )  # fmt: skip
    axes.set_ylim(0, 1.08 * float(profiles.max()))
    axes.set_xticks([0], ["0"])


def draw_changes(
    axes: Axes, transformed: xr.DataArray, judged: pd.DataFrame, changes: dict[str, str]
) -> None:
    """Draw how much maps change with the image: 0 is what a faithful map does.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
    transformed : xarray.DataArray, (model, transformation)
        Correlations.
    judged : pandas.DataFrame
        By audit: value, low, high, verdict.
    changes : dict of str to str
        Names of rows, see :func:`name_changes`.
    """
    for place, change in enumerate(changes):
        if change in _CHANGED:
            if judged.loc[change, "verdict"] == "none":
                axes.text(0.03, place, "–", va="center", size=SMALLEST_FONT, color=MUTED)
                continue
            value, low, high = judged.loc[change, ["value", "low", "high"]]
        else:
            values = 1 - transformed.sel(transformation=change).values
            value, low, high = values.mean(), values.min(), values.max()
        axes.plot([low, high], [place] * 2, color=INK, linewidth=1, gid=f"interval {change}")
        axes.plot(value, place, "o", color=INK, markersize=2.6, gid=f"change {change}")
    axes.set_yticks(range(len(changes)), list(changes.values()))
    axes.set_ylim(len(changes) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x")


def draw_keys_beside(figure: Figure, panels: Sequence[Axes], evidence: xr.Dataset) -> None:
    """Draw beside the rows their scales and legends, and the map of blind pixels."""
    ratio, border, power, blind, _ = panels
    bar = figure.colorbar(
        ScalarMappable(Normalize(-_MOST, _MOST), _RATIOS), ax=ratio, location="left",
        ticks=(-2, -1, 0, 1, 2), fraction=0.3, aspect=6,
    )  # fmt: skip
    bar.ax.set_yticklabels(["¼", "½", "1", "2", "4"])
    bar.ax.yaxis.set_ticks_position("right")
    bar.outline.set_visible(False)
    border.legend(
        handles=[
            Line2D([], [], color=colour, linestyle=line, linewidth=1.2, label=shown)
            for shown, (colour, line) in _SHOWN.items()
        ],
        loc="center left", bbox_to_anchor=(0, 0.5), borderaxespad=0, handlelength=1.4,
        fontsize=SMALLEST_FONT, handletextpad=0.4,
    )  # fmt: skip
    power.text(0, 0.5, "bright:\nmuch power", va="center", size=SMALLEST_FONT, color=MUTED)
    if "blind_share" not in evidence:
        return
    share = evidence["blind_share"].mean("model").transpose("y", "x")
    blind.set_axis_on()
    blind.imshow(share.values, cmap=WHITE_RED, vmin=0, vmax=1, gid="blind share")
    blind.set(xticks=[], yticks=[])
    blind.spines[:].set_visible(True)
    blind.set_xlabel(f"blind pixels: {100 * float(share.mean()):.2g} %", size=SMALLEST_FONT)


def _draw_band(
    axes: Axes, places: np.ndarray, values: xr.DataArray, colour: str, line, name: str
) -> None:
    """Draw the mean over models on the band from the least to the largest."""
    if values.sizes["model"] > 1:
        axes.fill_between(
            places, values.min("model").values, values.max("model").values, color=colour,
            alpha=0.2, linewidth=0, gid=f"band {name}",
        )  # fmt: skip
    axes.plot(
        places, values.mean("model").values, color=colour, linestyle=line, linewidth=1.1, gid=name
    )


def _say_nothing(axes: Axes) -> None:
    """Say that there is nothing to see of a method."""
    axes.set(xticks=[], yticks=[])
    axes.text(
        0.5, 0.5, "none", ha="center", va="center", size=SMALLEST_FONT, color=MUTED,
        transform=axes.transAxes,
    )  # fmt: skip
