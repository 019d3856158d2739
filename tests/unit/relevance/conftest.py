"""Small networks, images, and the bounds between which all of these lie."""

from dataclasses import replace

import pytest
import torch
from explicit_matrices import draw_weights
from small_networks import SIZE, SMALL_NETWORKS, build_small_vgg

from face_relevance.relevance import METHODS, Graph, attribute, trace
from face_relevance.relevance.advise import Advise


@pytest.fixture(autouse=True, scope="module")  # before the networks that a module shares
def _one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture
def randomise():
    """Give a network random weights from a seed."""
    return draw_weights


@pytest.fixture
def small_vgg():
    """Build a small VGG for 16 px with named layers."""

    def build(seed=0, **options):
        return draw_weights(build_small_vgg(**options), seed)

    return build


@pytest.fixture(params=SMALL_NETWORKS)
def small_network(request):
    """One small network of every kind, in float64."""
    return draw_weights(SMALL_NETWORKS[request.param](), seed=5).double()


@pytest.fixture
def draw_images():
    """Draw images (N, 3, H, W) from a seed."""

    def images(count=4, size=SIZE, dtype=torch.float32, seed=0):
        generator = torch.Generator().manual_seed(seed)
        return torch.randn(count, 3, size, size, generator=generator, dtype=dtype)

    return images


@pytest.fixture
def explain():
    """Call `attribute` with what some methods refuse to do without.

    That is bounds for the zB rule, and for ADVISE bounds and groups in some order.
    """

    def call(model, images, target=None, composite="epsilon-plus-flat", **options):
        graph = model if isinstance(model, Graph) else trace(model)
        weights = [n.operation.weight for n in graph.nodes if n.has_weights and n.first]
        channels = next(w.shape[1] for w in weights if w.dim() > 1)
        method = METHODS[composite] if isinstance(composite, str) else composite
        if isinstance(method, Advise):
            channels = images.shape[1]  # the bounds are those of the image, whatever reads it
            composite = replace(method, ranking=(2, 1, 3, 4, 0))
        limit = max(10.0, 2 * images.abs().max().item())
        bounds = ((-limit,) * channels, (limit,) * channels)
        return attribute(graph, images, target, composite, bounds=bounds, **options)

    return call
