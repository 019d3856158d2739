"""Methods that need nothing but gradients: controls beside layer-wise relevance."""

from dataclasses import dataclass, replace

import torch
from torch import Tensor

from face_relevance.relevance.comparison_methods.noise import draw_noise
from face_relevance.relevance.explanation import ChooseTarget, Explanation, Target, enter_ends
from face_relevance.relevance.graphs.graph import Graph
from face_relevance.relevance.graphs.operations import Rectify


@dataclass(frozen=True)
class Gradient:
    """Gradient of the explained score, with its sign (Simonyan 2014)."""

    def explain(self, graph: Graph, images: Tensor, choose_target: ChooseTarget) -> Explanation:
        """Differentiate once per class."""
        target, score, gradient = _differentiate(graph, images, choose_target)
        return Explanation(gradient, target, score, enter_ends(score, gradient))


@dataclass(frozen=True)
class GradientTimesInput:
    """Gradient times the image (Shrikumar 2016).

    In a network of ReLUs, max pooling and linear maps this equals LRP-0.
    """

    def explain(self, graph: Graph, images: Tensor, choose_target: ChooseTarget) -> Explanation:
        """Differentiate and multiply."""
        target, score, gradient = _differentiate(graph, images, choose_target)
        relevance = gradient * images
        return Explanation(relevance, target, score, enter_ends(score, relevance))


@dataclass(frozen=True)
class IntegratedGradients:
    """Mean gradient on the way from a baseline, times the way (Sundararajan 2017).

    Parameters
    ----------
    steps : int
        Points on the way, in the middles of equal parts.
    baseline : float
        Value of every pixel of the baseline, after preprocessing; 0 is grey where the
        preprocessing subtracts a mean.

    Notes
    -----
    The map adds up to the score less the score of the baseline, up to an error that falls with the
    number of steps.
    """

    steps: int = 32
    baseline: float = 0.0

    def __post_init__(self):
        """Refuse an empty way."""
        if self.steps < 1:
            raise ValueError(f"integrated gradients with {self.steps} steps: take at least 1")

    def explain(self, graph: Graph, images: Tensor, choose_target: ChooseTarget) -> Explanation:
        """Differentiate at every step, for the class that is chosen on the image itself."""
        target, score = decide(graph, images, choose_target)
        way = images - self.baseline
        total = 0.0
        for step in range(self.steps):
            point = self.baseline + way * ((step + 0.5) / self.steps)
            total = total + _differentiate(graph, point, lambda _: target)[2]
        relevance = total / self.steps * way
        return Explanation(relevance, target, score, enter_ends(score, relevance))


@dataclass(frozen=True)
class SmoothGrad:
    """Mean gradient over noisy copies of the image (Smilkov 2017).

    Parameters
    ----------
    samples : int
        Copies.
    noise : float
        Standard deviation of the noise, as a share of each image's range of values.
    seed : int
        Seed; the noise of an image depends on it and on the image, not on the batch.
    """

    samples: int = 16
    noise: float = 0.15
    seed: int = 0

    def __post_init__(self):
        """Refuse parameters without meaning."""
        if self.samples < 1 or self.noise < 0:
            raise ValueError(
                f"SmoothGrad with {self.samples} samples and noise {self.noise}: take at least 1 "
                "sample and noise ≥ 0"
            )

    def explain(self, graph: Graph, images: Tensor, choose_target: ChooseTarget) -> Explanation:
        """Differentiate every copy, for the class that is chosen on the image itself."""
        target, score = decide(graph, images, choose_target)
        pixels = images.flatten(1)
        spread = self.noise * (pixels.amax(1) - pixels.amin(1))
        spread = spread.view(-1, *[1] * (images.dim() - 1))
        total = 0.0
        for sample in range(self.samples):
            seeds = [f"{self.seed}-{sample}"] * len(images)
            noisy = images + spread * draw_noise(images, seeds)
            total = total + _differentiate(graph, noisy, lambda _: target)[2]
        relevance = total / self.samples
        return Explanation(relevance, target, score, enter_ends(score, relevance))


@dataclass(frozen=True)
class GuidedBackprop:
    """Gradient that every ReLU passes only where it is positive (Springenberg 2015)."""

    def explain(self, graph: Graph, images: Tensor, choose_target: ChooseTarget) -> Explanation:
        """Differentiate the same network with guided ReLUs."""
        guided = Graph(
            tuple(
                replace(node, operation=_GuidedRectify(node.operation))
                if isinstance(node.operation, Rectify)
                else node
                for node in graph.nodes
            )
        )
        return Gradient().explain(guided, images, choose_target)


class _GuidedRectify:
    """A ReLU whose gradient has no negative part."""

    def __init__(self, rectify: Rectify):
        self.rectify = rectify

    def forward(self, inputs: Tensor) -> tuple[Tensor, None]:
        """Clip, and clip the gradient on its way back."""
        outputs = self.rectify.forward(inputs)[0]
        if outputs.requires_grad:
            outputs.register_hook(lambda gradient: gradient.clamp(min=0))
        return outputs, None


def decide(graph: Graph, images: Tensor, choose_target: ChooseTarget) -> tuple[Target, Tensor]:
    """Return the target and its score (K, N) without a gradient."""
    with torch.no_grad():
        logits = graph(images)
        target = choose_target(logits)
        return target, target.score(logits)


def _differentiate(
    graph: Graph, images: Tensor, choose_target: ChooseTarget
) -> tuple[Target, Tensor, Tensor]:
    """Return the target, its score (K, N), and its gradient (K, N, …)."""
    with torch.enable_grad():
        leaf = images.detach().requires_grad_()
        logits = graph(leaf)
        target = choose_target(logits.detach())
        scores = target.score(logits)
        gradients = [
            torch.autograd.grad(score.sum(), leaf, retain_graph=k < len(scores) - 1)[0]
            for k, score in enumerate(scores)
        ]
    return target, scores.detach(), torch.stack(gradients)
