"""Made-up tables and maps of a study of temperatures, as its figures need them."""

from dataclasses import dataclass
from itertools import product

import matplotlib.figure
import numpy as np
import pandas as pd
import xarray as xr

from face_relevance.fields import add_classes
from face_relevance.fields.settings import list_settings, name_ordered
from face_relevance.figures.sst_classes import plot_sst_classes
from face_relevance.figures.sst_controls import plot_sst_controls
from face_relevance.figures.sst_maps import plot_sst_maps
from face_relevance.figures.sst_measures import plot_sst_measures
from face_relevance.figures.sst_memory import plot_sst_memory

MEASURES = ("correct", "mass", "rank", "auc", "land", "coast", "edge", "extremes")
ALL_NETWORKS = ("linear", "mlp", "cnn", "echo-state")


@dataclass
class Temperatures:
    """A study of temperatures: what its figures need, and the figures."""

    title: str
    networks: tuple[str, ...]
    samples: int
    leaks: tuple[float, ...]
    caps: tuple[float, ...]
    simulated: bool = False

    def __post_init__(self):
        self.drawn = {}
        self.random = np.random.default_rng(11)
        self.settings = {
            network: list_settings(
                network, self.caps, self.leaks,
                ("columns", "columns-reversed", "both", "rows", "rows-reversed"),
            )
            for network in self.networks
        }  # fmt: skip
        self.fields = self._make_fields()
        self.maps = {network: self._make_maps() for network in self.networks}
        self.measures = self._make_measures()
        self.orders = self._make_orders()
        self.memory, self.fading = self._make_memory()

    def draw(self, name: str) -> matplotlib.figure.Figure:
        """Draw one figure of this study, laid out; each is drawn once."""
        if name not in self.drawn:
            self.drawn[name] = self.draw_afresh(name)
            self.drawn[name].draw_without_rendering()
        return self.drawn[name]

    def draw_afresh(self, name: str) -> matplotlib.figure.Figure:
        """Draw one figure of this study."""
        match name:
            case "sst_classes":
                return plot_sst_classes(self.fields, 0.5, self.title)
            case "sst_maps":
                return plot_sst_maps(self.fields, self.maps, self.measures, self.title)
            case "sst_measures":
                return plot_sst_measures(self.measures, self.title)
            case "sst_controls":
                return plot_sst_controls(self.measures, self.orders, self.title)
            case "sst_memory":
                return plot_sst_memory(self.measures, self.memory, self.fading, self.title)
        raise KeyError(name)

    def _make_fields(self) -> xr.Dataset:
        latitude, longitude = np.arange(-22.5, 63, 5), np.arange(117.5, 263, 5)
        strength = 2 * self.random.standard_normal(self.samples)
        warm = np.exp(-(latitude[:, None] ** 2) / 60 - (longitude - 220) ** 2 / 900)
        noise = self.random.standard_normal((self.samples, len(latitude), len(longitude)))
        anomaly = strength[:, None, None] * warm + 0.2 * noise
        anomaly[:, 12:, :4] = np.nan
        anomaly[:, 14:, 24:] = np.nan
        names = np.array([str(1963 + i) for i in range(self.samples)], dtype=object)
        return add_classes(
            xr.Dataset(
                {"anomaly": (("time", "latitude", "longitude"), anomaly)},
                {"time": names, "winter": ("time", names), "latitude": latitude,
                 "longitude": longitude},
            )
        )  # fmt: skip

    def _make_maps(self) -> xr.Dataset:
        size = np.abs(self.fields["anomaly"]).fillna(0).values
        relevance = np.stack([size, size * self.random.random(size.shape)])
        decision = np.stack([self.fields["class"].values] * 2)
        decision[1, ::3] = "neutral"
        return xr.Dataset(
            {
                "relevance": (("seed", "time", "latitude", "longitude"), relevance),
                "decision": (("seed", "time"), decision),
            },
            {"seed": [1, 2], **self.fields["anomaly"].coords},
        )

    def _make_measures(self) -> pd.DataFrame:
        rows = []
        for network, known in self.settings.items():
            for setting, samples, measure in product(known, ("all", "events", "neutral"), MEASURES):
                estimate = {"correct": 0.8, "auc": 0.85, "rank": 0.4}.get(measure, 0.1)
                estimate *= self.random.uniform(0.7, 1.1)
                half = 0.1 * estimate
                change = 0 if setting == "base" else self.random.uniform(-0.1, 0.1)
                rows.append(
                    {"network": network, "setting": setting, "samples": samples,
                     "measure": measure, "estimate": estimate, "low": estimate - half,
                     "high": estimate + half, "chance": 0.05 if estimate < 0.5 else 0.4,
                     "change": change, "change_low": change - half, "change_high": change + half,
                     "p": 0.5,
                     "control": 0.9 * estimate, "gain_low": -0.01, "gain_high": 0.02,
                     "models": 5, "winters": self.samples, "over": "seeds and images"}
                )  # fmt: skip
        return pd.DataFrame(rows)

    def _make_orders(self) -> pd.DataFrame:
        rows = []
        for network, known in self.settings.items():
            for setting in (name for name, one in known.items() if one.permuted):
                for measure in ("place", "step", "retrained"):
                    r = self.random.uniform(-0.1, 0.9)
                    rows.append((network, setting, measure, r, r - 0.1, min(1, r + 0.1)))
        columns = ["network", "setting", "measure", "estimate", "low", "high"]
        return pd.DataFrame(rows, columns=columns)

    def _make_memory(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        known = self.settings.get("echo-state", {})
        named = {name: one.design["leak"] for name, one in known.items() if one.permuted}
        curves, slopes = [], []
        steps = np.arange(30)
        for name, leak in named.items():
            expected = (1 - leak) ** steps[::-1]
            share = (1 - leak / 3) ** steps[::-1]
            expected, share = expected / expected.sum(), share / share.sum()
            curves.append(
                pd.DataFrame({"leak": leak, "step": steps, "estimate": share, "low": 0.8 * share,
                              "high": 1.2 * share, "expected": expected})
            )  # fmt: skip
            slope = -np.log1p(-leak)
            fitted = (slope / 3, slope / 4, slope / 2, slope)
            slopes.append((leak, name_ordered(name), *fitted))
        empty = pd.DataFrame(columns=["leak", "step", "estimate", "low", "high", "expected"])
        columns = ["leak", "setting", "estimate", "low", "high", "expected"]
        return pd.concat(curves) if curves else empty, pd.DataFrame(slopes, columns=columns)


def make_temperatures() -> Temperatures:
    """Return a study of full size."""
    title = "Study enso: El Niño, La Niña or neither, from 50 winters"
    return Temperatures(title, ALL_NETWORKS, 50, (0.05, 0.005, 0.2, 0.3), (5, 1))


def make_small() -> Temperatures:
    """Return a study of two networks, none of which has a memory."""
    return Temperatures("Study mine", ("linear", "cnn"), 24, (0.05,), (5,))


SIZES = {"temperatures": make_temperatures, "temperatures_small": make_small}
