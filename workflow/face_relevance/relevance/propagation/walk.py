"""The walk: once forward through a graph, once back with the relevance of the chosen logits.

One forward pass serves all classes that are explained of an image: relevance has the shape
(K, N, …) for K classes of N images.
"""

from collections import Counter
from collections.abc import Sequence

import torch
from torch import Tensor

from face_relevance.relevance.explanation import ChooseTarget, Explanation, Ledger, sum_relevance
from face_relevance.relevance.graphs.graph import Graph, Node
from face_relevance.relevance.graphs.operations import Add, ConstantPad, Rectify
from face_relevance.relevance.propagation.composites import Composite


def propagate(
    graph: Graph,
    images: Tensor,
    choose_target: ChooseTarget,
    composite: Composite,
    layers: Sequence[str] = (),
) -> Explanation:
    """Propagate the chosen logits back to the image by the rules of a composite.

    Parameters
    ----------
    graph : Graph
        The network.
    images : Tensor (N, …)
        Its input.
    choose_target : callable
        From logits (N, class) to a `Target`.
    composite : Composite
        Rules.
    layers : sequence of str
        Layers whose relevance is wanted too, at their output.

    Returns
    -------
    Explanation

    Raises
    ------
    ValueError
        If the composite or `layers` name a layer that the network does not have.
    """
    composite.check(graph)
    graph.require_layers(layers)
    with torch.inference_mode():
        logits, memories = _forward(graph, images, composite)
        target = choose_target(logits)
        start = target.selection * logits
        relevance, ledger, hidden = _backward(graph, memories, start, composite, layers)
    # Leave inference mode with ordinary tensors, which a caller may use anywhere.
    return Explanation(
        relevance.clone(),
        target.clone(),
        target.score(logits),
        ledger,
        {name: share.clone() for name, share in hidden.items()},
    )


def _forward(graph: Graph, images: Tensor, composite: Composite) -> tuple[Tensor, list]:
    """Run the network; keep of every node only what its way back needs."""
    last_use = {i: position for position, node in enumerate(graph.nodes) for i in node.inputs}
    readers = Counter(i for node in graph.nodes for i in node.inputs)
    values = {0: images}
    outputs, memories = images, [None]
    for position, node in enumerate(graph.nodes[1:], start=1):
        inputs = [values[i] for i in node.inputs]
        if node.is_linear_map:
            nonnegative = graph.nodes[node.inputs[0]].nonnegative
            outputs, memory = composite.rule(node).forward(node.operation, *inputs, nonnegative)
        elif (
            isinstance(node.operation, Rectify)
            and readers[node.inputs[0]] == 1
            and (_is_free(graph.nodes[node.inputs[0]], composite))
        ):
            outputs, memory = node.operation.clip_(*inputs), None
        else:
            outputs, memory = node.operation.forward(*inputs)
        values[position] = outputs
        memories.append(memory)
        for i in set(node.inputs):
            if last_use[i] == position:
                del values[i]
    return outputs, memories


def _is_free(node: Node, composite: Composite) -> bool:
    """Whether nothing remembers a node's output, so that a ReLU may write over it."""
    if node.is_linear_map:
        return not composite.rule(node).keeps_output
    return isinstance(node.operation, Add)


def _backward(
    graph: Graph, memories: list, start: Tensor, composite: Composite, layers: Sequence[str]
) -> tuple[Tensor, Ledger, dict[str, Tensor]]:
    """Walk back from the output; release each memory once it is used."""
    last = len(graph.nodes) - 1
    relevances, sums = {last: start}, {last: sum_relevance(start)}
    ledger = Ledger()
    ledger.enter("output", sums[last])
    hidden = {}
    for position in range(last, 0, -1):
        if position not in relevances:
            continue  # a branch that does not reach the output
        node, relevance, total = graph.nodes[position], relevances.pop(position), sums.pop(position)
        if node.name in layers:
            hidden[node.name] = relevance
        shares, absorbed = _share(node, composite, memories[position], relevance)
        memories[position] = None
        parts = [total] if node.is_transparent else [sum_relevance(share) for share in shares]
        if not node.is_transparent:
            rest = total - sum(parts) - absorbed
            thief = "padding" if isinstance(node.operation, ConstantPad) else "stabiliser"
            ledger.enter(node.name, total, **{"bias": absorbed, thief: rest})
        for i, share, part in zip(node.inputs, shares, parts, strict=True):
            relevances[i] = relevances[i] + share if i in relevances else share
            sums[i] = sums[i] + part if i in sums else part
    ledger.enter("input", sums[0])
    if "input" in layers:
        hidden["input"] = relevances[0]
    return relevances[0], ledger, hidden


def _share(
    node: Node, composite: Composite, memory: object, relevance: Tensor
) -> tuple[tuple[Tensor, ...], Tensor | float]:
    """Relevance of every input of a node, and what its bias took of it."""
    if not node.is_linear_map:
        return node.operation.backward(memory, relevance), 0.0
    shares, absorbed = composite.rule(node).backward(node.operation, memory, relevance)
    return (shares,), absorbed
