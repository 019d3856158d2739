"""Artifacts of the maps of networks of fields."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import torch
import xarray as xr

from face_relevance.audit.artifacts.agreement import measure_agreement
from face_relevance.audit.artifacts.measuring import measure_artifacts
from face_relevance.networks import FieldNetwork
from face_relevance.relevance import FIELD_COMPOSITES, attribute, explain_field, trace


def audit_field_network(
    network: FieldNetwork,
    fields: xr.DataArray,
    methods: Sequence[str],
    limits: tuple[float, float],
    ring: int,
    seed: int = 0,
) -> xr.Dataset:
    """Measure the artifacts of all methods on one network of fields.

    Parameters
    ----------
    network : FieldNetwork
        Trained, and of whole fields.
    fields : xarray.DataArray, (field, y, x), float32
        What it was trained on, with unique labels.
    methods : sequence of str
        Names in :data:`face_relevance.relevance.FIELD_COMPOSITES`.
    limits : tuple of float
        Lowest and highest value that a cell can have.
    ring : int
        Width of the border in cells.
    seed : int
        Of noise and of probed cells.

    Returns
    -------
    xarray.Dataset
        ``value`` (explained_by, audit, image), see
        :func:`face_relevance.audit.artifacts.measuring.measure_artifacts`, with the agreement of
        the methods; ``image`` has the labels of the fields. The attributes say the ``network``'s
        architecture and its ``strides``. A reservoir has no strides and no max pooling, so that
        audits of these do not apply.

    Raises
    ------
    ValueError
        As `measure_artifacts`.
    """
    inputs = torch.from_numpy(fields.transpose("field", "y", "x").values)[:, None]
    graph = None if network.architecture == "echo-state" else trace(network.network)
    strides = () if graph is None else graph.strides
    tied = graph.with_last_maxima() if graph is not None and graph.has_max_pooling else None
    found = {}
    for method in methods:
        rules = FIELD_COMPOSITES[method]
        found[method] = measure_artifacts(
            partial(explain_field, network, composite=rules),
            network,
            inputs,
            [limits[0]],
            [limits[1]],
            strides,
            ring,
            seed,
            tied=None if tied is None else partial(attribute, tied, composite=rules),
        )
    maps = {method: data["relevance"].values for method, data in found.items()}
    for method, values in measure_agreement(maps).items():
        found[method]["value"].loc[{"audit": "agreement"}] = values
    along = xr.Variable("explained_by", np.array(list(methods), dtype=object))
    joined = xr.concat([data["value"] for data in found.values()], along)
    return (
        joined.assign_coords(image=fields["field"].values.astype(object))
        .to_dataset(name="value")
        .assign_attrs(network=network.architecture, strides=list(strides), simulated=1)
    )
