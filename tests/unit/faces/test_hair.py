from dataclasses import replace

import numpy as np
import pytest
from scipy.ndimage import label

from face_relevance.faces import (
    HAIR_STYLES,
    PARTS,
    Identity,
    View,
    face_geometry,
    load_head,
    render_faces,
    sample_identity,
    sample_view,
)
from face_relevance.faces.hair import GENDERED_STYLES
from face_relevance.faces.wig import make_wig

STYLES_WITH_SHELL = [name for name, style in HAIR_STYLES.items() if style.top]


def hair_of(style, view):
    _, (parts,) = render_faces(face_geometry(Identity(hair_style=style)), [view], 64)
    return parts == PARTS.index("hair")


@pytest.mark.parametrize("style", STYLES_WITH_SHELL)
def test_the_shell_rides_on_the_skull_of_whoever_wears_it(style):
    head = load_head()
    wig = make_wig(head, style)
    np.testing.assert_allclose(wig.anchor.sum(axis=1), 1, rtol=1e-5)
    assert wig.triangles.max() < len(wig.offset)
    person = face_geometry(
        replace(sample_identity(np.random.default_rng(0), "male"), hair_style=style)
    )
    scalp = (head.face_part == PARTS.index("hair")) & (head.base[:, 1] > 1)
    moved = (person.vertices - face_geometry(Identity(hair_style=style)).vertices)[
        [*np.flatnonzero(scalp), *range(len(head.base), len(person.vertices))]
    ]
    on_scalp, shell = np.split(moved, [scalp.sum()])
    crown = wig.strand[:, 1] == 0
    np.testing.assert_allclose(shell[crown].mean(axis=0), on_scalp.mean(axis=0), atol=0.1)


@pytest.mark.parametrize("style", HAIR_STYLES)
def test_every_style_leaves_eyes_nose_and_mouth_free(style):
    _, shown = render_faces(face_geometry(Identity(hair_style=style)), [View()], 64)
    _, shaved = render_faces(face_geometry(Identity(hair_style="shaved")), [View()], 64)
    for name in ("eyes", "nose", "mouth", "chin"):
        index = PARTS.index(name)
        np.testing.assert_array_equal(shown == index, shaved == index)


@pytest.mark.parametrize("style", [name for name in HAIR_STYLES if not HAIR_STYLES[name].length])
def test_nobody_looks_through_between_hair_and_skin(style):
    for seed in range(6):
        rng = np.random.default_rng(seed)
        person = replace(sample_identity(rng, ("female", "male")[seed % 2]), hair_style=style)
        _, (parts,) = render_faces(face_geometry(person), [sample_view(rng)], 96)
        patches, count = label(parts == 0)
        border = {*patches[0], *patches[-1], *patches[:, 0], *patches[:, -1]}
        enclosed = np.isin(patches, [k for k in range(1, count + 1) if k not in border])
        assert enclosed.sum() <= 2  # between the tip of an ear and the hair


def test_long_hair_falls_beside_the_neck_and_short_hair_does_not():
    below_chin = slice(52, None)
    assert hair_of("long", View())[below_chin].sum() > 60
    assert hair_of("short", View())[below_chin].sum() == 0


def test_styles_differ_from_one_another():
    shapes = [hair_of(style, View(yaw=20)) for style in HAIR_STYLES]
    for k, one in enumerate(shapes):
        for other in shapes[:k]:
            assert (one != other).sum() > 15


def test_a_style_does_not_depend_on_the_gender_that_is_drawn():
    styles = {
        gender: [sample_identity(np.random.default_rng(k), gender).hair_style for k in range(40)]
        for gender in ("female", "male")
    }
    assert styles["female"] == styles["male"]
    assert set(styles["female"]) == set(HAIR_STYLES)


def test_a_style_tells_the_gender_where_hair_is_asked_to():
    styles = {
        gender: {
            sample_identity(np.random.default_rng(k), gender, ["hair"]).hair_style
            for k in range(40)
        }
        for gender in GENDERED_STYLES
    }
    assert styles == {gender: set(names) for gender, names in GENDERED_STYLES.items()}


def test_an_unknown_style_is_named():
    with pytest.raises(ValueError, match="beehive"):
        face_geometry(Identity(hair_style="beehive"))
