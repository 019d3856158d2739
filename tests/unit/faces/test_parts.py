from dataclasses import replace

import numpy as np
import pytest

from face_relevance.faces import PARTS, Identity, View, face_geometry, render_faces, sample_identity
from face_relevance.faces.parts import majority

SIZE = 96


def show(view, person=None):
    """Mask of each part, from a face in this view."""
    _, (parts,) = render_faces(face_geometry(person or Identity()), [view], SIZE)
    return {name: parts == index for index, name in enumerate(PARTS)}


def centre(mask):
    """Mean row and column."""
    return np.argwhere(mask).mean(axis=0)


@pytest.fixture(scope="module")
def frontal():
    return show(View())


def test_every_part_is_seen_in_a_frontal_view(frontal):
    assert all(mask.sum() > 15 for mask in frontal.values())


def test_parts_follow_one_another_from_top_to_bottom(frontal):
    names = ("hair", "forehead", "brows", "eyes", "nose", "mouth", "chin", "neck")
    rows = [centre(frontal[name])[0] for name in names]
    assert rows == sorted(rows)
    assert np.diff(rows).min() > 2


@pytest.mark.parametrize("name", ["eyes", "brows", "cheeks", "ears"])
def test_paired_parts_lie_on_both_sides_of_the_nose(frontal, name):
    nose = centre(frontal["nose"])[1]
    columns = np.argwhere(frontal[name])[:, 1]
    left, right = columns[columns < nose - 4], columns[columns > nose + 4]
    assert len(left) == pytest.approx(len(right), rel=0.15)
    assert len(left) + len(right) > 0.9 * len(columns)


def test_the_ears_are_outermost_and_the_hair_is_on_top(frontal):
    ears = np.argwhere(frontal["ears"])[:, 1]
    assert ears.min() < np.argwhere(frontal["cheeks"])[:, 1].min()
    assert ears.max() > np.argwhere(frontal["cheeks"])[:, 1].max()
    covered = np.flatnonzero(~frontal["background"].all(axis=1))
    assert frontal["hair"][covered[0]].sum() == (~frontal["background"][covered[0]]).sum()


@pytest.mark.parametrize("seed", range(4))
def test_background_is_what_shows_the_backdrop_in_half_of_its_samples_or_more(seed):
    geometry = face_geometry(sample_identity(np.random.default_rng(seed), "female"))
    view = View(yaw=-20, pitch=8, roll=4)

    def brightening(**changes):
        """Linear light that a brighter backdrop adds."""
        views = [replace(view, background=grey, **changes) for grey in (0.1, 0.9)]
        pictures, _ = render_faces(geometry, views, SIZE)
        dark, bright = ((picture[..., 0] / 255) ** 2.2 for picture in pictures)
        return bright - dark

    uncovered = np.rint(4 * brightening() / brightening(shift_x=9))
    background = render_faces(geometry, [view], SIZE)[1][0] == 0
    assert background[uncovered >= 2].all()
    assert not background[uncovered == 0].any()
    # Three other parts may tie with a single sample of the backdrop.
    assert background[uncovered == 1].mean() < 0.1


def test_masks_follow_a_shift():
    here, there = (show(View(shift_x=x, shift_y=x)) for x in (0, 0.04))
    for name in PARTS[1:9]:  # of ears and neck, perspective shows more at one side
        moved = centre(there[name]) - centre(here[name])
        np.testing.assert_allclose(moved, [-0.04 * SIZE, 0.04 * SIZE], atol=1)


def test_masks_follow_a_turn(frontal):
    turned = show(View(yaw=30))
    middle = centre(frontal["nose"])[1]
    assert centre(turned["nose"])[1] > middle + 5
    assert centre(turned["mouth"])[1] > middle + 5
    # The far ear is hidden, the near one is at the left.
    assert np.argwhere(turned["ears"])[:, 1].max() < middle


def test_the_iris_is_a_part_of_the_eyes():
    brown, blue = (
        render_faces(face_geometry(Identity(iris_tone=tone)), [View()], SIZE) for tone in (0, 1)
    )
    np.testing.assert_array_equal(brown[1], blue[1])
    changed = (brown[0] != blue[0]).any(axis=3)
    assert changed.sum() > 10
    assert (brown[1][changed] == PARTS.index("eyes")).all()


def test_most_samples_decide_and_ties_go_to_the_first_part():
    nose, mouth = PARTS.index("nose"), PARTS.index("mouth")
    # Samples of a 2 by 1 image in a 2 by 2 canvas: rows 0 and 1 of the fine grid, 4 columns.
    pixel = np.array([0, 1, 4, 5, 2, 3, 8, 9, 12])
    part = np.array([nose, mouth, mouth, mouth, nose, nose, mouth, nose, mouth], np.uint8)
    expected = [[mouth, 0], [mouth, 0]]
    np.testing.assert_array_equal(majority(pixel, part, 2, 1)[0], expected)
    np.testing.assert_array_equal(majority(pixel[:4], np.array([4, 4, 3, 3]), 2, 1)[0, 0, 0], nose)
