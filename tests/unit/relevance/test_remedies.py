"""Remedies against networks written out otherwise, and against maps known in advance."""

import pytest
import torch
from explicit_matrices import stabilise, unfold
from torch import nn

from face_relevance.relevance import REMEDIES, FromLowest, apply_remedy, attribute, trace

LOW, HIGH = (-1.0, -0.8, -0.5), (1.0, 1.2, 0.9)
BOUNDS = LOW, HIGH
PLAIN = "epsilon-plus"


@pytest.fixture
def pixels(draw_images):
    """Images within the bounds, with one pixel of zero."""
    low, high = (torch.tensor(b, dtype=torch.float64).view(3, 1, 1) for b in BOUNDS)
    images = low + (high - low) * draw_images(2, dtype=torch.float64).sigmoid()
    images[:, :, 5, 5] = 0
    return images


@pytest.fixture
def network(small_vgg):
    return small_vgg().double().eval()


def classes(model, images):
    with torch.no_grad():
        return model(images).argmax(1)


def draw_convolution(**options):
    torch.manual_seed(3)
    return nn.Conv2d(3, 4, 3, **options).double()


def test_pixels_from_the_lowest_are_those_of_a_network_that_sees_the_difference(pixels):
    first, head = draw_convolution(), nn.Linear(4, 5).double()
    low = torch.tensor(LOW, dtype=torch.float64).view(3, 1, 1)
    shifted = draw_convolution()
    with torch.no_grad():
        # Without padding the lowest image gives every output of a channel the same value.
        shifted.bias.copy_(first(low.expand(1, 3, 3, 3)).flatten())
    end = [nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), head]
    model, literal = nn.Sequential(first, *end), nn.Sequential(shifted, *end)
    target = classes(model, pixels)
    torch.testing.assert_close(literal(pixels - low), model(pixels))
    expected = attribute(literal, pixels - low, target, PLAIN)
    found = apply_remedy("rescaled-input", trace(model), BOUNDS)(pixels, target)
    torch.testing.assert_close(found.maps, expected.maps)
    torch.testing.assert_close(found.absorbed, expected.absorbed)
    torch.testing.assert_close(found.ledger, expected.ledger)


@pytest.mark.parametrize("options", [{"padding": 1}, {"stride": 2, "padding": 2}, {"bias": False}])
def test_pixels_from_the_lowest_agree_with_explicit_matrices(pixels, options):
    layer = draw_convolution(**options)
    *_, node = trace(layer).nodes
    rule = FromLowest(LOW)
    outputs, memory = rule.forward(node.operation, pixels, False)
    torch.testing.assert_close(outputs, layer(pixels))
    generator = torch.Generator().manual_seed(1)
    relevance = torch.rand(1, *outputs.shape, generator=generator, dtype=torch.float64)
    shares, absorbed = rule.backward(node.operation, memory, relevance.clone())
    matrix, origin = unfold(layer, pixels.shape[1:])
    low = torch.tensor(LOW, dtype=torch.float64).view(3, 1, 1).expand(pixels.shape[1:]).flatten()
    corrected = (origin + matrix @ low).clamp(min=0)
    for i, image in enumerate(pixels):
        parts = (matrix * (image.flatten() - low)).clamp(min=0)
        ratio = relevance[0, i].flatten() / stabilise(parts.sum(1) + corrected, rule.epsilon)
        torch.testing.assert_close(shares[0, i].flatten(), parts.T @ ratio)
        torch.testing.assert_close(absorbed[0, i], corrected @ ratio)


def test_pixels_from_the_lowest_worked_by_hand():
    model = nn.Linear(2, 1)
    model.load_state_dict({"weight": torch.tensor([[1.0, -2.0]]), "bias": torch.tensor([0.5])})
    inputs = torch.tensor([[0.0, -1.0]])
    # Written as 1 (0 + 1) − 2 (−1 + 1) + (0.5 − 1 + 2): the first has 1 of 2.5, the bias 1.5.
    found = apply_remedy("rescaled-input", trace(model), ((-1, -1), (1, 1)))(
        inputs, torch.tensor([0])
    )
    torch.testing.assert_close(found.score, torch.tensor([2.5]))
    torch.testing.assert_close(found.maps, torch.tensor([[1.0, 0.0]]))
    assert found.absorbed[0, :, 0].sum().item() == pytest.approx(1.5)


def test_the_lowest_values_must_fit_the_channels():
    with pytest.raises(ValueError, match="2 values for an image of 3 channels"):
        FromLowest((0, 0)).forward(
            trace(draw_convolution()).nodes[-1].operation, torch.zeros(1, 3, 8, 8), False
        )


