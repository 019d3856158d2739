"""Audit of a network by all methods that explain it."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial

import numpy as np
import xarray as xr

from face_relevance.audit.artifacts.agreement import measure_agreement
from face_relevance.audit.artifacts.measuring import measure_artifacts
from face_relevance.audit.artifacts.verdicts import AUDITS
from face_relevance.networks import Network, Preprocessing
from face_relevance.relevance import METHODS, Composite, attribute, trace
from face_relevance.relevance.advise import Advise, prepare_advise
from face_relevance.relevance.explanation import Method

_DESCRIPTIONS = {
    "relevance": "relevance of every pixel",
    "border_images": "density of relevance along the border over that inside",
    "border_profile": "density of relevance, relative to the mean of its map",
    "constant_map": "density of relevance of constant images, relative to the mean of its map",
    "transformed": "mean correlation with transformed maps",
    "blind_profile": "density of relevance of replaced pixels, relative to its median",
    "blind_share": "share of images whose pixel is within a grey level of 0",
    "spectrum": "log₁₀ of the mean power, relative to the mean over frequencies",
    "ledger": "sum of relevance at the output of each layer, as a share of the score",
    "absorbed": "what a layer took instead of passing it on, as a share of the score",
}


def audit_network(
    model: Network,
    preprocess: Preprocessing,
    pixels: xr.DataArray,
    methods: Mapping[str, str | Composite | Method],
    ring: int,
    seed: int = 0,
    held_out: xr.DataArray | None = None,
    progress: Callable[[Iterable], Iterable] = iter,
) -> xr.Dataset:
    """Measure the artifacts of all methods on one network.

    Parameters
    ----------
    model : Network
        In evaluation mode.
    preprocess : Preprocessing
        Of its input.
    pixels : xarray.DataArray, (image, y, x, channel), uint8
        Images with unique labels; other coordinates along ``image`` are kept.
    methods : mapping of str to str, Composite or Method
        Methods by the names that they have in the result, as in
        :func:`face_relevance.relevance.attribute`; the layers of a composite may be named by the
        last part of their names.
    ring : int
        Width of the border in pixels.
    seed : int
        Of noise and of probed pixels.
    held_out : xarray.DataArray, optional
        Other images, as `pixels`, on which ADVISE chooses its groups.
    progress : callable
        Wraps the iteration over methods.

    Returns
    -------
    xarray.Dataset
        What :func:`~face_relevance.audit.artifacts.measuring.measure_artifacts` finds, by method
        along the first dimension ``explained_by`` (but for ``blind_share``, which is that of the
        images), with the agreement of methods. The attributes say the ``network``'s architecture
        and its ``strides``.

    Raises
    ------
    ValueError
        As `measure_artifacts`; or if ADVISE has to choose groups and there are no other images.
    """
    graph = trace(model)
    other = graph.with_last_maxima() if graph.has_max_pooling else None
    inputs = preprocess(pixels.transpose("image", "y", "x", "channel").values)
    lowest, highest = preprocess.bounds

    def audit(method: str | Composite | Method) -> xr.Dataset:
        rules = METHODS[method] if isinstance(method, str) else method
        if isinstance(rules, Composite):
            rules = rules.placed_in(graph)
        if isinstance(rules, Advise):
            rules = prepare_advise(rules, model, graph, preprocess, preprocess.bounds, held_out)
        explain = partial(attribute, composite=rules, bounds=preprocess.bounds)
        return measure_artifacts(
            partial(explain, graph),
            graph,
            inputs,
            lowest,
            highest,
            graph.strides,
            ring,
            seed,
            tied=None if other is None else partial(explain, other),
        )

    found = {name: audit(method) for name, method in progress(list(methods.items()))}
    for name, values in measure_agreement(
        {name: data["relevance"].values for name, data in found.items()}
    ).items():
        found[name]["value"].loc[{"audit": "agreement"}] = values
    result = _join(found)
    result = result.assign_coords(
        {name: c for name, c in pixels.coords.items() if c.dims == ("image",)}
    )
    result["value"].attrs = {"long_name": "amount of each artifact", "units": "1"} | {
        audit: meaning for audit, meaning in AUDITS.items()
    }
    for name, description in _DESCRIPTIONS.items():
        if name in result:
            result[name].attrs = {"long_name": description}
    return result.assign_attrs(network=model.architecture, strides=list(graph.strides))


def _join(found: Mapping[str, xr.Dataset]) -> xr.Dataset:
    """Put what was found by method under one another; methods without layers get NaN there."""
    first = next(iter(found.values()))
    longest = max((data["layer"].values for data in found.values()), key=len)
    joined = xr.concat(
        [
            data.drop_vars("blind_share", errors="ignore").reindex(layer=longest)
            for data in found.values()
        ],
        xr.Variable("explained_by", np.array(list(found), dtype=object)),
    )
    return joined.assign({name: first[name] for name in ("blind_share",) if name in first})
