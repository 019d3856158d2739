"""Simulated results of remedies against artifacts, as their figures need them."""

from dataclasses import dataclass
from itertools import product

import matplotlib.figure
import numpy as np
import pandas as pd
import xarray as xr
from audit_study import AUDITS

from face_relevance.figures.remedies import plot_remedies
from face_relevance.figures.remedy_maps import plot_remedy_maps

STAGES = {
    "none": ("none",),
    "training": ("reflect-padding", "no-bias", "blur-pooling", "stride-one"),
    "explaining": (
        "ignore-bias", "rescaled-input", "flat-first", "w-square-first", "box-first",
        "averaged-shifts", "averaged-flips",
    ),
}  # fmt: skip
OTHERS = {"localisation": 0.6, "accuracy": 0.93, "seconds": 1.0}
CURES = {
    "reflect-padding": "border", "no-bias": "conservation", "ignore-bias": "conservation",
    "blur-pooling": "checkerboard", "stride-one": "checkerboard", "rescaled-input": "blind",
    "flat-first": "blind", "w-square-first": "blind", "box-first": "blind",
    "averaged-shifts": "shifts", "averaged-flips": "flips",
}  # fmt: skip


@dataclass
class RemedyStudy:
    """A simulated study of remedies: every remedy cures one artifact and costs something."""

    networks: tuple[str, ...]
    shown: int
    title: str = "Study remedies: what helps against artifacts"
    simulated: bool = True
    pixels: int = 48

    def __post_init__(self):
        self.drawn = {}
        self.random = np.random.default_rng(31)
        self.remedies = self._make_remedies()
        self.images, self.maps = self._make_maps()

    def draw(self, name: str) -> matplotlib.figure.Figure:
        """Draw one figure of this study, laid out; each is drawn once."""
        if name not in self.drawn:
            self.drawn[name] = self.draw_afresh(name)
            self.drawn[name].draw_without_rendering()
        return self.drawn[name]

    def draw_afresh(self, name: str) -> matplotlib.figure.Figure:
        """Draw one figure of this study."""
        common = (self.title, self.simulated)
        match name:
            case "remedies":
                return plot_remedies(self.of_network(self.networks[0]), *common)
            case "remedy_maps":
                return plot_remedy_maps(self.images, self.maps, *common)
        raise KeyError(name)

    def of_network(self, network: str) -> pd.DataFrame:
        """Rows of one network."""
        return self.remedies[self.remedies["network"] == network]

    def _make_remedies(self) -> pd.DataFrame:
        rows = []
        for network, (stage, remedies) in product(self.networks, STAGES.items()):
            for remedy in remedies:
                rows += [
                    self._make_row(network, stage, remedy, measure)
                    for measure in (*AUDITS, *OTHERS)
                ]
        return pd.DataFrame(rows)

    def _make_row(self, network: str, stage: str, remedy: str, measure: str) -> dict:
        """One measure: artifacts are bad without a remedy, and gone with the one that cures."""
        good, warn, fail = AUDITS.get(measure, (OTHERS.get(measure), np.nan, np.nan))
        before = 1.4 * fail if measure in set(CURES.values()) else good
        value = good if CURES.get(remedy) == measure else before
        if measure == "accuracy" and stage == "training":
            value -= 0.05
        if measure == "seconds" and "averaged" in remedy:
            value = 8.4
        half = 0.1 * value
        change = value - before
        verdict = ""
        if measure in AUDITS:
            verdict = "fail" if value - half > fail else "pass" if value + half < warn else "warn"
        return {
            "network": network, "remedy": remedy, "stage": stage, "measure": measure,
            "value": value, "low": value - half, "high": value + half, "change": change,
            "change_low": change - 0.4 * abs(change) - 0.01,
            "change_high": change + 0.4 * abs(change) + 0.01, "verdict": verdict,
            "over": "seeds and images",
        }  # fmt: skip

    def _make_maps(self) -> tuple[xr.Dataset, dict[str, dict[str, xr.Dataset]]]:
        """Discs on grey, and maps of them with a bright border until it is cured."""
        labels = [f"object-{number}" for number in range(self.shown)]
        y, x = np.mgrid[-1 : 1 : self.pixels * 1j, -1 : 1 : self.pixels * 1j]
        disc = np.exp(-(x**2 + y**2) / 0.2)
        pixels = np.repeat((255 * (0.4 + 0.5 * disc))[..., None], 3, axis=2).astype(np.uint8)
        images = xr.Dataset(
            {"pixels": (("image", "y", "x", "channel"), np.stack([pixels] * self.shown))},
            {"image": labels},
        )
        edge = np.maximum(abs(x), abs(y)) > 0.93
        maps = {}
        for network in self.networks:
            maps[network] = {}
            for remedy in sum(STAGES.values(), ()):
                relevance = disc * self.random.gamma(2, 0.5, disc.shape)
                relevance = relevance + 2 * edge * (remedy != "reflect-padding")
                maps[network][remedy] = xr.Dataset(
                    {"relevance": (("image", "y", "x"), np.stack([relevance] * self.shown))},
                    {"image": labels},
                )
        return images, maps


def make_remedies() -> RemedyStudy:
    """Return the study of four architectures."""
    return RemedyStudy(("alexnet", "vgg16", "resnet50", "xception"), 2)


def make_one() -> RemedyStudy:
    """Return a study of one architecture."""
    return RemedyStudy(("alexnet",), 3)


SIZES = {"remedied": make_remedies, "remedied_one": make_one}
