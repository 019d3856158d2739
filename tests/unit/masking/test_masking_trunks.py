import numpy as np
import pytest
import torch
import xarray as xr
from torch import nn

from face_relevance.masking import FillContext, curve, curve_heads, share_trunk
from face_relevance.networks import UNIT_RANGE, VGG16

FRACTIONS = [0, 0.1, 0.6, 1]
FILLS = ["mean-colour", "uniform-noise"]
ORDERS = ["keep-most-relevant", "keep-least-relevant"]
COLOUR = [90.0, 100.0, 110.0]


def build(seed, frozen_through, outputs=3, dense=(6,)):
    """Return a small VGG-16 whose layers up to one are those of a common pretraining."""
    pretrained = VGG16(5, 32, 0.1, (6,))
    pretrained.initialise(torch.Generator().manual_seed(0))
    model = VGG16(outputs, 32, 0.1, dense)
    model.initialise(torch.Generator().manual_seed(seed))
    frozen, _ = pretrained.split_after(frozen_through)
    model.load_state_dict(
        {
            f"{'features' if 'conv' in key else 'classifier'}.{key}": value
            for key, value in frozen.state_dict().items()
        },
        strict=False,
    )
    return model.eval()


@pytest.fixture
def images():
    rng = np.random.default_rng(8)
    names = np.array([f"face-{i}" for i in range(5)], dtype=object)
    dims = ("image", "y", "x", "channel")
    pixels = rng.integers(0, 256, (5, 32, 32, 3), dtype=np.uint8)
    return xr.DataArray(pixels, dims=dims, coords={"image": names})


@pytest.fixture
def maps(images):
    rng = np.random.default_rng(9)
    like = images.isel(channel=0, drop=True)
    return {name: like.copy(data=rng.normal(size=like.shape)) for name in ("a", "b")}


def last_layer(trunk):
    names = [name for name, _ in trunk.named_children()]
    return names[-1] if names else None


@pytest.mark.parametrize("layer", [None, "conv1_1", "pool3", "pool5", "fc6"])
def test_models_share_the_layers_that_were_frozen(layer):
    trunk, heads = share_trunk({name: build(i, layer) for i, name in enumerate("abc", start=1)})
    # What has no weights after the last frozen layer is common, too.
    expected = {None: None, "conv1_1": "relu1_1", "pool5": "flatten", "fc6": "relu6"}
    assert last_layer(trunk) == expected.get(layer, layer)
    assert list(heads) == ["a", "b", "c"]


def test_the_shortest_common_trunk_counts_and_sizes_must_agree():
    trunk, _ = share_trunk({"a": build(1, "pool5"), "b": build(2, "pool2"), "c": build(3, "pool5")})
    assert last_layer(trunk) == "pool2"
    trunk, _ = share_trunk({"a": build(1, "pool5", dense=(6,)), "b": build(2, "pool5", dense=(7,))})
    assert last_layer(trunk) == "flatten"


def test_trunk_and_head_give_the_models_own_output_bit_by_bit():
    models = {"a": build(1, "pool4"), "b": build(2, "pool4", outputs=7)}
    trunk, heads = share_trunk(models)
    batch = torch.randn(2, 3, 32, 32, generator=torch.Generator().manual_seed(3))
    with torch.no_grad():
        for name, model in models.items():
            assert torch.equal(heads[name](trunk(batch)), model(batch))


def test_a_single_model_of_any_kind_is_its_own_head():
    model = nn.Linear(2, 2).eval()
    trunk, heads = share_trunk({"a": model})
    assert isinstance(trunk, nn.Identity)
    assert heads == {"a": model}


def test_a_model_in_training_mode_is_named():
    with pytest.raises(ValueError, match="model 'b' is in training mode"):
        share_trunk({"a": build(1, "pool4"), "b": build(2, "pool4").train()})


def curve_all(trunk, heads, images, labels, maps, **options):
    return curve_heads(
        trunk,
        heads,
        UNIT_RANGE,
        images,
        labels,
        maps,
        FRACTIONS,
        FILLS,
        ORDERS,
        context=FillContext(mean_colour=COLOUR, seed=4),
        **options,
    )


def test_heads_on_one_trunk_decide_as_each_model_alone(images, maps):
    models = {"a": build(1, "pool3"), "b": build(2, "pool3", outputs=2), "c": build(3, "pool5")}
    labels = {
        name: xr.DataArray(
            np.arange(5)[::step] % 2, dims="image", coords={"image": images["image"][::step]}
        )
        for name, step in zip(models, (1, -1, 1), strict=True)
    }
    together = curve_all(*share_trunk(models), images, labels, maps, batch_size=2)
    assert list(together) == ["a", "b", "c"]
    for name, model in models.items():
        for fill in FILLS:
            for order in ORDERS:
                alone = curve(
                    model,
                    UNIT_RANGE,
                    images,
                    labels[name],
                    maps,
                    FRACTIONS,
                    fill,
                    order,
                    mean_colour=COLOUR,
                    seed=4,
                    batch_size=2,
                )
                xr.testing.assert_identical(together[name].sel(fill=[fill], order=[order]), alone)


def test_the_trunk_sees_every_masked_image_once(images, maps):
    models = {name: build(i, "pool3") for i, name in enumerate("abc", start=1)}
    trunk, heads = share_trunk(models)
    seen = []
    trunk.register_forward_hook(lambda module, inputs, output: seen.extend(inputs[0]))
    labels = xr.DataArray(np.zeros(5, int), dims="image", coords={"image": images["image"]})
    curve_all(trunk, heads, images, dict.fromkeys(heads, labels), maps)
    # Unmasked once, fully masked once by fill, and in between by source, order, fraction and fill.
    assert len(seen) == 5 * (1 + 2 + 2 * 2 * 2 * 2)
    assert len({image.numpy().tobytes() for image in seen}) == 5 * (1 + 2 + 2 * 2 * 2 * 2) - 4
    # (the 4 are the mean colour, which is one image under five labels)


def test_messages_name_the_head(images, maps):
    models = {name: build(i, "pool3") for i, name in enumerate("ab", start=1)}
    trunk, heads = share_trunk(models)
    labels = xr.DataArray(np.zeros(5, int), dims="image", coords={"image": images["image"]})
    with pytest.raises(ValueError, match="labels of b: image 'face-0' is missing"):
        curve_all(trunk, heads, images, {"a": labels, "b": labels[1:]}, maps)
    with pytest.raises(ValueError, match="labels of b run from 3 to 3 but it has 3 outputs"):
        curve_all(trunk, heads, images, {"a": labels, "b": labels + 3}, maps)
