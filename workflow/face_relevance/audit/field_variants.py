"""The networks that are compared on planted fields."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

FADING_MEMORY = "fading-memory"
"""Group of echo-state networks of several leaks and orders of reading."""


class Variant(NamedTuple):
    """A network and the way in which it sees fields.

    Attributes
    ----------
    network : str
        Architecture, see :func:`face_relevance.networks.build_field_network`.
    design : dict
        What it is built with.
    permuted : bool
        Whether the columns of all fields are permuted alike before it sees them.
    reading : str
        Order of reading; "" of networks that see a field at once.
    leak, spectral_radius : float
        Of the reservoir; NaN where there is none.
    """

    network: str
    design: dict[str, Any]
    permuted: bool = False
    reading: str = ""
    leak: float = float("nan")
    spectral_radius: float = float("nan")

    @property
    def axis(self) -> str:
        """Whether its lines are rows or columns."""
        return "rows" if self.reading.startswith("rows") else "columns"


def list_variants(
    group: str, echo_state: Mapping[str, Any], leaks: Sequence[float]
) -> dict[str, Variant]:
    """List the variants of a network, the plain one first.

    Parameters
    ----------
    group : str
        An architecture, or `FADING_MEMORY`.
    echo_state : mapping
        Design of the echo-state network, with its leak and spectral radius.
    leaks : sequence of float
        Leaks at which the memory is measured.

    Returns
    -------
    dict of str to Variant
        By name.
    """
    if group == FADING_MEMORY:
        found = [
            _reservoir({**echo_state, "leak": leak}, reading)
            for leak in leaks
            for reading in ("columns", "columns-reversed", "both")
        ]
        # Without recurrence nothing but the leak is left of the memory.
        found += [
            _reservoir({**echo_state, "leak": leak, "spectral_radius": 0.0}, "columns")
            for leak in leaks
        ]
        return {f"{v.reading}-leak-{v.leak}-radius-{v.spectral_radius}": v for v in found}
    if group == "echo-state":
        return {
            "echo-state": _reservoir(echo_state, "columns"),
            "echo-state-columns-reversed": _reservoir(echo_state, "columns-reversed"),
            "echo-state-rows": _reservoir(echo_state, "rows"),
            "echo-state-both": _reservoir(echo_state, "both"),
            "echo-state-permuted": _reservoir(echo_state, "columns")._replace(permuted=True),
        }
    found = {group: Variant(group, {})}
    if group == "cnn":
        found["cnn-reflect"] = Variant(group, {"padding": "reflect"})
    return {**found, f"{group}-permuted": Variant(group, {}, permuted=True)}


def _reservoir(design: Mapping[str, Any], reading: str) -> Variant:
    """Echo-state network of an order of reading."""
    return Variant(
        "echo-state",
        {**design, "reading": reading},
        False,
        reading,
        float(design["leak"]),
        float(design["spectral_radius"]),
    )
