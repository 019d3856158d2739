import numpy as np
import pytest
import xarray as xr

from face_relevance.fields import CLASSES, add_classes, classify, compute_nino34, find_box


def make(values, latitude, longitude):
    return xr.DataArray(
        np.asarray(values, dtype=float),
        dims=("time", "latitude", "longitude"),
        coords={"latitude": latitude, "longitude": longitude},
    )


def test_the_box_of_the_carried_grid_has_two_rows_of_ten_cells():
    grid = make(np.zeros((1, 18, 30)), np.arange(-22.5, 63, 5), np.arange(117.5, 263, 5))
    box = find_box(grid)
    assert box.sum() == 20
    inside = box.where(box, drop=True)
    assert inside["latitude"].values.tolist() == [-2.5, 2.5]
    assert inside["longitude"].values[[0, -1]].tolist() == [192.5, 237.5]


def test_the_box_is_the_same_in_degrees_west():
    east = make(np.zeros((1, 1, 4)), [0], [180, 200, 230, 250])
    west = make(np.zeros((1, 1, 4)), [0], [-180, -160, -130, -110])
    np.testing.assert_array_equal(find_box(east), find_box(west))
    assert find_box(east).values.tolist() == [[False, True, True, False]]


def test_the_index_weighs_rows_by_the_cosine_of_latitude():
    # Rows at 0° and 5°: weights 1 and cos 5° = 0.99619.
    field = make([[[1.0, 9.0], [3.0, 9.0]]], [0, 5], [200, 100])
    expected = (1 + 3 * np.cos(np.deg2rad(5))) / (1 + np.cos(np.deg2rad(5)))
    assert compute_nino34(field).item() == pytest.approx(expected)


def test_cells_without_data_do_not_count():
    field = make([[[1.0, np.nan]]], [0], [200, 210])
    assert compute_nino34(field).item() == 1
    with pytest.raises(ValueError, match=r"all cells in Niño 3\.4 are NaN"):
        compute_nino34(make([[[np.nan, 1.0]]], [0], [200, 100]))


def test_a_region_without_the_box_is_refused():
    with pytest.raises(ValueError, match=r"no cell in Niño 3\.4"):
        compute_nino34(make([[[1.0]]], [50], [200]))


def test_classes_begin_at_the_threshold():
    index = xr.DataArray([0.5, 0.499, -0.499, -0.5], dims="time")
    warm, neutral, cold = CLASSES
    assert classify(index).values.tolist() == [warm, neutral, neutral, cold]
    assert classify(index, 0.4).values.tolist() == [warm, warm, cold, cold]


def test_land_is_where_no_sample_has_data():
    fields = make([[[1.0, np.nan]], [[-1.0, np.nan]]], [0], [200, 210]).to_dataset(name="anomaly")
    found = add_classes(fields)
    assert found["land"].values.tolist() == [[False, True]]
    assert found["class"].values.tolist() == ["El Niño", "La Niña"]
