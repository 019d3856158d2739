"""ADVISE: Grad-CAM by those units alone whose activations have densities of one number of peaks."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from face_relevance.relevance.advise.displays import Display
from face_relevance.relevance.advise.groups import UnitMaps, measure_groups, split_units
from face_relevance.relevance.advise.units import score_units
from face_relevance.relevance.comparison_methods.cam_layer import find_cam_layer
from face_relevance.relevance.comparison_methods.noise import seed_by
from face_relevance.relevance.explanation import ChooseTarget, Explanation, enter_ends
from face_relevance.relevance.graphs.graph import Graph

CHOICES = {
    "same-image": "the group with the largest AVX on the explained image itself",
    "held-out": "the group with the largest AVX on held-out images",
    "random": "units by chance, as many as the group chosen on held-out images has",
    "all": "all units",
}
"""Which units make the map, in words."""

DETAILS = {
    "peaks": "number of peaks of the units of the chosen group, -1 where there is none",
    "units": "number of units that make the map",
}
"""What is told of every map, in words."""

ATTEMPTS = 20
"""Random groups that are tried until one has a map that is not 0 everywhere."""


@dataclass(frozen=True)
class Advise:
    """``ReLU(Σ_k α_k A^k)`` over the units k of one group (Dehshibi et al. 2022).

    A unit's score is the number of peaks of the density of its activations; units of one score are
    a group. ``α_k`` is the mean gradient of the class's softmax probability.

    Parameters
    ----------
    activations : {"published", "normalised"}
        What the density is taken of, see `score_units`.
    choice : {"same-image", "held-out", "random", "all"}
        Which group, see `CHOICES`. The authors take the best on the explained image, that is, on
        the measure that they compare methods by.
    published : bool
        Whether AVX is measured as by the authors' code, see
        :func:`~face_relevance.relevance.fidelity.measure_fidelity`.
    layer : str, optional
        Layer whose output is A; by default the last one with rows and columns, before pooling. The
        authors' are the networks' ``last_stage``.
    ranking : tuple of int, optional
        Numbers of peaks, best first, for "held-out" and "random"; see `learn`. An image is
        explained by the first of them that has a map.
    display : Display, optional
        How images look, which AVX needs.
    seed : int
        Of random units, which depend on the image as well.

    Notes
    -----
    The map of a group is scaled to [0, 1] and enlarged bicubically; it has one channel. A class of
    an image is explained as if it were the only one. Where no group has a map, relevance is 0.
    """

    activations: str = "normalised"
    choice: str = "held-out"
    published: bool = False
    layer: str | None = None
    ranking: tuple[int, ...] | None = None
    display: Display | None = None
    seed: int = 0

    def __post_init__(self):
        """Refuse a choice that does not exist."""
        if self.choice not in CHOICES:
            raise ValueError(f"no choice '{self.choice}': choose one of {', '.join(CHOICES)}")

    @property
    def needs_held_out(self) -> bool:
        """Whether `learn` has to come first."""
        return self.choice in ("held-out", "random") and self.ranking is None

    def bounded(
        self, bounds: tuple[Sequence[float], Sequence[float]], channels: str = "RGB"
    ) -> "Advise":
        """Tell the method how images look.

        Parameters
        ----------
        bounds : tuple of sequence of float
            Lowest and highest value of every channel of the preprocessed image.
        channels : {"RGB", "BGR"}
            Their order.

        Returns
        -------
        Advise
        """
        return replace(self, display=Display(*bounds, channels))

    def learn(
        self, graph: Graph, batches: Iterable[Tensor], choose_target: ChooseTarget
    ) -> "Advise":
        """Rank the groups on held-out images.

        Parameters
        ----------
        graph : Graph
        batches : iterable of Tensor (N, 3, H, W)
            Preprocessed images.
        choose_target : callable
            From logits to the target, of one class for each image.

        Returns
        -------
        Advise
            With the groups in the order of the sum of AVX over the images, in which a group that
            an image lacks counts 0: a group must be good and be there.

        Raises
        ------
        ValueError
            If the method was not told how images look.
        """
        sums: Counter[int] = Counter()
        for images in batches:
            layer = _Layer(graph, images, choose_target, self)
            for n in range(len(images)):
                counts, scores = self._measure(layer, n, 0)
                sums.update(dict(zip(counts.tolist(), scores.nan_to_num(0).tolist(), strict=True)))
        return replace(self, ranking=tuple(sorted(sums, key=lambda p: (-sums[p], p))))

    def explain(self, graph: Graph, images: Tensor, choose_target: ChooseTarget) -> Explanation:
        """Score the units, choose a group for every image and class, and draw its map."""
        if self.needs_held_out:
            raise ValueError(
                f"ADVISE ({self.choice}) has no ranking of groups: call its `learn` with held-out "
                "images first"
            )
        layer = _Layer(graph, images, choose_target, self)
        shape = layer.target.classes.T.shape
        peaks = torch.full(shape, -1, device=images.device)
        units = torch.zeros_like(peaks)
        relevance = images.new_zeros(*shape, 1, *images.shape[-2:])
        for k, n in torch.cartesian_prod(*(torch.arange(size) for size in shape)).tolist():
            chosen = self._choose(layer, n, k)
            if chosen is not None:
                peaks[k, n], members = chosen
                units[k, n] = members.sum()
                relevance[k, n] = layer.units(n, k).draw(members[None])[0].to(relevance)
        return Explanation(
            relevance,
            layer.target,
            layer.scores,
            enter_ends(layer.scores, relevance),
            details={"peaks": peaks, "units": units},
        )

    def _choose(self, layer: "_Layer", n: int, k: int) -> tuple[int, Tensor] | None:
        """Return the number of peaks, −1 where there is none, and the members of the group."""
        if self.choice == "all":
            return -1, torch.ones_like(layer.peaks[n], dtype=torch.bool)
        if self.choice == "same-image":
            counts, scores = self._measure(layer, n, k)
            if scores.isnan().all():
                return None
            best = counts[scores.nan_to_num(-1).argmax()]
            return int(best), layer.peaks[n] == best
        maps = layer.units(n, k)
        for count in self.ranking:
            members = layer.peaks[n] == count
            if maps.draw(members[None])[1]:
                break
        else:
            return None
        if self.choice == "random":
            return -1, self._draw(layer.images[n], maps, members)
        return count, members

    def _draw(self, image: Tensor, maps: UnitMaps, members: Tensor) -> Tensor:
        """Draw as many units by chance, again while their map is 0 everywhere."""
        for attempt in range(ATTEMPTS):
            order = torch.randperm(len(members), generator=seed_by(image, f"{self.seed}-{attempt}"))
            drawn = torch.zeros_like(members)
            drawn[order[: int(members.sum())]] = True
            if maps.draw(drawn[None])[1]:
                break
        return drawn

    def _measure(self, layer: "_Layer", n: int, k: int) -> tuple[Tensor, Tensor]:
        """Return the numbers of peaks that occur in an image, and the AVX of their groups."""
        if self.display is None:
            raise ValueError("ADVISE measures AVX on displayed images: give the images' bounds")
        counts, members = split_units(layer.peaks[n])
        scores = measure_groups(
            layer.graph,
            layer.images[n : n + 1],
            self.display,
            layer.units(n, k, with_rival=self.published),
            members,
            layer.probabilities[n : n + 1].to(layer.images),
            int(layer.target.classes[n, k]),
            self.published,
        )
        return counts, scores


class _Layer:
    """The layer that ADVISE looks at: activations of images, and gradients of probabilities."""

    def __init__(self, graph: Graph, images: Tensor, choose_target: ChooseTarget, method: Advise):
        self.graph, self.images = graph, images
        with torch.enable_grad():
            values = graph.evaluate(images.detach().requires_grad_())
            activations = values[find_cam_layer(graph, values, method.layer, "ADVISE")]
            self.target = choose_target(values[-1].detach())
            # In float64 the gradient of a probability close to 1 is not lost.
            probabilities = values[-1].double().softmax(1)
            selections = list(self.target.selection.double())
            if method.published:
                # The class whose maps the published AVX compares those of a class with.
                top = probabilities.detach().topk(2, dim=1).indices
                for chosen in self.target.classes.T:
                    rival = torch.where(top[:, 0] == chosen, top[:, 1], top[:, 0])
                    selections.append(torch.nn.functional.one_hot(rival, probabilities.shape[1]))
            gradients = [
                torch.autograd.grad(
                    (selection * probabilities).sum(), activations, retain_graph=True
                )[0]
                for selection in selections
            ]
        self.activations = activations.detach()
        self.weights = torch.stack(gradients).mean((-2, -1))
        self.probabilities = probabilities.detach()
        self.scores = self.target.score(values[-1].detach())
        if method.choice == "all":  # no unit needs a score
            self.peaks = self.activations.new_zeros(self.activations.shape[:2], dtype=torch.int64)
        else:
            self.peaks = score_units(self.activations, method.activations).peaks

    def units(self, n: int, k: int, with_rival: bool = False) -> UnitMaps:
        """Return what the maps of the n-th image and its k-th class are made of."""
        rows = [k, len(self.target.classes.T) + k] if with_rival else [k]
        return UnitMaps(self.activations[n], self.weights[rows, n], self.images.shape[-2:])
