"""The axioms that ADVISE is said to satisfy: what holds, and what does not."""

import numpy as np
import pytest
import torch
from torch import nn

from face_relevance.relevance import attribute
from face_relevance.relevance.advise import Advise, score_units

UNITS = 24
BOUNDS = ([-1.0] * 3, [1.0] * 3)
KINDS = ("published", "normalised")


class Head(nn.Module):
    """What follows ADVISE's layer."""

    def __init__(self):
        super().__init__()
        self.relu = nn.ReLU()
        self.pool = nn.AdaptiveAvgPool2d(2)
        self.dense = nn.Linear(4 * UNITS, 5)

    def forward(self, x):
        return self.dense(self.pool(self.relu(x)).flatten(1))


def build(*last, head=None):
    torch.manual_seed(1)
    stem = [nn.Conv2d(3, 8, 3, stride=2, padding=1), nn.ReLU()]
    layers = nn.Sequential(*stem, nn.Conv2d(8, UNITS, 3, padding=1), *last, head or Head())
    return layers.eval()


@pytest.fixture(scope="module")
def images():
    torch.manual_seed(2)
    coarse = torch.rand(6, 3, 4, 4).repeat_interleave(8, 2).repeat_interleave(8, 3)
    return (1.6 * coarse - 0.8 + 0.1 * torch.randn(6, 3, 32, 32)).clamp(-1, 1)


def explain(model, images, layer, kind="normalised", choice="same-image"):
    method = Advise(kind, choice, layer=layer).bounded(BOUNDS)
    return attribute(model, images, composite=method)


def count_peaks_of(model, images, depth, kind):
    with torch.no_grad():
        return score_units(model[:depth](images), kind).peaks


def test_sensitivity_fails_where_the_decision_is_saturated():
    # f(x) = 1 - ReLU(1 - x) rises from 0 at x = 0 to 1 at x = 2, where its gradient is 0: an
    # attribution that is sensitive (Sundararajan 2017) must not be 0 there.
    first, second = nn.Conv2d(3, 1, 1), nn.Linear(1, 2)
    model = nn.Sequential(first, nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), second).eval()
    with torch.no_grad():
        first.weight.fill_(-1 / 3)
        first.bias.fill_(1)
        second.weight.copy_(torch.tensor([[-1.0], [0]]))
        second.bias.copy_(torch.tensor([1.0, 0]))
        baseline, bright = (torch.full((1, 3, 16, 16), value) for value in (0.0, 2.0))
        assert model(bright)[0, 0] - model(baseline)[0, 0] == 1
    assert not explain(model, bright, "0", choice="all").maps.any()
    full = attribute(model, bright, 0, "integrated-gradients").maps.sum()
    assert float(full) == pytest.approx(1, abs=1e-4)  # completeness: it sees the change


def test_implementation_invariance_holds_for_folded_batch_norm(images):
    norm = nn.BatchNorm2d(UNITS)
    norm.running_mean.copy_(torch.linspace(-1, 1, UNITS))
    norm.running_var.copy_(torch.linspace(0.5, 2, UNITS))
    apart = build(norm)
    folded = build()
    folded[2] = nn.utils.fusion.fuse_conv_bn_eval(apart[2], apart[3])
    folded[3].load_state_dict(apart[4].state_dict())
    torch.testing.assert_close(folded(images), apart(images))
    for kind in KINDS:
        one, other = explain(folded, images, "2", kind), explain(apart, images, "2", kind)
        torch.testing.assert_close(one.maps, other.maps, rtol=1e-3, atol=1e-4)


def rescale_units(model, factors):
    """Scale the units of the layer and undo it behind the ReLU: the same function."""
    scaled = build()
    scaled.load_state_dict(model.state_dict())
    with torch.no_grad():
        scaled[2].weight *= factors.view(-1, 1, 1, 1)
        scaled[2].bias *= factors
        scaled[3].dense.weight /= factors.repeat_interleave(4)
    return scaled


def test_implementation_invariance_holds_for_scaled_units_if_activations_are_normalised(images):
    model = build()
    scaled = rescale_units(model, torch.linspace(0.2, 5, UNITS))
    torch.testing.assert_close(scaled(images), model(images), rtol=1e-4, atol=1e-5)
    same = [count_peaks_of(m, images, 3, "normalised") for m in (model, scaled)]
    assert torch.equal(*same)
    one, other = explain(model, images, "2"), explain(scaled, images, "2")
    torch.testing.assert_close(one.maps, other.maps, rtol=1e-3, atol=1e-4)


def test_implementation_invariance_fails_for_scaled_units_as_published(images):
    model = build()
    scaled = rescale_units(model, torch.linspace(0.2, 5, UNITS))
    counts = [count_peaks_of(m, images, 3, "published") for m in (model, scaled)]
    assert (counts[0] != counts[1]).float().mean() > 0.2
    one, other = (explain(m, images, "2", "published").maps for m in (model, scaled))
    differ = [not torch.allclose(a, b, atol=0.05) for a, b in zip(one, other, strict=True)]
    assert np.mean(differ) >= 0.5


@pytest.mark.parametrize("kind", KINDS)
def test_implementation_invariance_fails_for_a_layer_split_in_two(images, kind):
    # The same function: the layer's units mixed by a rotation, which the second half undoes.
    model = build()
    rotation = torch.linalg.qr(
        torch.randn(UNITS, UNITS, generator=torch.Generator().manual_seed(3))
    )[0]
    back = nn.Conv2d(UNITS, UNITS, 1, bias=False)
    split = build(back)
    split[2].load_state_dict(model[2].state_dict())
    split[4].load_state_dict(model[3].state_dict())
    with torch.no_grad():
        split[2].weight.copy_(torch.einsum("ou,uijk->oijk", rotation, model[2].weight))
        split[2].bias.copy_(rotation @ model[2].bias)
        back.weight.copy_(rotation.T[:, :, None, None])
    torch.testing.assert_close(split(images), model(images), rtol=1e-4, atol=1e-5)
    # At the second half it is the same layer, and ADVISE says the same.
    same = explain(split, images, "3", kind)
    torch.testing.assert_close(
        same.maps, explain(model, images, "2", kind).maps, rtol=1e-3, atol=1e-3
    )
    # At the first half groups are others, and so are the maps; those of all units are not.
    counts = [count_peaks_of(m, images, 3, kind) for m in (model, split)]
    assert not torch.equal(*counts)
    one, other = explain(model, images, "2", kind).maps, explain(split, images, "2", kind).maps
    differ = [not torch.allclose(a, b, atol=0.05) for a, b in zip(one, other, strict=True)]
    assert np.mean(differ) >= 0.5
    whole = [explain(m, images, "2", choice="all").maps for m in (model, split)]
    torch.testing.assert_close(*whole, rtol=1e-3, atol=1e-3)


def test_maps_change_when_the_layers_behind_the_units_forget(images):
    # Scores of units see no gradient: what changes is what is made of the units alone.
    model, forgetful = build(), build()
    forgetful.load_state_dict(model.state_dict())
    nn.init.normal_(forgetful[3].dense.weight, generator=torch.Generator().manual_seed(4))
    assert torch.equal(*(count_peaks_of(m, images, 3, "normalised") for m in (model, forgetful)))
    target = model(images).argmax(1)
    method = Advise(layer="2", choice="same-image").bounded(BOUNDS)
    maps = [attribute(m, images, target, method).maps.flatten(1) for m in (model, forgetful)]
    agreement = [np.corrcoef(a, b)[0, 1] for a, b in zip(*maps, strict=True)]
    assert np.nanmean(agreement) < 0.5
