"""The one call for networks of fields, whatever their architecture."""

import dataclasses

import torch
from torch import Tensor

from face_relevance.networks.field_networks import FieldNetwork
from face_relevance.relevance.attribution import Relevance, attribute
from face_relevance.relevance.explanation import Method
from face_relevance.relevance.propagation import COMPOSITES, AlphaBeta, Composite
from face_relevance.relevance.targets import choose, require_finite
from face_relevance.relevance.unrolling.walk import propagate_through_time

_WITHOUT_BIAS = AlphaBeta(1, 0, bias="ignored")
FIELD_COMPOSITES = {
    **COMPOSITES,
    # Landt-Hayen et al. 2022: positive contributions alone, and the bias left out
    "z-plus": Composite(convolution=_WITHOUT_BIAS, dense=_WITHOUT_BIAS),
}


@torch.inference_mode(False)  # the results are ordinary tensors, wherever it is called
def explain_field(
    network: FieldNetwork,
    inputs: Tensor,
    target: int | Tensor | None = None,
    composite: str | Composite | Method = "epsilon-plus",
) -> Relevance:
    """Attribute the logit of a class to the cells of a field.

    Parameters
    ----------
    network : FieldNetwork
        From :func:`face_relevance.networks.build_field_network`.
    inputs : Tensor (N, 1, rows, columns)
        Fields as the network was trained on.
    target : int or Tensor (N,) of int, optional
        Class to explain, one for all fields or one each; the predicted one by default.
    composite : str, Composite or Method
        Name in `FIELD_COMPOSITES` or, but for echo-state networks, of another method; or rules of
        your own, see :func:`propagate_through_time` for what they are in a reservoir.

    Returns
    -------
    Relevance
        ``maps`` (N, rows, columns). Cells that the network does not see have none.

    Raises
    ------
    ValueError
        If the fields or logits are not finite, a target or composite does not exist, or an
        echo-state network is to be explained by anything but a composite.
    """
    fields = network.select(inputs)
    if isinstance(composite, str):
        composite = FIELD_COMPOSITES.get(composite, composite)
    if network.architecture != "echo-state":
        found = attribute(network.network, fields, target, composite)
        return dataclasses.replace(found, maps=network.put_back(found.maps))
    if not isinstance(composite, Composite):
        raise ValueError(
            f"an echo-state network cannot be explained by {composite!r}: give a composite, "
            f"{', '.join(FIELD_COMPOSITES)}"
        )
    require_finite(fields, "input")
    found = propagate_through_time(
        network.network, fields, lambda logits: choose(logits, target), composite
    )
    return Relevance(
        found.relevance[0, :, 0],
        found.ledger.sums[0].clone(),
        found.ledger.absorbed[0].clone(),
        found.ledger.layers,
        found.target.classes[:, 0],
        found.score[0].clone(),
        {},
        {},
    )
