"""How a network gets temperatures: what is varied, one thing at a time."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

BASE = "base"
Z_PLUS, EPSILON, FLAT = "z-plus", "epsilon-plus", "epsilon-plus-flat"


class Setting(NamedTuple):
    """One way to give fields to a network and to explain it.

    Attributes
    ----------
    land : str
        Of `face_relevance.fields.LAND`: "zero" puts 0 in cells without data; "masked" too, but
        tells a CNN by a second channel which cells have data, and counts relevance there alone;
        "dropped" leaves no weights for the others.
    cap : float or None
        See `face_relevance.fields.prepare_inputs`.
    permuted : bool
        Whether columns come in another order, the same for all samples of a seed.
    composite : str
        Rules of relevance.
    design : mapping
        What the network is built with.
    """

    land: str
    cap: float | None
    permuted: bool
    composite: str
    design: Mapping[str, object]


def list_settings(
    network: str,
    caps: Sequence[float],
    leaks: Sequence[float],
    readings: Sequence[str],
) -> dict[str, Setting]:
    """List the settings of a network: the base, and what differs from it in one thing.

    Parameters
    ----------
    network : str
        Of `face_relevance.networks.FIELD_NETWORKS`.
    caps : sequence of float
        The first is that of the base.
    leaks, readings : sequence
        Of echo-state networks, alike. Permuted columns are read with every leak, other readings
        with that of the base and with the largest.

    Returns
    -------
    dict of str to Setting
        By name, ``base`` first: explained by z⁺ without biases, as Landt-Hayen et al. do (arXiv
        2210.09958).
    """
    recurrent = network == "echo-state"
    # Anomalies divided by the cap are small: with weights of 0.1 the biases would drive the units.
    design = {"leak": leaks[0], "reading": readings[0], "input_scale": 1.0} if recurrent else {}
    base = Setting("zero", caps[0], False, Z_PLUS, design)
    settings = {
        BASE: base,
        "masked": base._replace(land="masked"),
        **({} if network == "cnn" else {"dropped": base._replace(land="dropped")}),
        **{f"cap-{cap:g}": base._replace(cap=cap) for cap in caps[1:]},
        "uncapped": base._replace(cap=None),
        "permuted": base._replace(permuted=True),
        "epsilon-plus": base._replace(composite=EPSILON),
        # By z⁺ and ε an input of zero has no relevance whatever the network makes of it.
        "flat": base._replace(composite=FLAT),
    }
    if network in ("linear", "mlp"):
        settings["flat-dropped"] = base._replace(composite=FLAT, land="dropped")
    if recurrent:
        # What is read first fades most where the leak is largest: there the order tells most.
        for leak in dict.fromkeys((leaks[0], max(leaks))):
            for reading in readings[1:]:
                name = reading if leak == leaks[0] else f"{reading}-leak-{leak:g}"
                settings[name] = base._replace(design={**design, "leak": leak, "reading": reading})
        for leak in leaks[1:]:
            other = base._replace(design={**design, "leak": leak})
            settings[f"leak-{leak:g}"] = other
            settings[f"permuted-leak-{leak:g}"] = other._replace(permuted=True)
    return settings


def name_ordered(permuted: str) -> str:
    """Name the setting from which one of permuted columns differs in that alone."""
    return permuted.removeprefix("permuted").removeprefix("-") or BASE
