"""Which rule a composite gives to which layer."""

from dataclasses import dataclass

from face_relevance.relevance.graph import Node
from face_relevance.relevance.operations import Convolution
from face_relevance.relevance.rules import AlphaBeta, Epsilon, Flat, Rule

NORMALISED = Epsilon()  # on average pooling the ε rule shares in proportion to the inputs
Z_PLUS = AlphaBeta(1, 0)
ALPHA2_BETA1 = AlphaBeta(2, 1)


@dataclass(frozen=True)
class Composite:
    """A choice of rules by kind of layer; average pooling always has the normalised rule.

    Parameters
    ----------
    convolution, dense : Rule
        Rules of the convolutions and of the linear layers.
    first : Rule, optional
        Rule of the layers that see the image itself, whatever their kind; by default they are
        treated like the others.
    """

    convolution: Rule
    dense: Rule
    first: Rule | None = None

    def rule(self, node: Node) -> Rule:
        """Return the rule of a node that is a linear map."""
        if node.has_weights:
            if node.first and self.first is not None:
                return self.first
            return self.convolution if isinstance(node.operation, Convolution) else self.dense
        return NORMALISED


COMPOSITES = {
    "epsilon": Composite(convolution=Epsilon(), dense=Epsilon()),
    "epsilon-plus": Composite(convolution=Z_PLUS, dense=Epsilon()),
    "epsilon-plus-flat": Composite(convolution=Z_PLUS, dense=Epsilon(), first=Flat()),
    "epsilon-alpha2-beta1": Composite(convolution=ALPHA2_BETA1, dense=Epsilon()),
    "epsilon-alpha2-beta1-flat": Composite(convolution=ALPHA2_BETA1, dense=Epsilon(), first=Flat()),
}
