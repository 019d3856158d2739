"""Graphs: a network as a plain list of operations.

`tracing` reads a module into a `graph` with the tables of `translation`; `linear_maps` are the
layers whose relevance a rule shares, `operations` all others.
"""

from face_relevance.relevance.graphs.graph import Graph, Node
from face_relevance.relevance.graphs.tracing import trace
from face_relevance.relevance.graphs.translation import UnsupportedOperation

__all__ = ["Graph", "Node", "UnsupportedOperation", "trace"]
