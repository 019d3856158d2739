"""The call `attribute`: what it returns, that it returns the same again, and what it refuses."""

import pytest
import torch
from explicit_matrices import largest_difference

from face_relevance.relevance import METHODS, Composite, Epsilon, Gamma, attribute, trace

# Methods of images alone, with one map for all channels.
ONE_CHANNEL = (
    "grad-cam", "grad-cam-plus-plus", "score-cam", "rise", "centre-prior", "advise",
    "advise-published", "advise-same-image", "advise-random", "advise-all",
)  # fmt: skip


def test_maps_have_the_shape_of_the_images_in_the_precision_of_the_model(small_vgg, draw_images):
    result = attribute(small_vgg(), draw_images())
    assert result.maps.shape == (4, 16, 16)
    assert result.maps.dtype == torch.float32
    assert result.maps.abs().max() > 0


@pytest.mark.parametrize("method", METHODS)
def test_channels_can_be_kept(small_vgg, draw_images, explain, method):
    network, images = small_vgg(), draw_images()
    kept = explain(network, images, composite=method, sum_channels=False)
    summed = explain(network, images, composite=method)
    assert kept.maps.shape == (4, 1 if method in ONE_CHANNEL else 3, 16, 16)
    torch.testing.assert_close(kept.maps.sum(1), summed.maps)


def test_a_network_of_vectors_has_relevance_for_every_feature(draw_images):
    model = torch.nn.Sequential(torch.nn.Linear(6, 4), torch.nn.ReLU(), torch.nn.Linear(4, 2))
    vectors = torch.rand(3, 6, generator=torch.Generator().manual_seed(0))
    for method in METHODS:
        if method in (*ONE_CHANNEL, "epsilon-gamma-box"):
            continue
        result = attribute(model, vectors, composite=method)
        assert result.maps.shape == (3, 6)
        torch.testing.assert_close(result.ledger[:, -1].float(), result.maps.sum(1))


@pytest.mark.parametrize("method", METHODS)
def test_map_does_not_depend_on_the_batch(small_vgg, draw_images, explain, method):
    network, images = small_vgg(), draw_images(count=8)
    together = explain(network, images, composite=method).maps
    for i in (0, 5):
        alone = explain(network, images[i : i + 1], composite=method).maps
        assert largest_difference(alone, together[i : i + 1]) < 1e-4


@pytest.mark.parametrize("method", METHODS)
def test_same_call_gives_the_same_bits(small_vgg, draw_images, explain, method):
    network, images = small_vgg(), draw_images()
    once, again = (explain(network, images, composite=method) for _ in range(2))
    assert torch.equal(once.maps, again.maps)
    assert torch.equal(once.ledger, again.ledger)
    assert torch.equal(once.absorbed, again.absorbed)


@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last], ids=str)
@pytest.mark.parametrize("method", METHODS)
def test_layout_in_memory_plays_no_part(small_vgg, draw_images, explain, method, layout):
    network, images = small_vgg(norm=True), draw_images()
    expected = explain(network, images, composite=method).maps
    network, images = (o.to(memory_format=layout) for o in (network, images))
    assert torch.equal(explain(network, images, composite=method).maps, expected)


def test_traced_graph_gives_the_same_maps_as_the_model(small_vgg, draw_images):
    network, images = small_vgg(norm=True), draw_images()
    assert torch.equal(attribute(trace(network), images).maps, attribute(network, images).maps)


@pytest.mark.parametrize("mode", [torch.no_grad, torch.inference_mode, torch.enable_grad])
@pytest.mark.parametrize("method", METHODS)
def test_call_works_under_any_mode_of_autograd(small_vgg, draw_images, explain, method, mode):
    network, images = small_vgg(norm=True), draw_images()
    expected = explain(network, images, composite=method).maps
    with mode():
        found = explain(network, images * 1, composite=method).maps
    assert torch.equal(found, expected)
    assert not found.requires_grad


def test_result_can_be_used_under_autograd(small_vgg, draw_images):
    maps = attribute(small_vgg(), draw_images()).maps
    weight = torch.ones(16, requires_grad=True)
    (maps @ weight).sum().backward()
    torch.testing.assert_close(weight.grad, maps.sum((0, 1)))


def test_own_composite_is_accepted(small_vgg, draw_images):
    network, images = small_vgg(), draw_images()
    rules = Composite(convolution=Gamma(0.1), dense=Epsilon())
    maps = attribute(network, images, composite=rules).maps
    assert maps.isfinite().all()
    assert not torch.allclose(maps, attribute(network, images, composite="epsilon").maps)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda x: x.index_fill(0, torch.tensor([2]), torch.inf), "pixels of image 2"),
        (lambda x: x.double(), "torch.float64 .* the model is torch.float32"),
        (lambda x: x[0], "shape \\(3, 16, 16\\)"),
        (lambda x: x.to(torch.uint8), "torch.uint8"),
    ],
)
def test_unusable_images_are_refused(small_vgg, draw_images, change, message):
    with pytest.raises(ValueError, match=message):
        attribute(small_vgg(), change(draw_images()))


def test_logits_that_are_not_finite_are_refused(small_vgg, draw_images, explain):
    network = small_vgg()
    network.classifier.fc8.bias.data[0] = torch.nan
    for method in METHODS:
        with pytest.raises(ValueError, match="logits of image 0 are not finite"):
            explain(network, draw_images(), composite=method)
