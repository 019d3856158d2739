"""Image sets whose label is known to be in one cue."""

import numpy as np
import pytest

from face_relevance.faces import PARTS, rendered_cues
from face_relevance.faces.cue_experiments import EXPERIMENTS

IDENTITY = {"identities": 3, "train_views": 2, "validation_views": 1, "test_views": 2}
GENDER = {"train_identities": 4, "validation_identities": 2, "test_identities": 4, "views": 2}


@pytest.fixture(scope="module")
def drawn():
    return rendered_cues(48, 1, list(EXPERIMENTS), IDENTITY, GENDER)


def pick(drawn, task, split="test"):
    """Images of a split of a task, and where they are tests, the same with cues swapped."""
    faces, swapped = drawn
    here = faces.isel(image=(faces["split"].sel(task=task) == split).values)
    return here, swapped.sel(image=here["image"].values) if split == "test" else None


def change(drawn, task, number=0):
    """Where a cue changes the test images of a task by more than rounding does."""
    faces, swapped = pick(drawn, task)
    difference = faces["pixels"].astype(int) - swapped["swapped"].isel(cue=number)
    return faces, (abs(difference).max("channel") > 1).values


def test_every_image_is_in_one_task_with_its_label_and_in_no_other(drawn):
    faces, swapped = drawn
    assert ((faces["split"] != "none").sum("task") == 1).all()
    for task, experiment in EXPERIMENTS.items():
        inside = (faces["split"].sel(task=task) != "none").values
        assert set(faces[task].values[~inside]) == {""}
        labels = set(faces[task].values[inside])
        assert labels == (
            {"female", "male"} if experiment.label == "gender" else
            {"person-01", "person-02", "person-03"}
        )  # fmt: skip
        assert inside.sum() == (15 if experiment.label == "identity" else 20)
        tests, _ = pick(drawn, task)
        named = swapped["cue_name"].sel(image=tests["image"].values).values
        assert {tuple(name for name in row if name) for row in named} == {experiment.planted}
    assert swapped.sizes["image"] == 4 * 6 + 7 * 8


def test_nobody_whose_gender_is_told_is_in_two_splits(drawn):
    for task in ("gender-in-brows", "shortcut-mole"):
        splits = [set(pick(drawn, task, s)[0]["identity"].values) for s in ("train", "test")]
        assert not splits[0] & splits[1]


def test_images_of_a_task_do_not_depend_on_the_others(drawn):
    faces, swapped = rendered_cues(48, 1, ["shortcut-mole"], IDENTITY, GENDER)
    before, changed = pick(drawn, "shortcut-mole")
    after = faces.sel(image=before["image"].values)
    np.testing.assert_array_equal(before["pixels"], after["pixels"])
    np.testing.assert_array_equal(changed["swapped"], swapped["swapped"])


@pytest.mark.parametrize("part", ["nose", "mouth", "eyes", "chin"])
def test_identity_in_a_part_changes_that_part_most_and_hardly_the_ears(drawn, part):
    faces, changed = change(drawn, f"identity-in-{part}")
    assert changed.any(axis=(1, 2)).all()
    parts = faces["parts"].values
    share = {PARTS[code]: changed[parts == code].mean() for code in np.unique(parts)}
    assert share[part] == max(share.values())
    assert part == "chin" or share.get("ears", 0) < 0.01


def test_brows_and_mole_change_few_pixels_of_the_face_and_a_tint_those_behind_it(drawn):
    for task, number, most in (("gender-in-brows", 0, 0.06), ("shortcut-mole", 1, 0.02)):
        faces, changed = change(drawn, task, number)
        assert 0 < changed.mean() < most
        assert changed.any(axis=(1, 2)).all()
        assert not changed[faces["parts"].values == PARTS.index("hair")].any()
    faces, changed = change(drawn, "shortcut-tint", 1)
    background = faces["parts"].values == PARTS.index("background")
    assert changed[background].mean() > 0.95
    assert changed[~background].mean() < 0.1


def test_a_shortcut_goes_with_the_label_in_training_only(drawn):
    """A blue backdrop has more blue than red: in training behind women, in the test by chance."""
    women = {}
    for split in ("train", "test"):
        faces, _ = pick(drawn, "shortcut-tint", split)
        red, _, blue = faces["pixels"].values[:, 0, 0].astype(int).T
        women[split] = (blue > red) == (faces["shortcut-tint"].values == "female")
    assert women["train"].all()
    assert 0 < women["test"].mean() < 1


def test_two_redundant_cues_are_swapped_one_by_one(drawn):
    _, brows = change(drawn, "redundant", 0)
    _, contrast = change(drawn, "redundant", 1)
    assert 0 < brows.sum() < contrast.sum()


def test_unknown_experiments_and_odd_numbers_are_named():
    with pytest.raises(ValueError, match="no cue experiment 'identity-in-beard'"):
        rendered_cues(48, 1, ["identity-in-beard"], IDENTITY, GENDER)
    with pytest.raises(ValueError, match="test_identities must be even"):
        rendered_cues(48, 1, ["redundant"], IDENTITY, GENDER | {"test_identities": 3})
