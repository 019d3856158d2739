"""Colour maps: equal steps look equal, and lightness alone orders the values."""

import matplotlib as mpl
import numpy as np
import pytest
from skimage.color import deltaE_ciede2000, rgb2lab

from face_relevance.figures.colour_maps import BLUE_RED, BROWN_TEAL, PALE_TEAL, WHITE_RED
from face_relevance.figures.rdm_panels import _SCALE as RANKS_OF_DISSIMILARITY
from face_relevance.figures.transfer import _SCALE as SHARES

MAPS = {
    **{colours.name: colours for colours in (BLUE_RED, BROWN_TEAL, PALE_TEAL, WHITE_RED)},
    "transfer": SHARES,
    "dissimilarity": RANKS_OF_DISSIMILARITY,
    **{name: mpl.colormaps[name] for name in ("viridis", "cividis", "magma")},
}
DIVERGING = ("blue-red", "brown-teal")


def find_colours(name):
    """Colours of 65 equal steps (step, 3) in CIELAB."""
    return rgb2lab(MAPS[name](np.linspace(0, 1, 65))[None, :, :3])[0]


@pytest.mark.parametrize("name", MAPS)
def test_no_step_is_twice_as_large_as_the_mean_or_less_than_half_of_it(name):
    colours = find_colours(name)
    steps = deltaE_ciede2000(colours[1:], colours[:-1])
    assert steps.max() < 2 * steps.mean()
    assert steps.min() > 0.5 * steps.mean()


@pytest.mark.parametrize("name", MAPS)
def test_lightness_orders_the_values(name):
    lightness = find_colours(name)[:, 0]
    halves = (lightness[:33][::-1], lightness[32:]) if name in DIVERGING else (lightness,)
    for half in halves:
        steps = np.diff(half)
        assert (steps > 0).all() or (steps < 0).all()


@pytest.mark.parametrize("name", DIVERGING)
def test_diverging_maps_are_as_dark_at_either_end_and_lightest_in_the_middle(name):
    lightness = find_colours(name)[:, 0]
    assert lightness.argmax() == 32
    np.testing.assert_allclose(lightness, lightness[::-1], atol=4)
