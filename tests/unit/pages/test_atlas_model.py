"""The facts of a model are what its stores say, image by image."""

import numpy as np
import pytest
import torch
import xarray as xr
from packed import cut, read_call, read_sprite

from face_relevance.masking import keep_masks, rank_pixels
from face_relevance.pages.atlas.chunks import plan_chunks
from face_relevance.pages.atlas.decisions import average_curves
from face_relevance.pages.atlas.model import Explained, Ranking, pack_model
from face_relevance.store import open_stores, write_store

SIZE = 16
MODEL = "faces/identity/seed-1"
NAMES = [f"{person}-{view}" for person in "abcd" for view in range(3)]
FRACTIONS = (0, 0.1, 0.5, 1)
ACCURACY = {"value": 0.75, "low": 0.5, "high": 0.9, "chance": 0.25, "images": 12, "identities": 4,
            "split": "test"}  # fmt: skip


class Brightness(torch.nn.Module):
    """Four logits, one for each quarter of the image: the sum of what is red in it."""

    classes = ("a", "b", "c", "d")

    def forward(self, batch):
        return torch.nn.functional.avg_pool2d(batch[:, :1], SIZE // 2).flatten(1) * 8


def preprocess(pixels):
    return torch.from_numpy(pixels).permute(0, 3, 1, 2).float() / 255


@pytest.fixture
def images():
    """Four people, each with a bright quarter of their own; the last image looks like another."""
    rng = np.random.default_rng(1)
    pixels = rng.integers(0, 100, (12, SIZE, SIZE, 3), dtype=np.uint8)
    half = SIZE // 2
    quarters = [i // 3 for i in range(11)] + [0]
    for image, quarter in zip(pixels, quarters, strict=True):
        row, column = divmod(quarter, 2)
        image[row * half :, column * half :][:half, :half] += 150
    parts = np.zeros((12, SIZE, SIZE), np.uint8)
    parts[:, :half] = 1
    attributes = {"flag_values": [0, 1, 2], "flag_meanings": "background eyes mouth"}
    return xr.Dataset(
        {
            "pixels": (("image", "y", "x", "channel"), pixels),
            "parts": (("image", "y", "x"), parts, attributes),
            "split": (("task", "image"), np.full((1, 12), "test", dtype=object)),
            "identity": ("image", np.array([name[0] for name in NAMES], dtype=object)),
        },
        {
            "image": np.array(NAMES, dtype=object),
            "task": np.array(["identity"], dtype=object),
        },
    )


def make_store(method, values, names=NAMES):
    return xr.Dataset(
        {
            "relevance": (("image", "y", "x"), values),
            "target": ("image", np.array([name[0] for name in names], dtype=object)),
            "score": ("image", [NAMES.index(name) / 8 for name in names]),
        },
        {"image": np.array(names, dtype=object)},
        {"method": method, "explained": "the true class", "model": MODEL},
    )


@pytest.fixture
def maps(images):
    """Red itself, and zeros in the wrong order."""
    red = images["pixels"].isel(channel=0).values.astype(np.float32) - 120
    zeros = np.zeros((12, SIZE, SIZE), np.float32)
    return [make_store("epsilon", red), make_store("grad-cam", zeros, NAMES[::-1])]


@pytest.fixture
def decisions():
    """Four decisions change at the second fraction."""
    agreement = np.ones((4, 12), np.int8)
    agreement[1, :4] = 0
    probability = np.linspace(0.25, 1, 48, dtype=np.float32).reshape(4, 12)
    return xr.Dataset(
        {
            "agreement": (("fraction", "image"), agreement),
            "probability": (("fraction", "image"), probability),
        },
        {
            "fraction": list(FRACTIONS),
            "image": np.array(NAMES, dtype=object),
            "identity": ("image", np.array([name[0] for name in NAMES], dtype=object)),
        },
    )


@pytest.fixture
def pack(images, maps, decisions, tmp_path):
    """Pack a model; return its facts, and its sprites by method."""

    def pack(folder="atlas", images=images, maps=maps, decisions=decisions, side=SIZE):
        plan = plan_chunks(images, [["identity"]], 3, 8, side)
        facts, sprites = (tmp_path / folder / name for name in ("seed-1.js", "seed-1"))
        pack_model(
            Explained(MODEL, Brightness().eval(), preprocess, ACCURACY, decisions),
            images,
            maps,
            plan,
            Ranking(FRACTIONS, "signed", "pixel", 5),
            50,
            facts,
            sprites,
        )
        function, model, found = read_call(facts)
        assert (function, model) == ("model", MODEL)
        calls = [read_call(path) for path in sorted(sprites.iterdir())]
        assert all(call[:2] == ("maps", MODEL) and call[3] == 0 for call in calls)
        return plan, found, {call[2]: read_sprite(call[4]) for call in calls}

    return pack


def test_decisions_are_those_of_the_model_with_its_probabilities(pack, images):
    plan, found, _ = pack()
    assert list(found["images"]) == list(plan.chunks[0].images)
    pixels = images["pixels"].sel(image=list(found["images"])).values
    with torch.inference_mode():
        expected = Brightness()(preprocess(pixels)).softmax(1).numpy()
    for (label, facts), shares in zip(found["images"].items(), expected, strict=True):
        best = np.argsort(-shares)[:3]
        assert [name for name, _ in facts["top"]] == [Brightness.classes[code] for code in best]
        np.testing.assert_allclose([p for _, p in facts["top"]], shares[best], rtol=5e-4)
        assert facts["decision"] == facts["top"][0][0]
        assert facts["truth"] == facts["target"] == label[0]
        assert facts["correct"] == (label != "d-2")
        assert facts["score"] == NAMES.index(label) / 8
    assert found["accuracy"] == ACCURACY
    assert found["explained"] == "the true class"


def test_a_sprite_holds_the_maps_of_the_images_by_name(pack, maps):
    plan, found, sprites = pack()
    relevance = maps[0]["relevance"]
    kept = [keep_masks(rank_pixels(relevance, 5), fraction) for fraction in FRACTIONS]
    for place, label in enumerate(plan.chunks[0].images):
        picture = cut(sprites["epsilon"], place, SIZE, SIZE, plan.columns).astype(float)
        largest = found["images"][label]["largest"]["epsilon"]
        values = relevance.sel(image=label).values
        assert largest == pytest.approx(np.abs(values).max(), rel=5e-4)
        assert np.abs((picture[:, :, 0] - 128) / 127 * largest - values).max() <= largest / 125
        for index, masks in enumerate(kept):
            np.testing.assert_array_equal(picture[:, :, 1] <= index, masks.sel(image=label))


def test_shares_of_the_parts_add_up_and_a_map_of_zeros_prefers_none(pack, maps):
    _, found, _ = pack()
    for label, facts in found["images"].items():
        upper = np.abs(maps[0]["relevance"].sel(image=label).values)
        expected = upper[: SIZE // 2].sum() / upper.sum()
        np.testing.assert_allclose(
            facts["shares"]["epsilon"], [1 - expected, expected, 0], atol=1e-4
        )
        assert facts["shares"]["grad-cam"] == [0.5, 0.5, 0]
        assert facts["largest"]["grad-cam"] == 0


def test_curves_of_images_are_theirs_and_the_mean_is_over_all_explained(pack, decisions):
    _, found, _ = pack()
    for label, facts in found["images"].items():
        own = decisions.sel(image=label)
        np.testing.assert_allclose(facts["curve"]["probability"], own["probability"], rtol=5e-4)
        assert facts["curve"]["agreement"] == own["agreement"].values.tolist()
    mean = found["curve"]
    assert (mean["images"], mean["over"]) == (12, "identities")
    np.testing.assert_allclose(mean["agreement"]["value"], [1, 8 / 12, 1, 1], rtol=5e-4)
    assert mean["agreement"]["low"][1] < 8 / 12 < mean["agreement"]["high"][1]
    for ends in zip(*(mean["probability"][end] for end in ("low", "value", "high")), strict=True):
        assert list(ends) == sorted(ends)


def test_the_interval_of_a_mean_curve_grows_with_the_noise_between_identities(decisions):
    even = decisions.copy(deep=True)
    even["probability"][:] = 0.5
    for data, least, most in ((decisions, 1e-3, 1), (even, 0, 1e-9)):
        found = average_curves(data, 50, 0)["probability"]
        width = np.subtract(found["high"], found["low"])
        assert (width >= least).all()
        assert (width <= most).all()


def test_without_parts_and_without_masking_there_are_no_shares_and_no_curves(pack, images):
    _, found, _ = pack(images=images.drop_vars("parts"), decisions=None)
    assert found["curve"] is None
    assert all(f["curve"] is None and f["shares"] is None for f in found["images"].values())


def test_reduced_maps_are_means_of_squares_on_a_scale_of_their_own(pack, maps):
    plan, found, sprites = pack(side=SIZE // 2)
    assert plan.averaged == 2
    label = plan.chunks[0].images[3]
    values = maps[0]["relevance"].sel(image=label).coarsen(y=2, x=2).mean().values
    largest = found["images"][label]["largest"]["epsilon"]
    assert largest == pytest.approx(np.abs(values).max(), rel=5e-4)
    red = cut(sprites["epsilon"], 3, SIZE // 2, SIZE // 2, plan.columns)[:, :, 0].astype(float)
    assert np.abs((red - 128) / 127 * largest - values).max() <= largest / 125


def test_packing_twice_gives_the_same_bytes(pack, tmp_path):
    for folder in ("one", "two"):
        pack(folder)
    files = [sorted((tmp_path / folder).rglob("*.js")) for folder in ("one", "two")]
    assert len(files[0]) == 3
    for one, two in zip(*files, strict=True):
        assert one.read_bytes() == two.read_bytes()


def test_maps_of_stores_are_packed_like_those_in_memory(pack, maps, tmp_path):
    paths = [[tmp_path / f"{i}.{end}" for i in range(2)] for end in ("zarr", "json")]
    for store, path, manifest in zip(maps, *paths, strict=True):
        write_store(store, path, manifest)
    assert pack("stored", maps=open_stores(*paths))[1] == pack()[1]


def test_a_map_that_is_missing_is_named(pack, maps):
    maps[1] = maps[1].sel(image=NAMES[:5])
    with pytest.raises(ValueError, match=f"maps of {MODEL} by grad-cam: image '.-.' is missing"):
        pack(maps=maps)
