"""Simulated results of the audit of artifacts and of remedies, as their figures need them."""

from dataclasses import dataclass
from itertools import product

import matplotlib.figure
import numpy as np
import pandas as pd
import xarray as xr

from face_relevance.figures.artifact_evidence import MOST_METHODS, plot_artifact_evidence
from face_relevance.figures.artifacts import plot_artifacts
from face_relevance.figures.conservation import plot_conservation

# Value of every audit where nothing is wrong, and thresholds.
AUDITS = {
    "conservation": (0.001, 0.05, 0.2),
    "border": (1.1, 1.5, 3.0),
    "flips": (0.05, 0.3, 0.6),
    "shifts": (0.08, 0.3, 0.6),
    "turns": (0.2, 0.4, 0.7),
    "blind": (0.02, 0.3, 0.7),
    "checkerboard": (0.1, 0.5, 1.0),
    "ties": (0.003, 0.05, 0.2),
    "noise": (0.0004, 0.05, 0.2),
    "agreement": (0.4, 0.7, 0.9),
}
METHODS = (
    "epsilon-plus-flat", "epsilon-alpha2-beta1-flat", "epsilon", "gradient",
    "integrated-gradients", "smoothgrad", "guided-backprop", "grad-cam", "advise",
)  # fmt: skip
COMPOSITES = METHODS[:3]
LAYERS = (
    "output", "classifier.fc8", "classifier.fc7", "classifier.fc6", "features.pool5",
    *(f"features.conv{block}_{number}" for block in (5, 4, 3, 2, 1) for number in (3, 2, 1)),
    "input",
)  # fmt: skip
WRONG = {("epsilon", "blind"), ("grad-cam", "border"), ("grad-cam", "checkerboard"),
         ("gradient", "checkerboard"), ("epsilon-alpha2-beta1-flat", "noise")}  # fmt: skip
DOUBTFUL = {("epsilon-plus-flat", "shifts"), ("gradient", "noise"), ("advise", "border")}


