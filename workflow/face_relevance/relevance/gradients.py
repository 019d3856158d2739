"""Methods that need nothing but the gradient: controls beside layer-wise relevance."""

import torch
from torch import Tensor

from face_relevance.relevance.graph import Graph
from face_relevance.relevance.walk import ChooseTarget, Explanation


def multiply_gradient_by_input(
    graph: Graph, images: Tensor, choose_target: ChooseTarget
) -> Explanation:
    """Multiply the gradient of the target's logit by the image (Shrikumar 2016).

    In a network of ReLUs, max pooling and linear maps this equals LRP-0; its ledger has the output
    and the input only.
    """
    with torch.enable_grad():
        images = images.detach().requires_grad_()
        logits = graph(images)
        target = choose_target(logits.detach())
        score = logits.gather(1, target[:, None])[:, 0]
        (gradient,) = torch.autograd.grad(score.sum(), images)
    score = score.detach()
    relevance = gradient * images.detach()
    ledger = {"output": score.double(), "input": relevance.flatten(1).double().sum(1)}
    return Explanation(relevance, target, score, ledger)
