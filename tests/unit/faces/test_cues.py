from dataclasses import replace

import numpy as np
import pytest

from face_relevance.faces import (
    GENDER_CUES,
    PARTS,
    Identity,
    View,
    causal_maps,
    confine_shape,
    face_geometry,
    load_head,
    render_faces,
    sample_identity,
    sample_view,
    swap_gender,
)
from face_relevance.faces.cues import PART_OF_REGION

SIZE = 64


@pytest.fixture(scope="module")
def person():
    return sample_identity(np.random.default_rng(3), "female", GENDER_CUES)


@pytest.fixture(scope="module")
def views():
    return [sample_view(np.random.default_rng(k)) for k in range(3)]


@pytest.mark.parametrize("cue", GENDER_CUES)
def test_pixels_outside_the_causal_map_of_a_cue_do_not_change_with_it(person, views, cue):
    swap = swap_gender(person, [cue])
    maps = causal_maps(person, views, SIZE, swap)
    assert maps.shape == (3, SIZE, SIZE)
    before, _ = render_faces(face_geometry(person), views, SIZE)
    after, _ = render_faces(face_geometry(replace(person, **swap)), views, SIZE)
    np.testing.assert_array_equal(before[maps == 0], after[maps == 0])
    assert (before != after).any(axis=3)[maps > 0].all()
    assert (maps > 0).any(axis=(1, 2)).all()
    assert (maps == 0).mean() > 0.2


def test_the_cue_in_the_brows_changes_the_brows_and_their_border_alone(person):
    views = [View()]
    (changed,) = causal_maps(person, views, 128, swap_gender(person, ["brows"])) > 0
    _, (parts,) = render_faces(face_geometry(person), views, 128)
    names = {PARTS[index] for index in np.unique(parts[changed])}
    assert "brows" in names
    assert names <= {"brows", "forehead", "eyes"}


def test_the_cue_in_the_contrast_leaves_background_and_shape_untouched(person, views):
    maps = causal_maps(person, views, SIZE, swap_gender(person, ["contrast"]))
    _, parts = render_faces(face_geometry(person), views, SIZE)
    _, swapped = render_faces(face_geometry(replace(person, contrast_gender=1)), views, SIZE)
    np.testing.assert_array_equal(parts, swapped)
    assert (maps[parts == PARTS.index("nose")] > 0).mean() > 0.9


def test_a_mole_changes_a_spot_where_it_is(views):
    (changed,) = causal_maps(Identity(mole=(0.35, -0.25)), [View()], 128, {"mole": None}) > 0
    row, column = np.argwhere(changed).mean(axis=0)
    assert 10 < changed.sum() < 100
    # 0.35 dm to the face's left is to the viewer's right; 134 mm span half of the picture.
    assert column == pytest.approx(64 + 0.35 / 1.34 * 64, abs=2)
    assert row == pytest.approx(64 + 0.52 / 1.34 * 64, abs=3)


def test_a_tint_of_the_backdrop_changes_no_pixel_of_the_face():
    (changed,) = causal_maps(Identity(), [View()], SIZE, {"background_tint": 1.0}) > 0
    _, (parts,) = render_faces(face_geometry(Identity()), [View()], SIZE)
    assert changed[parts == 0].mean() > 0.95
    assert not changed[parts == PARTS.index("nose")].any()


def test_an_unknown_parameter_is_named():
    with pytest.raises(ValueError, match="beard"):
        causal_maps(Identity(), [View()], 16, {"beard": 1.0})


def test_two_swaps_of_gender_restore_the_person(person):
    once = replace(person, **swap_gender(person))
    assert once.gender == 1 - person.gender
    assert (once.brow_gender, once.contrast_gender) == (
        -person.brow_gender,
        -person.contrast_gender,
    )
    assert replace(once, **swap_gender(once)) == replace(person, gender=1 - (1 - person.gender))
    assert once.hair_style != person.hair_style
    with pytest.raises(ValueError, match="voice"):
        swap_gender(person, ["voice"])


def test_hair_that_both_wear_is_not_swapped():
    assert swap_gender(Identity(hair_style="curly"), ["hair"]) == {}


@pytest.mark.parametrize("part", ["nose", "mouth", "eyes", "chin"])
def test_a_confined_shape_moves_vertices_of_its_part_and_of_the_border_alone(person, part):
    head = load_head()
    confined = confine_shape(person, [part])
    other = replace(confined, **swap_gender(confined, ["shape"]))
    moved = (
        100
        * np.linalg.norm(face_geometry(confined).vertices - face_geometry(other).vertices, axis=1)[
            : len(head.base)
        ]
    )
    inside = head.face_part == PARTS.index(part)
    assert moved[inside].max() > 1
    assert (moved[inside] ** 2).sum() > 0.6 * (moved**2).sum()
    assert moved[head.face_part == PARTS.index("ears")].max() < 0.01


@pytest.mark.parametrize("part", ["nose", "mouth", "eyes"])
def test_people_whose_shapes_differ_in_one_part_differ_in_the_pixels_around_it_alone(part):
    one, other = (
        confine_shape(sample_identity(np.random.default_rng(k), "female"), [part]) for k in (1, 2)
    )
    (change,) = causal_maps(one, [View()], 128, {"targets": other.targets})
    _, (parts,) = render_faces(face_geometry(one), [View()], 128)
    for away in ("background", "ears", "neck"):
        assert (change[parts == PARTS.index(away)] == 0).all()
    assert change[parts == PARTS.index(part)].sum() > 0.5 * change.sum()


def test_the_parts_of_gender_add_up_to_the_whole_away_from_hair_and_neck():
    head = load_head()
    parts = sum(head.targets[row] for name, row in head.index.items() if name[:6] == "gender")
    whole = sum(
        sign * head.targets[head.index[f"{ancestry}-{sex}-young"]] / 3
        for ancestry in ("african", "asian", "caucasian")
        for sex, sign in (("male", 1), ("female", -1))
    )
    nose = head.face_part == PARTS.index("nose")
    np.testing.assert_allclose(parts[nose], whole[nose], atol=1e-5)


def test_every_region_of_targets_has_a_part_or_shapes_the_whole_head():
    regions = {name.partition("/")[0] for name in load_head().names if "/" in name}
    assert regions == {*PART_OF_REGION, "head", "gender", "shift"}
    assert set(PART_OF_REGION.values()) < set(PARTS)


def test_an_unknown_part_is_named(person):
    with pytest.raises(ValueError, match="beard"):
        confine_shape(person, ["nose", "beard"])
