"""Maps of the sea: coastlines, names of degrees, the frame of a box."""

import numpy as np
import pytest
import xarray as xr
from matplotlib.colors import Normalize
from matplotlib.figure import Figure

from face_relevance.figures.colour_maps import WHITE_RED
from face_relevance.figures.sea_map import (
    draw_sea,
    find_coast,
    find_edges,
    fit_height,
    name_latitude,
    name_longitude,
)


def make(values, latitude=(-5, 0, 5), longitude=(170, 180, 190, 200)):
    return xr.DataArray(
        np.asarray(values), {"latitude": list(latitude), "longitude": list(longitude)},
        ("latitude", "longitude"),
    )  # fmt: skip


LAND = np.zeros((3, 4), dtype=bool)
LAND[0, 0] = True


def test_the_coast_is_between_land_and_sea_and_not_at_the_rim():
    edges = {frozenset(ends) for ends in find_coast(make(LAND))}
    # The cell at 5° S, 170° E reaches from 7.5° S to 2.5° S and from 165° E to 175° E.
    assert edges == {
        frozenset([(175.0, -7.5), (175.0, -2.5)]),
        frozenset([(165.0, -2.5), (175.0, -2.5)]),
    }
    assert find_coast(make(np.zeros((3, 4), dtype=bool))) == []


def test_edges_of_uneven_cells_lie_between_their_centres():
    assert find_edges(np.array([0.0, 2.0, 6.0])).tolist() == [-1, 1, 4, 8]
    assert find_edges(np.array([7.0])).tolist() == [6.5, 7.5]


@pytest.mark.parametrize(
    ("degrees", "name"),
    [(160, "160°E"), (180, "180°"), (240, "120°W"), (-120, "120°W"), (360, "0°"), (370, "10°E")],
)
def test_longitudes_are_named_east_or_west(degrees, name):
    assert name_longitude(degrees) == name


def test_latitudes_are_named_north_or_south():
    assert [name_latitude(degrees) for degrees in (-20, 0, 7.5)] == ["20°S", "0°", "7.5°N"]


def test_a_map_has_its_field_the_right_way_up_the_coast_and_the_box():
    box = np.zeros((3, 4), dtype=bool)
    box[1:, 2:] = True
    axes = Figure().subplots()
    values = np.arange(12.0).reshape(3, 4)
    image = draw_sea(axes, make(values), make(LAND), make(box), Normalize(0, 11), WHITE_RED)
    assert image.origin == "lower"
    assert image.get_extent() == pytest.approx([165, 205, -7.5, 7.5])
    shown = image.get_array()
    assert shown.mask.tolist() == LAND.tolist()  # nothing is relevant there: the land is seen
    assert shown[2, 3] == 11
    frame = next(line for line in axes.lines if line.get_gid() == "box")
    assert sorted(set(frame.get_xdata())) == [185, 205]
    assert sorted(set(frame.get_ydata())) == [-2.5, 7.5]
    assert sum(len(c.get_segments()) for c in axes.collections if c.get_gid() == "coast") == 2


def test_relevance_on_land_is_drawn():
    axes = Figure().subplots()
    image = draw_sea(
        axes, make(np.ones((3, 4))), make(LAND), make(~LAND), Normalize(0, 1), WHITE_RED
    )
    assert not np.ma.getmaskarray(image.get_array()).any()


def test_degrees_are_as_long_in_both_directions_on_the_equator():
    assert fit_height(make(np.zeros((3, 4))), 4.0) == pytest.approx(4 * 15 / 40)
