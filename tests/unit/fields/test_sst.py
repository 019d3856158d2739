import zipfile

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from face_relevance.fields import FieldError, read_carried_winters, read_noaa

REGION = {"latitude": [-10, 10], "longitude": [150, 250]}
YEARS = (1980, 1983)


def make_noaa(warming=None, **attributes):
    """Monthly temperatures as NOAA stores them: north first, land missing, days since 1800."""
    months = pd.date_range(f"{YEARS[0]}-01-01", f"{YEARS[1]}-12-01", freq="MS")
    latitude = np.arange(88, -89, -8, dtype=np.float32)
    longitude = np.arange(0, 360, 10, dtype=np.float32)
    season = 20 + np.cos(2 * np.pi * (months.month.values - 1) / 12)
    extra = np.zeros(len(months)) if warming is None else np.asarray(warming)
    values = (season + extra)[:, None, None] + 0 * latitude[:, None] + longitude / 100
    values[:, :, longitude == 200] = np.nan
    days = (months - pd.Timestamp("1800-01-01")).days.astype(float)
    attributes = {"units": "degC", "missing_value": np.float32(-9.96921e36)} | attributes
    missing = attributes["missing_value"]
    return xr.Dataset(
        {
            "sst": (
                ("time", "lat", "lon"),
                np.nan_to_num(values, nan=missing).astype("f4"),
                attributes,
            )
        },
        {
            "time": ("time", days, {"units": "days since 1800-1-1 00:00:00"}),
            "lat": ("lat", latitude, {"units": "degrees_north"}),
            "lon": ("lon", longitude, {"units": "degrees_east"}),
        },
    )


def write(data, path, engine="h5netcdf"):
    data.to_netcdf(path, engine=engine)
    return path


@pytest.mark.parametrize("engine", ["h5netcdf", "scipy"])
def test_anomalies_are_against_the_mean_of_each_month_of_the_climatology(tmp_path, engine):
    warming = np.zeros(48)
    warming[12] = 3  # January 1981 alone: the mean of the three Januaries 1981 to 1983 rises by 1
    path = write(make_noaa(warming), tmp_path / "sst.nc", engine)
    found = read_noaa(path, "months", (1981, 1983), REGION)["anomaly"]
    assert found.sizes["time"] == 48
    east = found.sel(latitude=0, longitude=180)
    assert east.sel(time="1981-01").item() == pytest.approx(2, abs=1e-4)
    assert east.sel(time="1980-01").item() == pytest.approx(-1, abs=1e-4)
    assert east.sel(time="1983-07").item() == pytest.approx(0, abs=1e-4)


def test_winters_are_means_of_november_to_march_and_named_by_their_january(tmp_path):
    warming = np.zeros(48)
    warming[10] = 5  # November 1980
    path = write(make_noaa(warming), tmp_path / "sst.nc")
    found = read_noaa(path, "winters", (1981, 1983), REGION)
    # Of the winters 1980 and 1984 two and three months are missing.
    assert found["time"].values.tolist() == ["1981", "1982", "1983"]
    assert found["winter"].values.tolist() == ["1981", "1982", "1983"]
    east = found["anomaly"].sel(latitude=0, longitude=180)
    np.testing.assert_allclose(east, [1, 0, 0], atol=1e-4)


def test_months_belong_to_the_winter_of_the_next_january_from_november_on(tmp_path):
    path = write(make_noaa(), tmp_path / "sst.nc")
    winters = read_noaa(path, "months", (1981, 1983), REGION)["winter"]
    names = ["1981-10", "1981-11", "1982-03"]
    assert winters.sel(time=names).values.tolist() == ["1981", "1982", "1982"]


def test_fields_lie_from_south_to_north_and_land_is_nan(tmp_path):
    path = write(make_noaa(), tmp_path / "sst.nc")
    found = read_noaa(path, "winters", (1981, 1983), REGION)["anomaly"]
    assert found["latitude"].values.tolist() == [-8, 0, 8]
    assert found["longitude"].values.tolist() == list(range(150, 251, 10))
    land = found.isnull().all("time")
    assert land.sel(longitude=200).all()
    assert land.sum() == 3


def test_a_region_may_be_given_in_degrees_west_and_cross_greenwich(tmp_path):
    path = write(make_noaa(), tmp_path / "sst.nc")
    region = {"latitude": [0, 0], "longitude": [-20, 10]}
    found = read_noaa(path, "winters", (1981, 1983), region)
    assert found["longitude"].values.tolist() == [340, 350, 360, 370]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.rename(sst="skt"), "has no variable 'sst', but skt; download sst.mnmean.nc"),
        (lambda d: d.assign(sst=d["sst"].assign_attrs(units="K")), "sst is in 'K', but 'degC'"),
        (lambda d: d.rename(lat="y"), "dimensions time, y, lon"),
        (lambda d: d.isel(time=slice(14, None)), "has 34 of the 36 months of the climatology"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(tmp_path, change, message):
    path = write(change(make_noaa()), tmp_path / "sst.nc")
    with pytest.raises(FieldError, match=message):
        read_noaa(path, "winters", (1981, 1983), REGION)


def test_a_missing_file_is_said_with_where_to_get_it(tmp_path):
    with pytest.raises(FieldError, match=r"does not exist; download sst\.mnmean\.nc of NOAA ERSST"):
        read_noaa(tmp_path / "none.nc", "winters", (1981, 1983), REGION)
    (tmp_path / "page.nc").write_text("<html>not found</html>")
    with pytest.raises(FieldError, match="cannot be read as netCDF"):
        read_noaa(tmp_path / "page.nc", "winters", (1981, 1983), REGION)


def test_a_region_without_cells_is_refused(tmp_path):
    path = write(make_noaa(), tmp_path / "sst.nc")
    with pytest.raises(FieldError, match="no cell in the region"):
        read_noaa(path, "winters", (1981, 1983), {"latitude": [1, 2], "longitude": [150, 250]})


def test_winters_are_read_from_their_carrier(tmp_path):
    days = [59548.5, 59914.0]  # the Januaries of 1963 and 1964
    values = np.array([[[0.5, 1e20], [1.5, -1.0]]] * 2)
    data = xr.Dataset(
        {"sst": (("time", "latitude", "longitude"), values, {"missing_value": 1e20})},
        {
            "time": ("time", days, {"units": "days since 1800-1-1 00:00:00"}),
            "latitude": [-2.5, 2.5],
            "longitude": [192.5, 197.5],
        },
    )
    write(data, tmp_path / "winters.nc", "scipy")
    with zipfile.ZipFile(tmp_path / "box.whl", "w") as archive:
        archive.write(tmp_path / "winters.nc", "box/winters.nc")
    found = read_carried_winters(tmp_path / "box.whl", "box/winters.nc")
    assert found["time"].values.tolist() == ["1963", "1964"]
    np.testing.assert_array_equal(found["anomaly"][1], [[0.5, np.nan], [1.5, -1.0]])
    assert found["anomaly"].dtype == np.float32
    with pytest.raises(FieldError, match=r"does not hold box/others\.nc"):
        read_carried_winters(tmp_path / "box.whl", "box/others.nc")
