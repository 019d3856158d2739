"""Inputs of networks from anomalies: what becomes of land, of extremes, of the order of columns."""

import numpy as np
import xarray as xr

LAND = ("zero", "masked", "dropped")


def prepare_inputs(
    anomaly: xr.DataArray, cap: float | None, order: np.ndarray | None = None
) -> np.ndarray:
    """Turn anomalies into inputs of a network.

    Parameters
    ----------
    anomaly : xarray.DataArray, (time, latitude, longitude)
        In °C, NaN over land.
    cap : float or None
        Anomalies are cut at ± this many °C and divided by it, so that they lie between −1 and 1;
        None leaves them in °C.
    order : numpy.ndarray, (longitude,) int, optional
        Columns in the order in which the network gets them.

    Returns
    -------
    numpy.ndarray, (time, latitude, longitude), float32
        Land is zero, as is a cell without an anomaly.

    Raises
    ------
    ValueError
        If the cap is not positive, or the order is no permutation of the columns.
    """
    if cap is not None and cap <= 0:
        raise ValueError(f"anomalies cannot be cut at ±{cap} °C; give a positive number or none")
    values = anomaly.transpose("time", "latitude", "longitude").values
    values = np.where(np.isfinite(values), values, 0)
    if cap is not None:
        values = np.clip(values, -cap, cap) / cap
    inputs = values.astype(np.float32)
    return inputs if order is None else inputs[..., _check(order, values.shape[-1])]


def restore_columns(maps: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Put the columns of maps back where they were before `prepare_inputs` permuted them.

    Parameters
    ----------
    maps : numpy.ndarray, (..., longitude)
    order : numpy.ndarray, (longitude,) int

    Returns
    -------
    numpy.ndarray, (..., longitude)

    Raises
    ------
    ValueError
        If the order is no permutation of the columns.
    """
    return maps[..., np.argsort(_check(order, maps.shape[-1]))]


def _check(order: np.ndarray, columns: int) -> np.ndarray:
    if sorted(order) != list(range(columns)):
        raise ValueError(f"the order of columns is no permutation of 0 to {columns - 1}")
    return np.asarray(order)
