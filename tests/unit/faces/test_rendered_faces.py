from dataclasses import replace

import numpy as np
import pytest
import xarray as xr
from scipy.ndimage import label

from face_relevance.faces import (
    PARTS,
    Identity,
    View,
    face_geometry,
    render_faces,
    rendered_faces,
    sample_identity,
    sample_view,
)

PRETRAINING = {"identities": 2, "train_views": 2, "test_views": 1}
GENDER = {"train_identities": 4, "validation_identities": 2, "views": 2}
IDENTITY = {"identities": 2, "train_views": 3, "validation_views": 1, "test_views": 2}
SIMILARITY = {"identities": 4, "views": 2}


@pytest.fixture(scope="module")
def faces():
    return rendered_faces(32, 5, PRETRAINING, GENDER, IDENTITY, SIMILARITY)


def split_of(faces, task, split):
    return faces.isel(image=np.flatnonzero(faces["split"].sel(task=task).values == split))


def test_the_same_seed_gives_the_same_bits(faces):
    again = rendered_faces(32, 5, PRETRAINING, GENDER, IDENTITY, SIMILARITY)
    xr.testing.assert_identical(faces, again)


def test_another_seed_gives_other_people(faces):
    other = rendered_faces(32, 6, PRETRAINING, GENDER, IDENTITY, SIMILARITY)
    assert np.abs(other["shape"] - faces["shape"]).min("coefficient").max() > 0
    assert not np.array_equal(other["pixels"], faces["pixels"])


def test_larger_sets_leave_every_image_unchanged(faces):
    larger = rendered_faces(
        32,
        5,
        {"identities": 4, "train_views": 2, "test_views": 1},
        {"train_identities": 6, "validation_identities": 4, "views": 3},
        {"identities": 4, "train_views": 3, "validation_views": 1, "test_views": 2},
        {"identities": 6, "views": 3},
    )
    assert set(faces["image"].values) < set(larger["image"].values)
    people = faces["face"].values
    same = larger.sel(image=faces["image"].values, face=people, other=people)
    xr.testing.assert_identical(same, faces)


def test_distances_of_the_whole_face_are_those_of_the_shape_coordinates(faces):
    shape = [
        faces["shape"].values[faces["identity"].values == name][0]
        for name in faces["face"].values[:2]
    ]
    direct = np.linalg.norm(np.subtract(*shape))
    assert faces["distance"].sel(shaped_part="face")[0, 1].item() == pytest.approx(direct, rel=1e-3)
    assert (faces["distance"].sel(shaped_part="nose")[0, 1] > 0).item()


def test_more_training_views_leave_the_pictures_of_the_test_views_unchanged(faces):
    more = rendered_faces(32, 5, PRETRAINING, GENDER, IDENTITY | {"train_views": 5}, SIMILARITY)
    np.testing.assert_array_equal(
        split_of(more, "identity", "test")["pixels"], split_of(faces, "identity", "test")["pixels"]
    )


def test_splits_have_the_sizes_that_were_asked_for(faces):
    sizes = {
        (task, split): split_of(faces, task, split).sizes["image"]
        for task in ("pretraining", "gender", "identity")
        for split in ("train", "validation", "test")
    }
    assert list(sizes.values()) == [4, 0, 2, 8, 4, 4, 6, 2, 4]


def test_nobody_is_trained_on_in_one_task_and_tested_in_the_gender_task(faces):
    trained = set(split_of(faces, "gender", "train")["identity"].values)
    validated = set(split_of(faces, "gender", "validation")["identity"].values)
    tested = set(split_of(faces, "gender", "test")["identity"].values)
    pretrained = set(split_of(faces, "pretraining", "train")["identity"].values)
    identified = set(split_of(faces, "identity", "train")["identity"].values)
    assert tested == identified
    judged = set(faces["face"].values)
    groups = [trained, validated, tested, pretrained, judged]
    assert len(set.union(*groups)) == sum(map(len, groups))
    assert set(split_of(faces, "gender", "test")["image"].values) == set(
        split_of(faces, "identity", "test")["image"].values
    )


def test_every_split_is_half_female_and_half_male(faces):
    for task in faces["task"].values:
        for split in ("train", "validation", "test"):
            gender = split_of(faces, task, split)["gender"].values
            assert np.count_nonzero(gender == "female") == np.count_nonzero(gender == "male")


