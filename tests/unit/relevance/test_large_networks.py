"""Networks as libraries build them are computed and explained, none of them prepared by hand."""

import pytest
import torch
from large_networks import LARGE_NETWORKS, build

from face_relevance.relevance import COMPOSITES, GradCAM, attribute, trace


@pytest.fixture(scope="module", params=LARGE_NETWORKS)
def case(request):
    """A network, two images, and what the network makes of them."""
    model = build(request.param)
    size = LARGE_NETWORKS[request.param][1]
    generator = torch.Generator().manual_seed(0)
    images = torch.rand(2, 3, size, size, generator=generator, dtype=torch.float64) * 2 - 1
    with torch.inference_mode():
        return request.param, model, images, model(images).clone()


def test_graph_computes_what_the_network_computes(case):
    _, model, images, logits = case
    assert logits.abs().max() > 1e-3
    with torch.inference_mode():
        found = trace(model)(images)
    assert (found - logits).abs().max() <= 1e-10 * logits.abs().max()


def test_relevance_is_finite_and_adds_up_to_the_logit(case):
    _, model, images, logits = case
    result = attribute(model.train(), images[:1], composite="epsilon-plus-flat")
    assert all(module.training for module in model.modules())
    score = logits[:1].amax(1)
    torch.testing.assert_close(result.score, score, rtol=1e-10, atol=0)
    found = result.ledger[:, -1] + result.absorbed.sum((1, 2))
    torch.testing.assert_close(found, score, rtol=1e-10, atol=0)
    assert result.maps.isfinite().all()
    assert result.maps.abs().max() > 0
    assert result.layers[0] == "output"
    assert result.layers[-1] == "input"


BATCH_NORMS = {"densenet121": 58 + 3 + 1, "mobilenet_v2": 0, "resnet50": 0, "vgg16_bn": 0}


@pytest.mark.parametrize("name", BATCH_NORMS)
def test_batch_norm_is_folded_where_a_layer_goes_before_it(name):
    lone = [n.name for n in trace(build(name)).nodes if type(n.operation).__name__ == "Scale"]
    assert len(lone) == BATCH_NORMS[name]


@pytest.mark.parametrize("composite", COMPOSITES)
def test_every_composite_adds_up_on_residuals(composite):
    model = build("resnet18")
    images = torch.rand(1, 3, 32, 32, generator=torch.Generator().manual_seed(0)).double()
    result = attribute(model, images, composite=composite, bounds=((0,) * 3, (1,) * 3))
    found = result.ledger[:, -1] + result.absorbed.sum((1, 2))
    size = result.ledger.abs().amax(1)  # αβ makes the sums between grow
    assert ((found - result.score).abs() <= 1e-10 * size).all()


LAST_MAPS = {
    "vgg11": "features.19",
    "resnet18": "layer4.1.relu:2",
    "googlenet": "cat_8",
    "densenet121": "relu",
}


@pytest.mark.parametrize("name", LAST_MAPS)
def test_grad_cam_takes_the_last_layer_before_pooling(name):
    graph = trace(build(name))
    images = torch.rand(1, 3, 64, 64, generator=torch.Generator().manual_seed(0)).double()
    classes = torch.tensor([[0, 1, 2, 3, 4, 5]])
    chosen = attribute(graph, images, classes, "grad-cam").maps
    assert torch.equal(chosen, attribute(graph, images, classes, GradCAM(LAST_MAPS[name])).maps)
    assert chosen.abs().max() > 0
