"""Which rule a composite gives to which layer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from face_relevance.relevance.graphs.graph import Graph, Node
from face_relevance.relevance.graphs.linear_maps import Dense, Scale
from face_relevance.relevance.propagation.rules import (
    AlphaBeta,
    Box,
    Epsilon,
    Flat,
    Gamma,
    Rule,
    WSquare,
)

NORMALISED = Epsilon()  # on average pooling the ε rule shares in proportion to the inputs
PASS = Flat()  # a scaling of the image itself is a change of units
Z_PLUS = AlphaBeta(1, 0)
ALPHA2_BETA1 = AlphaBeta(2, 1)
RULES = {
    "epsilon": Epsilon,
    "alpha-beta": AlphaBeta,
    "gamma": Gamma,
    "w-square": WSquare,
    "flat": Flat,
    "box": Box,
}


@dataclass(frozen=True)
class Composite:
    """A choice of rules by kind of layer; average pooling always has the normalised rule.

    Parameters
    ----------
    convolution, dense : Rule
        Rules of the convolutions and of the linear layers. A batch norm that could not be folded
        has the rule of the convolutions, for it is a depthwise one with a kernel of one pixel; but
        αβ is z⁺ there, because a single contribution leaves β nothing to weigh against α.
    first : Rule, optional
        Rule of the layers that see the image itself, whatever their kind; by default they are
        treated like the others.
    layers : mapping of str to Rule, optional
        Rules of single layers by name, which go before all others.
    """

    convolution: Rule
    dense: Rule
    first: Rule | None = None
    layers: Mapping[str, Rule] = field(default_factory=dict)

    def rule(self, node: Node) -> Rule:
        """Return the rule of a node that is a linear map."""
        if not node.has_weights:
            return NORMALISED
        if node.name in self.layers:
            return self.layers[node.name]
        if isinstance(node.operation, Scale):
            if node.first:
                return PASS
            return Z_PLUS if isinstance(self.convolution, AlphaBeta) else self.convolution
        if node.first and self.first is not None:
            return self.first
        return self.dense if isinstance(node.operation, Dense) else self.convolution

    def check(self, graph: Graph) -> None:
        """Raise a ValueError if a layer of `layers` does not exist or takes no rule."""
        graph.require_layers(self.layers)
        for node in graph.nodes:
            if node.name in self.layers and not node.has_weights:
                raise ValueError(f"layer '{node.name}' has no weights, so it takes no rule")

    def placed_in(self, graph: Graph) -> "Composite":
        """Return the same rules with the full names of layers given by the last part of theirs."""
        layers = {graph.find_layer(name): rule for name, rule in self.layers.items()}
        return replace(self, layers=layers)

    def bounded(self, bounds: tuple[tuple[float, ...], tuple[float, ...]]) -> "Composite":
        """Return the same rules with the bounds (low, high) wherever zB has none of its own."""

        def fill(rule: Rule | None) -> Rule | None:
            if isinstance(rule, Box) and rule.low is None:
                return replace(rule, low=tuple(bounds[0]), high=tuple(bounds[1]))
            return rule

        return Composite(
            fill(self.convolution),
            fill(self.dense),
            fill(self.first),
            {name: fill(rule) for name, rule in self.layers.items()},
        )


COMPOSITES = {
    "lrp-0": Composite(convolution=Epsilon(0), dense=Epsilon(0)),
    "epsilon": Composite(convolution=Epsilon(), dense=Epsilon()),
    "epsilon-plus": Composite(convolution=Z_PLUS, dense=Epsilon()),
    "epsilon-plus-flat": Composite(convolution=Z_PLUS, dense=Epsilon(), first=Flat()),
    "epsilon-alpha2-beta1": Composite(convolution=ALPHA2_BETA1, dense=Epsilon()),
    "epsilon-alpha2-beta1-flat": Composite(convolution=ALPHA2_BETA1, dense=Epsilon(), first=Flat()),
    "epsilon-gamma-box": Composite(convolution=Gamma(0.25), dense=Epsilon(), first=Box()),
    # The sequential presets A and B of iNNvestigate (Kohlbrenner 2020)
    "preset-a": Composite(convolution=Z_PLUS, dense=Epsilon(0.1)),
    "preset-a-flat": Composite(convolution=Z_PLUS, dense=Epsilon(0.1), first=Flat()),
    "preset-b": Composite(convolution=ALPHA2_BETA1, dense=Epsilon(0.1)),
    "preset-b-flat": Composite(convolution=ALPHA2_BETA1, dense=Epsilon(0.1), first=Flat()),
}


def read_methods(
    names: Iterable[str], composites: Mapping[str, Mapping[str, Any]]
) -> dict[str, str | Composite]:
    """Read the methods of a study: composites of its own are built, others stay names.

    Parameters
    ----------
    names : iterable of str
    composites : mapping of str to mapping
        As for `read_composite`, by name.

    Returns
    -------
    dict of str to str or Composite
        By name, in their order.

    Raises
    ------
    ValueError
        As from `read_composite`.
    """
    return {
        name: read_composite(composites[name]) if name in composites else name for name in names
    }


def read_composite(description: Mapping[str, Any]) -> Composite:
    """Build a composite from plain data, as it stands in a configuration.

    Parameters
    ----------
    description : mapping
        ``convolution``, ``dense`` and, if wanted, ``first``: each a mapping with the name of a
        ``rule`` in `RULES` and its parameters; and ``layers``, a mapping of such by layer.

    Returns
    -------
    Composite

    Raises
    ------
    ValueError
        If a rule does not exist or does not take a parameter; the place is named.

    Examples
    --------
    >>> epsilon = {"rule": "epsilon", "epsilon": 0.1}
    >>> read_composite({"convolution": {"rule": "gamma", "gamma": 0.1}, "dense": epsilon})
    """
    places = dict(description)
    layers = places.pop("layers", {})
    if not isinstance(layers, Mapping):
        raise ValueError(f"layers: give a rule for each layer by its name, not {layers!r}")
    places = {place: _read_rule(place, rule) for place, rule in places.items()}
    layers = {name: _read_rule(name, rule) for name, rule in layers.items()}
    try:
        return Composite(**places, layers=layers)
    except TypeError as error:
        raise ValueError(f"composite: {error}") from error


def _read_rule(place: str, description: Mapping[str, Any]) -> Rule:
    if not isinstance(description, Mapping):
        raise ValueError(f"{place}: give a mapping with the name of a rule, not {description!r}")
    parameters = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in description.items()
        if key != "rule"
    }
    name = description.get("rule")
    if not isinstance(name, str) or name not in RULES:
        raise ValueError(f"{place}: no rule '{name}': choose one of {', '.join(RULES)}")
    try:
        return RULES[name](**parameters)
    except TypeError as error:
        raise ValueError(f"{place}: rule '{name}': {error}") from error
    except ValueError as error:
        raise ValueError(f"{place}: {error}") from error
