"""What the page knows of a study before it shows a model."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr
import yaml
from packed import cut, read_call, read_sprite

from face_relevance.figures.style import Factors
from face_relevance.masking import FILLS, measure_training_images
from face_relevance.pages.atlas.chunks import plan_chunks
from face_relevance.pages.atlas.fills import OF_ONE_COLOUR, choose_fill, describe_fill
from face_relevance.pages.atlas.methods import METHODS, OWN_COMPOSITE, describe_method
from face_relevance.pages.atlas.study import Shown, describe_study, write_images

SCHEMA = Path(__file__).parents[3] / "workflow/schemas/config.schema.yaml"
MASKING = {
    "method": "epsilon",
    "fractions": [0, 0.5, 1],
    "fills": ["gaussian-blur", "mean-colour"],
    "sign": "positive",
    "unit": "patch-4",
}


@pytest.fixture
def images():
    """Two people to train on, two to test on; half of a test image is the mouth."""
    names = [f"{person}-{view}" for person in "abcd" for view in range(2)]
    pixels = np.random.default_rng(7).integers(0, 256, (8, 16, 16, 3), dtype=np.uint8)
    parts = np.zeros((8, 16, 16), np.uint8)
    parts[:, :, :8] = 2
    attributes = {"flag_values": [0, 1, 2], "flag_meanings": "background eyes mouth"}
    return xr.Dataset(
        {
            "pixels": (("image", "y", "x", "channel"), pixels),
            "parts": (("image", "y", "x"), parts, attributes),
            "split": (
                ("task", "image"),
                np.array([["train"] * 4 + ["test"] * 4] * 2, dtype=object),
            ),
            "identity": ("image", np.array([name[0] for name in names], dtype=object)),
            "gender": ("image", np.array(["female", "male"] * 4, dtype=object)),
        },
        {
            "image": np.array(names, dtype=object),
            "task": np.array(["gender", "identity"], dtype=object),
        },
    )


def make_study(**changed):
    known = {
        "name": "small",
        "title": "Small study",
        "simulated": True,
        "factors": Factors(("objects", "faces"), ("gender", "identity"), (1, 2)),
        "methods": ["epsilon", "mine"],
        "masking": MASKING,
        "masked": True,
        "seed": 3,
    }
    return Shown(**(known | changed))


@pytest.fixture
def artifacts():
    rows = [
        ("epsilon", "blind", "fail", "all"),
        ("epsilon", "border", "fail", "all"),
        ("epsilon", "noise", "fail", "faces/gender/seed-1"),
        ("mine", "border", "warn", "all"),
    ]
    names = ["explained_by", "audit", "verdict", "model"]
    return pd.DataFrame(rows, columns=names).assign(pretraining="all", network="vgg16")


@pytest.fixture
def described(images, artifacts):
    plan = plan_chunks(images, [["gender", "identity"]], 2, 3, 16)
    return describe_study(make_study(), images, plan, artifacts)


def test_every_model_is_listed_in_the_order_of_the_study(described):
    names = [model["name"] for model in described["models"]]
    assert names[0] == "objects/gender/seed-1"
    assert names[-1] == "faces/identity/seed-2"
    assert len(names) == len(set(names)) == 8
    for model in described["models"]:
        assert model["name"] == "{pretraining}/{task}/seed-{seed}".format(**model)
        assert model["methods"] == ["epsilon", "mine"]
    assert [p["name"] for p in described["pretrainings"]] == ["objects", "faces"]
    assert all(p["colour"].startswith("#") for p in described["pretrainings"])


def test_images_have_their_labels_place_and_parts(described, images):
    assert described["shown"] == {"images": 3, "of": 4}
    for place, image in enumerate(described["images"]):
        assert (image["chunk"], image["place"]) == (0, place)
        assert image["identity"] == image["name"][0]
        assert image["labels"]["gender"] == images["gender"].sel(image=image["name"]).item()
        assert image["covered"] == [0.5, 0, 0.5]
    assert described["parts"] == ["background", "eyes", "mouth"]
    assert described["size"] == {"height": 16, "width": 16, "averaged": 1}


def test_classes_are_those_that_models_were_trained_on(described):
    assert described["classes"] == {"gender": ["female", "male"], "identity": ["a", "b"]}


def test_methods_are_stamped_with_the_audits_that_all_models_together_fail(described):
    assert described["stamps"] == {"epsilon": ["border", "blind values"]}


def test_the_method_whose_maps_mask_is_marked_where_the_study_masks(images, artifacts, described):
    assert [method["masks"] for method in described["methods"]] == [True, False]
    plan = plan_chunks(images, [["gender", "identity"]], 2, 3, 16)
    without = describe_study(make_study(masked=False), images, plan, artifacts)
    assert [method["masks"] for method in without["methods"]] == [False, False]


def test_photographs_have_no_parts(images, artifacts):
    images = images.drop_vars("parts")
    plan = plan_chunks(images, [["gender", "identity"]], 2, 3, 16)
    described = describe_study(make_study(simulated=False), images, plan, artifacts)
    assert described["parts"] is None
    assert all(image["covered"] is None for image in described["images"])
    assert described["simulated"] is False


def test_a_fill_of_one_colour_is_preferred_and_has_the_colour_that_models_see(images, described):
    assert choose_fill(["road", "constant"]) == "constant"
    assert choose_fill(["road", "gaussian-blur"]) == "road"
    training = images["pixels"][:4].values.reshape(-1, 3).mean(axis=0)
    assert described["fill"] == {"name": "mean-colour", "colour": np.round(training).tolist()}
    assert describe_fill("constant", images, 3)["colour"] == [128, 128, 128]
    assert describe_fill("road", images, 3) == {"name": "road", "colour": None}


def test_no_other_fill_is_of_one_colour(images):
    import torch

    context = measure_training_images(images, 0)
    nothing = torch.zeros((8, 16, 16), dtype=torch.bool)
    for name, fill in FILLS.items():
        shown = fill(images["pixels"], context)(slice(0, 8), nothing).numpy()
        if name != "road":  # which imputes from what is kept
            assert (len(np.unique(shown.reshape(-1, 3), axis=0)) == 1) == (name in OF_ONE_COLOUR)


def test_sprites_of_images_lose_nothing(images, tmp_path):
    plan = plan_chunks(images, [["gender", "identity"]], 2, 0, 16)
    write_images(images, plan, tmp_path)
    (path,) = tmp_path.iterdir()
    function, chunk, uri = read_call(path)
    assert (path.name, function, chunk) == ("0.js", "images", 0)
    sprite = read_sprite(uri)
    for place, label in enumerate(plan.chunks[0].images):
        found = cut(sprite, place, 16, 16, plan.columns)
        np.testing.assert_array_equal(found, images["pixels"].sel(image=label))


def test_every_method_of_the_config_has_a_sentence():
    known = yaml.safe_load(SCHEMA.read_text())["$defs"]["method"]["enum"]
    assert set(known) == set(METHODS)
    assert all(words.endswith(".") and words != OWN_COMPOSITE for words in METHODS.values())
    assert describe_method("mine") == OWN_COMPOSITE
