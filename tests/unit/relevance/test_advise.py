"""ADVISE: groups of units by their peaks, their maps, and which group is chosen."""

from dataclasses import replace

import numpy as np
import pytest
import torch
import xarray as xr
from torch import nn
from torch.nn import functional as F

from face_relevance.networks import UNIT_RANGE
from face_relevance.relevance import METHODS, attribute, explain_images, trace
from face_relevance.relevance.advise import (
    Advise,
    Display,
    count_unit_peaks,
    prepare_advise,
    score_units,
)
from face_relevance.relevance.fidelity import correlate_maps, mask_images, measure_fidelity
from face_relevance.relevance.targets import choose

LAYER, SIZE = "2", 32
BOUNDS = ([-1.0] * 3, [1.0] * 3)


@pytest.fixture(scope="module")
def model():
    torch.manual_seed(0)
    layers = [
        nn.Conv2d(3, 8, 3, stride=2, padding=1),
        nn.ReLU(),
        nn.Conv2d(8, 24, 3, stride=2, padding=1),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(24, 6),
    ]
    network = nn.Sequential(*layers).eval()
    with torch.no_grad():
        network[-1].weight *= 30  # decisions that a mask can change
    network.last_stage = LAYER
    return network


@pytest.fixture(scope="module")
def pixels():
    rng = np.random.default_rng(0)
    coarse = rng.integers(0, 256, (6, 4, 4, 3)).repeat(8, 1).repeat(8, 2)
    noise = rng.integers(-20, 20, coarse.shape)
    return np.clip(coarse + noise, 0, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def images(pixels):
    return UNIT_RANGE(pixels)


@pytest.fixture(scope="module")
def labelled(pixels):
    names = [f"image-{i}" for i in range(len(pixels))]
    return xr.DataArray(pixels, dims=("image", "y", "x", "channel"), coords={"image": names})


def run(model, images, **settings):
    method = Advise(layer=LAYER, **settings).bounded(BOUNDS)
    if method.needs_held_out:
        method = method.learn(trace(model), [images], choose)
    return attribute(model, images, composite=method)


def draw_by_hand(model, image, members, target):
    """Grad-CAM of the probability of a class, by the given units alone."""
    activations = model[:3](image[None]).detach().requires_grad_()
    probability = model[3:](activations).double().softmax(1)[0, target]
    (gradient,) = torch.autograd.grad(probability, activations)
    total = torch.zeros(activations.shape[-2:])
    for unit in members:
        total += gradient[0, unit].mean() * activations[0, unit].detach()
    total = total.clamp(min=0)
    if total.max() == total.min():
        return torch.zeros(SIZE, SIZE)
    scaled = (total - total.min()) / (total.max() - total.min())
    enlarged = F.interpolate(scaled[None, None], (SIZE, SIZE), mode="bicubic", antialias=True)
    return enlarged[0, 0].clamp(0, 1)


def groups_by_hand(model, image, kind):
    peaks = score_units(model[:3](image[None]), kind).peaks[0]
    return {p: (peaks == p).nonzero().flatten().tolist() for p in sorted(set(peaks.tolist()))}


def avx_by_hand(model, pixels, image, members, published):
    probabilities = model(image[None]).softmax(1).detach()
    target, rival = probabilities[0].topk(2).indices.tolist()
    drawn = draw_by_hand(model, image, members, target)
    if not drawn.any():
        return None
    shown = torch.from_numpy(pixels).permute(2, 0, 1).float()[None]
    masked = mask_images(shown, drawn[None], published)
    decided = model(masked / 127.5 - 1).softmax(1).detach()
    against = draw_by_hand(model, image, members, rival)
    return float(
        measure_fidelity(
            shown,
            masked,
            probabilities,
            decided,
            torch.tensor([target]),
            correlate_maps(drawn[None], against[None]),
            published,
        ).avx
    )


@pytest.mark.parametrize("kind", ["published", "normalised"])
@pytest.mark.parametrize("published", [False, True])
def test_on_the_same_image_the_group_of_the_largest_avx_is_chosen(
    model, images, pixels, kind, published
):
    found = run(model, images, activations=kind, choice="same-image", published=published)
    choices, sizes = [], set()
    for n, image in enumerate(images):
        groups = groups_by_hand(model, image, kind)
        scores = {
            p: avx_by_hand(model, pixels[n], image, units, published) for p, units in groups.items()
        }
        scores = {p: score for p, score in scores.items() if score is not None}
        choices.append(len(scores))
        best = max(scores, key=scores.get)
        assert int(found.details["peaks"][n]) == best
        assert int(found.details["units"][n]) == len(groups[best])
        sizes.add(len(groups[best]))
        by_hand = draw_by_hand(model, image, groups[best], int(found.target[n]))
        torch.testing.assert_close(found.maps[n], by_hand, rtol=1e-4, atol=1e-5)
    assert max(choices) > 1
    assert sizes != {24}


def test_all_units_make_the_grad_cam_of_the_probability(model, images):
    found = run(model, images, choice="all")
    for image, relevance, target in zip(images, found.maps, found.target, strict=True):
        by_hand = draw_by_hand(model, image, range(24), int(target))
        torch.testing.assert_close(relevance, by_hand, rtol=1e-4, atol=1e-5)
    assert found.details["units"].tolist() == [24] * len(images)
    assert found.details["peaks"].tolist() == [-1] * len(images)


def test_groups_are_ranked_by_the_sum_of_their_avx_on_held_out_images(model, images, pixels):
    method = Advise(layer=LAYER).bounded(BOUNDS)
    ranking = method.learn(trace(model), [images[:2], images[2:4]], choose).ranking
    sums = {}
    for n in range(4):
        for p, units in groups_by_hand(model, images[n], "normalised").items():
            score = avx_by_hand(model, pixels[n], images[n], units, False)
            sums[p] = sums.get(p, 0) + (score or 0)
    assert list(ranking) == sorted(sums, key=lambda p: -sums[p])
    assert len(ranking) > 2


def test_an_image_is_explained_by_the_first_ranked_group_that_has_a_map(model, images):
    groups = groups_by_hand(model, images[0], "normalised")
    absent = max(groups) + 1
    second = sorted(groups, key=lambda p: -len(groups[p]))[0]
    found = run(model, images[:1], ranking=(absent, second))
    assert int(found.details["peaks"][0]) == second
    nothing = run(model, images[:1], ranking=(absent,))
    assert not nothing.maps.any()
    assert int(nothing.details["units"][0]) == 0


def test_random_groups_have_as_many_units_and_are_drawn_the_same_again(model, images):
    chosen = run(model, images)
    drawn, again, other = (run(model, images, choice="random", seed=seed) for seed in (0, 0, 1))
    assert torch.equal(drawn.details["units"], chosen.details["units"])
    assert torch.equal(drawn.maps, again.maps)
    assert not torch.equal(drawn.maps, other.maps)
    assert not torch.allclose(drawn.maps, chosen.maps)


@pytest.mark.parametrize("choice", ["same-image", "held-out", "random", "all"])
def test_images_and_classes_are_explained_as_if_alone(model, images, choice):
    method = Advise(layer=LAYER, choice=choice, ranking=(3, 2, 4, 1, 5)).bounded(BOUNDS)
    targets = torch.tensor([[1, 4]]).repeat(len(images), 1)
    together = attribute(model, images, targets, method).maps
    for n, k in np.ndindex(2, 2):
        alone = attribute(model, images[n : n + 1], int(targets[n, k]), method).maps[0]
        torch.testing.assert_close(together[n, k], alone, rtol=1e-4, atol=1e-5)


def test_a_confident_decision_still_has_a_gradient(model, images):
    network = nn.Sequential(*model[:6], nn.Linear(24, 6)).eval()
    network[-1].load_state_dict({"weight": 40 * model[-1].weight, "bias": model[-1].bias})
    assert network(images).softmax(1).detach().amax() == 1  # in float32
    assert attribute(network, images, composite=Advise(choice="all")).maps.any(-1).any(-1).all()


def test_the_pixels_of_a_bgr_network_are_shown_in_the_order_rgb(pixels):
    rgb, bgr = UNIT_RANGE, replace(UNIT_RANGE, channels="BGR")
    for preprocess in (rgb, bgr):
        display = Display(*preprocess.bounds, preprocess.channels)
        images = preprocess(pixels)
        shown = display.show(images)
        np.testing.assert_array_equal(shown.permute(0, 2, 3, 1), pixels)
        torch.testing.assert_close(display.hide(shown), images)


def test_explained_images_tell_the_chosen_group(model, labelled):
    chosen = {"classes": list("abcdef"), "bounds": BOUNDS, "method": "advise"}
    batches = explain_images(model, UNIT_RANGE, labelled[:2], held_out=labelled[2:], **chosen)
    found = xr.concat(batches, "image")
    learned = prepare_advise(
        METHODS["advise"], model, trace(model), UNIT_RANGE, BOUNDS, labelled[2:]
    )
    assert learned.layer == LAYER
    assert set(found["peaks"].values) <= set(learned.ranking)
    assert (found["units"] > 0).all()
    assert str(learned.ranking) in found.attrs["rules"]


def test_without_held_out_images_the_message_says_what_is_missing(model, images, labelled):
    with pytest.raises(ValueError, match="call its `learn` with held-out images first"):
        attribute(model, images, composite="advise")
    with pytest.raises(ValueError, match="chooses its groups on held-out images, and there are no"):
        list(explain_images(model, UNIT_RANGE, labelled, list("abcdef"), "advise"))


def test_without_the_look_of_images_the_message_asks_for_their_bounds(model, images):
    with pytest.raises(ValueError, match="give the images' bounds"):
        attribute(model, images, composite="advise-same-image")


def test_unknown_choices_and_layers_are_named(model, images):
    with pytest.raises(ValueError, match="'best': choose one of same-image, held-out"):
        Advise(choice="best")
    with pytest.raises(ValueError, match="no layer 'conv9'"):
        attribute(model, images, composite=Advise(choice="all", layer="conv9"))


def test_peaks_of_all_units_are_counted_for_both_kinds_of_activations(model, labelled, images):
    counted = count_unit_peaks(model, UNIT_RANGE, labelled)
    assert counted.attrs["layer"] == LAYER
    for kind in ("published", "normalised"):
        scores = score_units(model[:3](images), kind)
        np.testing.assert_array_equal(counted["peaks"].sel(activations=kind), scores.peaks)
        np.testing.assert_array_equal(counted["failed"].sel(activations=kind), scores.failed.sum(1))
    assert list(counted["image"].values) == list(labelled["image"].values)