def test_the_views_of_a_person_share_the_shape_and_differ_in_pose(faces):
    for _, views in faces.groupby("identity"):
        assert np.ptp(views["shape"].values, axis=0).max() == 0
        assert len(set(views["hair_style"].values)) == 1
        assert np.unique(views["pose"].values, axis=0).shape == (views.sizes["image"], 2)


def test_every_image_comes_with_the_parts_of_its_face(faces):
    parts = faces["parts"]
    assert parts.dims == ("image", "y", "x")
    assert parts.dtype == np.uint8
    assert parts.attrs["flag_values"] == list(range(11))
    assert parts.attrs["flag_meanings"].split()[0] == "background"
    assert len(parts.attrs["flag_meanings"].split()) == 11
    shown = [set(np.unique(image)) for image in parts.values]
    everywhere = {PARTS.index(name) for name in ("background", "nose", "mouth", "hair", "cheeks")}
    assert all(everywhere <= names for names in shown)


def test_sets_that_cannot_be_balanced_are_refused():
    with pytest.raises(ValueError, match="pretraining has 3 identities"):
        rendered_faces(32, 5, PRETRAINING | {"identities": 3}, GENDER, IDENTITY, SIMILARITY)


def test_progress_sees_every_person():
    seen = []

    def count(iterable, description, total):
        for item in iterable:
            seen.append(total)
            yield item

    rendered_faces(16, 5, PRETRAINING, GENDER, IDENTITY, SIMILARITY, progress=count)
    assert seen == [14] * 14


@pytest.mark.parametrize("seed", range(9))
def test_a_face_fills_the_middle_without_holes_and_leaves_the_upper_corners_free(seed):
    rng = np.random.default_rng(seed)
    geometry = face_geometry(sample_identity(rng, ("female", "male")[seed % 2]))
    view = sample_view(rng)
    views = [replace(view, background=grey) for grey in (0.9, 0.1)]
    (bright, dark), _ = render_faces(geometry, views, 48)
    covered = np.abs(bright.astype(int) - dark).sum(axis=2) == 0
    assert covered[16:32, 20:28].all()
    _, patches = label(~covered)
    assert patches <= 4  # beside the head, on both sides of the neck, under hanging hair
    assert not covered[:4, :4].any()
    assert not covered[:4, -4:].any()
    assert 0.2 < covered.mean() < 0.8


def test_a_symmetric_face_in_frontal_light_is_a_mirror_image_of_itself():
    geometry = face_geometry(Identity(hair_style="shaved"))
    (picture,), _ = render_faces(geometry, [View(light_azimuth=0)], 64)
    assert np.abs(picture.astype(int) - picture[:, ::-1]).mean() < 2


def test_a_warmer_light_reddens_the_picture():
    views = [View(light_warmth=warmth) for warmth in (-1, 1)]
    pictures, _ = render_faces(face_geometry(Identity()), views, 32)
    cold, warm = pictures.mean(axis=(1, 2))
    assert warm[0] - warm[2] > cold[0] - cold[2]


def test_the_tint_colours_the_backdrop_alone():
    views = [View(background_tint=tint) for tint in (-1, 0, 1)]
    pictures, parts = render_faces(face_geometry(Identity()), views, 32)
    blue, grey, yellow = pictures[:, 0, 0].astype(int)
    assert blue[2] > blue[0]
    assert np.ptp(grey) == 0
    assert yellow[0] > yellow[2]
    skin = parts[0] == PARTS.index("nose")
    np.testing.assert_array_equal(pictures[0][skin], pictures[2][skin])


@pytest.mark.parametrize("size", [32, 100])
def test_a_picture_does_not_depend_on_those_that_are_drawn_with_it(size):
    views = [sample_view(np.random.default_rng(k)) for k in range(20)]
    geometry = face_geometry(Identity(hair_style="bob"))
    pixels, parts = render_faces(geometry, views, size)
    for k in (0, 7, 19):
        alone = render_faces(geometry, [views[k]], size)
        np.testing.assert_array_equal(alone[0][0], pixels[k])
        np.testing.assert_array_equal(alone[1][0], parts[k])
