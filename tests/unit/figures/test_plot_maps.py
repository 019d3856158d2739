"""What figures of maps share."""

import numpy as np
import pytest
from skimage.color import deltaE_ciede2000, rgb2lab

from face_relevance.figures.maps import choose_examples, overlay_relevance


def test_overlay_is_grey_where_relevance_is_zero_and_red_or_blue_by_its_sign():
    face = np.full((1, 3, 3), 128, dtype=np.uint8)
    overlay = overlay_relevance(face, np.array([[-2.0, 0.0, 2.0]]))
    negative, none, positive = overlay[0]
    assert np.ptp(none) < 1e-9
    assert negative[2] > negative[0]
    assert positive[0] > positive[2]


def test_overlay_does_not_depend_on_the_unit_of_relevance():
    face = np.full((2, 2, 3), 90, dtype=np.uint8)
    relevance = np.array([[0.1, -0.4], [0.0, 0.2]])
    np.testing.assert_allclose(
        overlay_relevance(face, relevance), overlay_relevance(face, 1e6 * relevance)
    )


@pytest.mark.parametrize("grey", [90, 128, 190])
def test_either_sign_stands_out_by_about_as_much(grey):
    relevance = np.linspace(-1, 1, 33)[None]
    face = np.full((1, 33, 3), grey, np.uint8)
    seen = rgb2lab(overlay_relevance(face, relevance))[0]
    distance = deltaE_ciede2000(seen, np.broadcast_to(seen[16], seen.shape))
    ratio = distance[:16][::-1] / distance[17:]
    assert ratio.min() > 0.8
    assert ratio.max() < 1.25
    assert (np.diff(distance[16:]) > 0).all()
    assert (np.diff(distance[16::-1]) > 0).all()


def test_overlay_of_no_relevance_is_the_grey_face():
    face = np.arange(12, dtype=np.uint8).reshape(2, 2, 3)
    overlay = overlay_relevance(face, np.zeros((2, 2)))
    assert np.isfinite(overlay).all()
    assert np.ptp(overlay, axis=2).max() < 1e-9


def test_face_stays_visible_under_moderate_relevance():
    dark, light = (
        overlay_relevance(np.full((1, 2, 3), level, dtype=np.uint8), np.array([[0.3, 1.0]]))[0, 0]
        for level in (30, 220)
    )
    assert (light - dark).min() > 0.2


def test_chosen_examples_mix_genders_and_identities(rendered):
    chosen = rendered.images.sel(image=choose_examples(rendered.images, 4))
    assert len(set(chosen["identity"].values)) == 4
    assert sorted(chosen["gender"].values) == ["female", "female", "male", "male"]


def test_choice_without_genders_still_mixes_identities(orl):
    chosen = orl.images.sel(image=choose_examples(orl.images, 5))
    assert len(set(chosen["identity"].values)) == 5


def test_choice_ends_with_the_identities(orl):
    assert len(choose_examples(orl.images, 100)) == 8
