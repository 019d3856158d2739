"""Targets: what of the logits is explained, for one class, several, or a difference of two."""

import pytest
import torch

from face_relevance.relevance import COMPOSITES, METHODS, attribute


@pytest.fixture
def network(small_vgg):
    return small_vgg().double()


@pytest.fixture
def images(draw_images):
    return draw_images(dtype=torch.float64)


def assert_same(one, other):
    """Two maps of every image are equal but for rounding."""
    scale = other.abs().amax((-2, -1), keepdim=True)
    assert ((one - other).abs() <= 1e-9 * scale).all()


def test_predicted_class_is_the_default_target(network, images):
    logits = network(images).detach()
    result = attribute(network, images)
    assert torch.equal(result.target, logits.argmax(1))
    torch.testing.assert_close(result.score, logits.amax(1))
    assert result.target.dtype == torch.int64


@pytest.mark.parametrize(
    "target", [2, torch.tensor(2), torch.full((4,), 2, dtype=torch.int32), [2, 2, 2, 2]], ids=str
)
def test_a_given_class_is_explained(network, images, target):
    result = attribute(network, images, target)
    assert result.target.tolist() == [2] * 4
    torch.testing.assert_close(result.score, network(images)[:, 2].detach())
    assert result.maps.shape == (4, 16, 16)


@pytest.mark.parametrize("method", METHODS)
def test_each_image_can_have_its_own_class(network, images, explain, method):
    both = explain(network, images, torch.tensor([0, 1, 2, 3]), method)
    for i in range(4):
        alone = explain(network, images[i : i + 1], i, method)
        assert_same(both.maps[i], alone.maps[0])


@pytest.mark.parametrize("method", METHODS)
def test_several_classes_share_a_pass_and_equal_those_of_one_call_each(
    network, images, explain, method
):
    classes = torch.tensor([[0, 3, 1], [1, 1, 2], [4, 0, 2], [2, 3, 4]])
    together = explain(network, images, classes, method, against="runner-up")
    assert together.maps.shape == (4, 3, 16, 16)
    assert torch.equal(together.target, classes)
    for k in range(3):
        alone = explain(network, images, classes[:, k], method, against="runner-up")
        assert_same(together.maps[:, k], alone.maps)
        torch.testing.assert_close(together.score[:, k], alone.score)
        torch.testing.assert_close(together.ledger[:, k], alone.ledger, rtol=1e-8, atol=1e-8)
        torch.testing.assert_close(together.absorbed[:, k], alone.absorbed, rtol=1e-8, atol=1e-8)


def test_classes_can_be_given_as_lists(network, images):
    classes = [[0, 3], [1, 1], [4, 0], [2, 3]]
    listed = attribute(network, images, classes)
    assert torch.equal(listed.maps, attribute(network, images, torch.tensor(classes)).maps)
    assert listed.maps.shape == (4, 2, 16, 16)


def test_an_axis_of_one_class_is_kept(network, images):
    result = attribute(network, images, torch.tensor([[0], [1], [2], [3]]), sum_channels=False)
    assert result.maps.shape == (4, 1, 3, 16, 16)
    assert result.score.shape == result.target.shape == (4, 1)


def test_the_runner_up_is_the_best_of_the_other_classes(network, images):
    logits = network(images).detach()
    best = logits.sort(1, descending=True).values
    result = attribute(network, images, against="runner-up")
    torch.testing.assert_close(result.score, best[:, 0] - best[:, 1])
    given = attribute(network, images, logits.argsort(1)[:, 0], against="runner-up")
    torch.testing.assert_close(given.score, best[:, -1] - best[:, 0])


@pytest.mark.parametrize("rival", [1, torch.tensor(1), torch.tensor([1, 1, 0, 4])], ids=str)
@pytest.mark.parametrize("method", METHODS)
def test_score_against_a_rival_is_the_difference_of_their_logits(
    network, images, explain, method, rival
):
    logits = network(images).detach()
    rivals = torch.as_tensor(rival).expand(4)
    result = explain(network, images, 3, method, against=rival)
    expected = logits[:, 3] - logits.gather(1, rivals[:, None])[:, 0]
    torch.testing.assert_close(result.score, expected)
    torch.testing.assert_close(result.ledger[:, 0], expected)
    if method in COMPOSITES:  # all of the difference arrives at the input or was absorbed
        found = result.ledger[:, -1] + result.absorbed.sum((1, 2))
        torch.testing.assert_close(found, expected, rtol=1e-9, atol=1e-10)


@pytest.mark.parametrize("method", ["gradient", "gradient-x-input", "lrp-0", "smoothgrad"])
def test_explanation_of_a_difference_is_the_difference_of_the_explanations(network, images, method):
    difference = attribute(network, images, 3, method, against=1).maps
    one, other = (attribute(network, images, c, method).maps for c in (3, 1))
    torch.testing.assert_close(difference, one - other, rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize(
    ("target", "message"),
    [
        (5, "target outside the model's classes 0 to 4"),
        (-1, "target outside the model's classes 0 to 4"),
        (torch.tensor([[0, 1], [2, 5], [0, 0], [0, 0]]), "target outside the model's classes"),
        (torch.tensor([0, 1]), "one for each of 4 images"),
        (torch.zeros(2, 4, dtype=torch.int64), "one for each of 4 images"),
        (torch.zeros(4, 0, dtype=torch.int64), "one for each of 4 images"),
        (0.5, "torch.float32"),
        (True, "torch.bool"),
    ],
    ids=str,
)
def test_targets_that_do_not_exist_are_refused(network, images, target, message):
    with pytest.raises(ValueError, match=message):
        attribute(network, images, target)


@pytest.mark.parametrize(
    ("against", "message"),
    [
        (7, "against outside the model's classes 0 to 4"),
        (2, "a class cannot be explained against itself"),
        (torch.tensor([0, 1]), "against is .*one for each of 4 images"),
        (torch.zeros(4, 2, dtype=torch.int64), "against is"),
    ],
    ids=str,
)
def test_rivals_that_do_not_exist_are_refused(network, images, against, message):
    with pytest.raises(ValueError, match=message):
        attribute(network, images, 2, against=against)


def test_a_network_of_one_class_has_no_runner_up(images):
    network = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(768, 1)).double()
    with pytest.raises(ValueError, match="only one class"):
        attribute(network, images, against="runner-up")
