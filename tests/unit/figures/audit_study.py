"""Simulated results of the audit of artifacts and of remedies, as their figures need them."""

from dataclasses import dataclass
from itertools import product

import matplotlib.figure
import numpy as np
import pandas as pd

from face_relevance.figures.artifacts import plot_artifacts

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
