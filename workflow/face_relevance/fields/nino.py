"""El Niño, La Niña or neither: classes by the Niño-3.4 index of the fields themselves.

The classes follow from the anomalies of one box and from nothing else. Which cells decide is
therefore known, and a relevance map can be judged by whether it finds them.
"""

import numpy as np
import xarray as xr

LATITUDE, LONGITUDE = (-5.0, 5.0), (190.0, 240.0)
"""Niño 3.4: 5° S to 5° N, 170° W to 120° W (Trenberth 1997)."""

CLASSES = ("El Niño", "neutral", "La Niña")
THRESHOLD = 0.5


def find_box(field: xr.DataArray | xr.Dataset) -> xr.DataArray:
    """Find the cells whose centres lie in Niño 3.4.

    Parameters
    ----------
    field : xarray.DataArray or Dataset
        With ``latitude`` in degrees north and ``longitude`` in degrees east, 0 to 360 or −180 to
        180.

    Returns
    -------
    xarray.DataArray, (latitude, longitude), bool

    Raises
    ------
    ValueError
        If no cell does.
    """
    east = field["longitude"] % 360
    rows = (field["latitude"] >= LATITUDE[0]) & (field["latitude"] <= LATITUDE[1])
    columns = (east >= LONGITUDE[0]) & (east <= LONGITUDE[1])
    box = rows & columns
    if not box.any():
        raise ValueError(
            "the fields have no cell in Niño 3.4 (5° S to 5° N, 170° W to 120° W), from which "
            "classes are computed; choose a region that holds it"
        )
    return box


def compute_nino34(anomaly: xr.DataArray) -> xr.DataArray:
    """Average anomalies over Niño 3.4.

    Parameters
    ----------
    anomaly : xarray.DataArray, (time, latitude, longitude)
        In °C; cells without data are NaN and do not count.

    Returns
    -------
    xarray.DataArray, (time,), float64
        Weighted by the cosine of latitude, as cells shrink towards the poles.

    Raises
    ------
    ValueError
        If no cell is in the box, or all that are have no data.
    """
    weights = np.cos(np.deg2rad(anomaly["latitude"])) * find_box(anomaly)
    index = anomaly.astype(np.float64).weighted(weights).mean(["latitude", "longitude"])
    if index.isnull().any():
        raise ValueError("all cells in Niño 3.4 are NaN at some time; use other data")
    return index


def classify(index: xr.DataArray, threshold: float = THRESHOLD) -> xr.DataArray:
    """Name the class of each index.

    Parameters
    ----------
    index : xarray.DataArray, (time,)
        In °C.
    threshold : float
        El Niño from here on, La Niña from its negative down, neutral between.

    Returns
    -------
    xarray.DataArray, (time,), str
        Of `CLASSES`.

    Notes
    -----
    NOAA's Oceanic Niño Index has the same threshold but asks for five overlapping three-month
    means beyond it, against a climatology that is renewed every five years. Here it is the one
    mean of the sample.

    References
    ----------
    Trenberth (1997), The definition of El Niño, Bulletin of the American Meteorological Society
    78, 2771-2777.
    """
    warm, neutral, cold = CLASSES
    names = np.select([index >= threshold, index <= -threshold], [warm, cold], neutral)
    return index.copy(data=names.astype(object))


def add_classes(fields: xr.Dataset, threshold: float = THRESHOLD) -> xr.Dataset:
    """Add what the anomalies say of themselves.

    Parameters
    ----------
    fields : xarray.Dataset
        ``anomaly`` as of `face_relevance.fields.sst`.
    threshold : float
        See `classify`.

    Returns
    -------
    xarray.Dataset
        With ``index`` (time), ``class`` (time), ``box`` and ``land`` (latitude, longitude).

    Raises
    ------
    ValueError
        As `compute_nino34`.
    """
    anomaly = fields["anomaly"]
    index = compute_nino34(anomaly)
    return fields.assign(
        index=index.assign_attrs(long_name="Niño-3.4 index", units="degree_Celsius"),
        land=anomaly.isnull().all("time"),
        box=find_box(fields),
        **{"class": classify(index, threshold)},
    )