def test_a_pixel_of_zero_is_blind_until_it_is_treated(network, pixels):
    graph, target = trace(network), classes(network, pixels)
    assert (attribute(graph, pixels, target, PLAIN).maps[:, 5, 5] == 0).all()
    for name in ("rescaled-input", "flat-first", "w-square-first", "box-first"):
        assert (apply_remedy(name, graph, BOUNDS)(pixels, target).maps[:, 5, 5] != 0).all(), name
    assert (apply_remedy("ignore-bias", graph, BOUNDS)(pixels, target).maps[:, 5, 5] == 0).all()


def test_ignored_biases_absorb_nothing(network, pixels):
    target = classes(network, pixels)
    plain = attribute(network, pixels, target, PLAIN)
    found = apply_remedy("ignore-bias", trace(network), BOUNDS)(pixels, target)
    assert plain.absorbed[..., 0].abs().sum() > 0.01
    assert (found.absorbed[..., 0] == 0).all()
    torch.testing.assert_close(found.maps.sum((1, 2)) + found.absorbed.sum((1, 2)), found.score)


@pytest.mark.parametrize("name", ["flat-first", "w-square-first", "box-first", "rescaled-input"])
def test_another_first_layer_leaves_the_relevance_behind_it(network, pixels, name):
    target = classes(network, pixels)
    plain = attribute(network, pixels, target, PLAIN)
    found = apply_remedy(name, trace(network), BOUNDS)(pixels, target)
    torch.testing.assert_close(found.ledger[:, :-1], plain.ledger[:, :-1])
    assert not torch.allclose(found.maps, plain.maps)


def test_the_map_averaged_over_flips_is_the_mean_of_four_and_flips_with_the_image(network, pixels):
    graph, target = trace(network), classes(network, pixels)
    explain = apply_remedy("averaged-flips", graph, BOUNDS)
    found = explain(pixels, target).maps
    by_hand = [
        attribute(graph, pixels.flip(dims), target, PLAIN).maps.flip([d - 1 for d in dims])
        for dims in ([], [2], [3], [2, 3])
    ]
    torch.testing.assert_close(found, sum(by_hand) / 4)
    for dims in ([2], [3]):
        flipped = explain(pixels.flip(dims), target).maps
        torch.testing.assert_close(flipped, found.flip([d - 1 for d in dims]))


class Pixelwise(nn.Module):
    """Logits whose relevance is, pixel by pixel, a multiple of the value itself."""

    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(3, 2, 1, bias=False).double()
        self.first.weight.data.fill_(0.5)

    def forward(self, images):
        return self.first(images).mean((2, 3))


def test_averaging_over_shifts_changes_no_map_that_moves_with_its_image(pixels):
    positive = pixels.abs()
    graph, target = trace(Pixelwise()), torch.tensor([0, 1])
    plain = attribute(graph, positive, target, PLAIN)
    found = apply_remedy("averaged-shifts", graph, BOUNDS)(positive, target)
    torch.testing.assert_close(found.maps, plain.maps, rtol=1e-4, atol=1e-8)
    assert not torch.allclose(found.score, plain.score)  # edges come and go


def test_averaging_over_shifts_takes_out_what_alternates_with_a_stride():
    first = nn.Conv2d(1, 1, 1, stride=4, bias=False).double()
    first.weight.data.fill_(1.0)
    graph = trace(nn.Sequential(first, nn.AdaptiveAvgPool2d(1), nn.Flatten()))
    white, target = torch.ones(1, 1, 32, 32, dtype=torch.float64), torch.tensor([0])
    plain = attribute(graph, white, target, PLAIN).maps[0]
    assert (plain[::4, ::4] > 0).all()
    assert (plain > 0).sum() == 64
    found = apply_remedy("averaged-shifts", graph, ((0,), (1,)))(white, target).maps[0]
    for axis in (0, 1):  # every row and every column sees as much as any other, off the edges
        inside = found.sum(axis)[8:-8]
        torch.testing.assert_close(inside, inside[:1].expand_as(inside), rtol=0.1, atol=0)


def test_unknown_remedies_are_refused():
    with pytest.raises(ValueError, match="no remedy 'prayer': choose one of ignore-bias, resc"):
        apply_remedy("prayer", trace(draw_convolution()), BOUNDS)


def test_all_remedies_explain_whatever_precision(small_vgg, draw_images):
    model, images = small_vgg().eval(), draw_images(2).tanh() / 3
    for name in REMEDIES:
        found = apply_remedy(name, trace(model), BOUNDS)(images, torch.tensor([0, 1]))
        assert found.maps.dtype == torch.float32
        assert found.maps.isfinite().all()
        assert found.target.tolist() == [0, 1]
