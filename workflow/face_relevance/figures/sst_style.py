"""Names, colours and marks of the networks of fields and of how they get temperatures."""

from collections.abc import Iterable

from matplotlib.axes import Axes

from face_relevance.figures.protocol_style import name_network
from face_relevance.figures.style import INK, PRETRAINING_COLOURS

NETWORKS = {name: name_network(name) for name in ("linear", "mlp", "cnn", "echo-state")}
"""In the order of all figures."""

CHANCE = {"color": INK, "linewidth": 0.8, "linestyle": (0, (3, 2)), "zorder": 1.5}
CONTROL = {"color": INK, "linewidth": 1.2, "linestyle": (0, (1, 1.2)), "zorder": 1.5}

_COLOURS = dict(zip(NETWORKS, PRETRAINING_COLOURS, strict=False))
_MARKERS = dict(zip(NETWORKS, "osD^", strict=True))
_SETTINGS = {
    "masked": "land masked",
    "dropped": "land dropped",
    "uncapped": "no cap (°C)",
    "permuted": "columns permuted",
    "epsilon-plus": "ε-plus rules",
}


def order_networks(networks: Iterable[str]) -> list[str]:
    """Networks in the order of the figures.

    Raises
    ------
    ValueError
        If one is unknown.
    """
    present = set(networks)
    if unknown := present - set(NETWORKS):
        raise ValueError(
            f"network '{min(unknown)}' is unknown; add it to figures/sst_style.py, which knows: "
            f"{', '.join(NETWORKS)}"
        )
    return [network for network in NETWORKS if network in present]


def network_colour(network: str) -> str:
    """Colour of a network."""
    return _COLOURS[network]


def network_marker(network: str) -> str:
    """Marker of a network."""
    return _MARKERS[network]


def name_setting(setting: str) -> str:
    """Name of a setting as a reader sees it."""
    if setting.startswith("cap-"):
        return f"cap ±{setting.removeprefix('cap-')} °C"
    return _SETTINGS.get(setting, setting)


def draw_estimate(
    axes: Axes,
    place: float,
    row: object,
    colour: str,
    marker: str,
    name: str,
    fields: tuple[str, str, str] = ("estimate", "low", "high"),
    hollow: bool = False,
) -> None:
    """Draw the estimate of a row of a table on its interval, at a height."""
    estimate, low, high = (row[field] for field in fields)
    axes.plot(
        [low, high], [place] * 2, color=colour, linewidth=1.2, zorder=2, gid=f"interval {name}"
    )
    axes.plot(
        estimate, place, marker, color=colour, markersize=4.5, zorder=2.5,
        markerfacecolor="white" if hollow else colour, markeredgewidth=1.0, gid=f"point {name}",
    )  # fmt: skip
