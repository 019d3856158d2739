"""The walk: once forward through a graph, once back with the relevance of one output per image."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from face_relevance.relevance.composites import Composite
from face_relevance.relevance.graph import Graph
from face_relevance.relevance.operations import Flatten, Rectify

ChooseTarget = Callable[[Tensor], Tensor]


@dataclass(frozen=True)
class Explanation:
    """Relevance of the inputs (N, C, H, W), and the sums found on the way."""

    relevance: Tensor
    target: Tensor
    score: Tensor
    ledger: dict[str, Tensor]


def propagate(
    graph: Graph, images: Tensor, choose_target: ChooseTarget, composite: Composite
) -> Explanation:
    """Propagate the logit of the target back to the image by the rules of a composite."""
    with torch.inference_mode():
        logits, memories = _forward(graph, images, composite)
        target = choose_target(logits)
        score = logits.gather(1, target[:, None])
        start = torch.zeros_like(logits).scatter_(1, target[:, None], score)
        relevance, ledger = _backward(graph, memories, start, composite)
    # Leave inference mode with ordinary tensors, which a caller may use anywhere.
    return Explanation(relevance.clone(), target.clone(), score[:, 0].clone(), ledger)


def _forward(graph: Graph, images: Tensor, composite: Composite) -> tuple[Tensor, list]:
    """Run the network; keep of every node only what its way back needs."""
    last_use = {i: position for position, node in enumerate(graph.nodes) for i in node.inputs}
    values = {0: images}
    memories = [None]
    for position, node in enumerate(graph.nodes[1:], start=1):
        inputs = [values[i] for i in node.inputs]
        if node.is_linear_map:
            nonnegative = graph.nodes[node.inputs[0]].nonnegative
            outputs, memory = composite.rule(node).forward(node.operation, *inputs, nonnegative)
        else:
            outputs, memory = node.operation.forward(*inputs)
        values[position] = outputs
        memories.append(memory)
        for i in set(node.inputs):
            if last_use[i] == position:
                del values[i]
    return outputs, memories


def _backward(
    graph: Graph, memories: list, start: Tensor, composite: Composite
) -> tuple[Tensor, dict[str, Tensor]]:
    """Walk back from the output; release each memory once it is used."""
    last = len(graph.nodes) - 1
    relevances = {last: start}
    ledger = {"output": _sums(start)}
    for position in range(last, 0, -1):
        if position not in relevances:
            continue  # a branch that does not reach the output
        node, relevance = graph.nodes[position], relevances.pop(position)
        if position != last and not isinstance(node.operation, Rectify | Flatten):
            ledger[node.name] = _sums(relevance)
        if node.is_linear_map:
            rule = composite.rule(node)
            shares = (rule.backward(node.operation, memories[position], relevance),)
        else:
            shares = node.operation.backward(memories[position], relevance)
        memories[position] = None
        for i, share in zip(node.inputs, shares, strict=True):
            relevances[i] = relevances[i] + share if i in relevances else share
    ledger["input"] = _sums(relevances[0])
    return relevances[0], ledger


def _sums(relevance: Tensor) -> Tensor:
    """Sum over all but the first axis: over channels as in the maps, over pixels in float64."""
    per_pixel = relevance.sum(1, keepdim=True)
    return per_pixel.flatten(1).sum(1, dtype=torch.float64)