@dataclass
class AuditStudy:
    """A simulated study with an audit of its maps."""

    title: str
    models: tuple[str, ...]
    methods: tuple[str, ...]
    network: str
    simulated: bool
    pixels: int = 64

    def __post_init__(self):
        self.drawn = {}
        self.random = np.random.default_rng(29)
        self.artifacts = self._make_artifacts()
        self.evidence = self._make_evidence()

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
            case "artifacts":
                return plot_artifacts(self.artifacts, *common)
            case "artifact_evidence":
                shown = list(self.methods[:MOST_METHODS])
                return plot_artifact_evidence(
                    self.evidence.sel(explained_by=shown), self.artifacts, *common
                )
            case "conservation":
                return plot_conservation(self.evidence, self.network, *common)
        raise KeyError(name)

    def _make_artifacts(self) -> pd.DataFrame:
        """Rows of every model and of all together; in the last model nothing fails."""
        rows = []
        for model, method, (audit, limits) in product(
            ("all", *self.models), self.methods, AUDITS.items()
        ):
            good, warn, fail = limits
            verdict, value = "pass", good * (1 + 0.2 * self.random.random())
            if (method, audit) in DOUBTFUL:
                verdict, value = "warn", (warn + fail) / 2
            if (method, audit) in WRONG and (model == "all" or model != self.models[-1]):
                verdict, value = "fail", 1.4 * fail
            half = 0.1 * value
            if audit == "conservation" and "epsilon" not in method:
                verdict, value, half = "none", np.nan, np.nan
            rows.append(
                {"network": self.network, "pretraining": "all" if model == "all" else "faces",
                 "task": "all" if model == "all" else "gender", "seed": 0, "model": model,
                 "explained_by": method, "audit": audit, "value": value, "low": value - half,
                 "high": value + half, "warn": warn, "fail": fail, "verdict": verdict,
                 "over": "seeds and images" if model == "all" else "images"}
            )  # fmt: skip
        return pd.DataFrame(rows)

    def _make_evidence(self) -> xr.Dataset:
        """Evidence of what is planted: a bright border, a grid, a level without relevance."""
        stores = [
            xr.concat([self._make_traces(method) for method in self.methods], "explained_by")
            for _ in self.models
        ]
        evidence = xr.concat(stores, "model")
        # It depends on the images and their preprocessing alone.
        evidence["blind_share"] = evidence["blind_share"].isel(explained_by=0)
        return evidence.assign_coords(
            model=list(self.models), explained_by=list(self.methods)
        ).assign_attrs(strides=[2, 4, 8, 16, 32])

    def _make_traces(self, method: str) -> xr.Dataset:
        """Evidence of one method in one model."""
        size, wrong = self.pixels, {audit for name, audit in WRONG if name == method}
        edge = np.minimum(np.arange(size), np.arange(size)[::-1])
        border = 1 + 3 * ("border" in wrong) * np.exp(-np.minimum.outer(edge, edge) / 3)
        border = border / border.mean() * self.random.uniform(0.95, 1.05, (size, size))
        distance = np.arange(size // 2)
        profile = np.array([[border[edge[:, None].repeat(size, 1) == d].mean() for d in distance]])
        images = 0.6 + distance / size
        frequencies = np.fft.fftfreq(size)
        fall = -3 * np.log10(0.05 + np.hypot(*np.meshgrid(frequencies, frequencies)))
        if "checkerboard" in wrong:
            fall[:: size // 8] += 1
            fall[:, :: size // 8] += 1
        level = np.linspace(-0.5, 0.4, 5)
        relevance = np.abs(level) if "blind" in wrong else 0.8 + 0.3 * level
        changes = ["flip-horizontal", "flip-vertical", "shift-1", "shift-16", "turn-90",
                   "turn-180", "turn-270"]  # fmt: skip
        equal = 1 - self.random.uniform(0.02, 0.2, len(changes))
        taken = self.random.uniform(0, 0.05, (len(LAYERS), 3)) * (1, 0.3, 0.001)
        if method == "epsilon":
            taken[:, 0] *= np.where(np.arange(len(LAYERS)) % 3, 3, -4)
        taken[[0, -1]] = 0
        left = 1 - np.cumsum(taken.sum(1)) + taken.sum(1)
        if method not in COMPOSITES:
            taken[1:-1], left[1:-1] = np.nan, np.nan
        blind = np.zeros((size, size))
        blind[: size // 3] = 0.4
        return xr.Dataset(
            {
                "constant_map": (("y", "x"), border),
                "border_profile": (("shown", "distance"), np.vstack([[images], profile])),
                "spectrum": (
                    ("frequency_y", "frequency_x"),
                    fall + self.random.normal(0, 0.15, fall.shape),
                ),
                "blind_profile": ("level", relevance * self.random.uniform(0.8, 1.2, 5)),
                "blind_share": (("y", "x"), blind),
                "transformed": ("transformation", equal),
                "ledger": ("layer", left),
                "absorbed": (("layer", "cause"), taken),
            },
            {"shown": ["images", "constant"], "distance": distance, "level": level,
             "frequency_y": frequencies, "frequency_x": frequencies, "transformation": changes,
             "layer": list(LAYERS), "cause": ["bias", "padding", "stabiliser"]},
        )  # fmt: skip


def make_audited() -> AuditStudy:
    """Return an audit of eight face networks and nine methods."""
    models = tuple(
        f"{pretraining}/{task}/seed-{seed}"
        for pretraining, task, seed in product(("objects", "faces"), ("gender", "identity"), (1, 2))
    )
    title = "Study rendered: objects or faces as pretraining"
    return AuditStudy(title, models, METHODS, "vgg16", True)


def make_few() -> AuditStudy:
    """Return an audit of one network and two methods."""
    methods = ("epsilon", "grad-cam")
    return AuditStudy("Study mine: photographs", ("vgg16/seed-1",), methods, "vgg16", False, 32)


def make_many() -> AuditStudy:
    """Return an audit of seventeen methods."""
    methods = (*METHODS, "advise-published", "advise-same-image", "advise-random", "advise-all",
               "grad-cam-plus-plus", "score-cam", "rise", "epsilon-plus")  # fmt: skip
    models = tuple(f"xception/seed-{seed}" for seed in (1, 2))
    return AuditStudy("Study advise-small: ADVISE", models, methods, "xception", True)


SIZES = {"audited": make_audited, "audited_few": make_few, "audited_many": make_many}
