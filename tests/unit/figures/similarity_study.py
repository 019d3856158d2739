"""Tables of judged faces as the contract has them, for studies of several sizes."""

from dataclasses import dataclass
from itertools import combinations, product

import matplotlib.figure
import numpy as np
import pandas as pd
import xarray as xr

from face_relevance.figures.judgements import plot_judgements
from face_relevance.figures.layer_weights import plot_layer_weights
from face_relevance.figures.part_weights import plot_part_weights
from face_relevance.figures.rdms import plot_rdms
from face_relevance.figures.similarity import plot_similarity
from face_relevance.figures.similarity_contrasts import plot_similarity_contrasts
from face_relevance.figures.style import Factors
from face_relevance.figures.trials import plot_trials

LAYERS = ("pool1", "pool2", "pool3", "pool4", "pool5", "fc6", "fc7", "fc8")
VGG_LAYERS = (
    *(f"conv{block}_{number}" for block, count in enumerate((2, 2, 3, 3, 3), 1)
      for number in range(1, count + 1)),
    "pool2", "pool3", "pool4", "pool5", "fc6", "fc7", "fc8",
)  # fmt: skip
METHODS = ("epsilon-plus-flat", "epsilon", "gradient", "grad-cam", "random")
BASELINES = ("pixels", "edges", "gender", "identity", "shape")
PARTS = ("eyes", "brows", "nose", "mouth", "chin", "cheeks", "forehead", "ears")
KINDS = {
    "features": ("", "", 0.0),
    "masked": ("masked ", "epsilon-plus-flat", 0.05),
    "random-masked": ("random-masked ", "random", -0.12),
    "weighted": ("weighted ", "epsilon-plus-flat", 0.08),
}
SHARES = (
    "pretraining", "task", "relevance", "pretraining & task", "pretraining & relevance",
    "task & relevance", "all three", "unexplained",
)  # fmt: skip


@dataclass
class Judged:
    """A study with judgements of faces: its factors and the tables of its figures."""

    title: str
    factors: Factors
    layers: tuple[str, ...]
    simulated: bool
    subjects: int
    settings: tuple[str, ...] = ("ratings",)
    conditions: int = 16

    def __post_init__(self):
        self.drawn = {}
        self.random = np.random.default_rng(11)
        self.over = "seeds, subjects and faces" if self.subjects else "seeds and faces"
        if not self.subjects and len(self.factors.seed) == 1:
            self.over = "faces"
        self.ceiling = (0.55, 0.62) if self.subjects else (np.nan, np.nan)
        self.similarity, self.seeds = self._make_similarity()
        self.trials = self._make_trials()
        self.weights, self.weighted = self._make_weights()
        self.conditions_known = [f"face-{number:03d}" for number in range(self.conditions)]
        self.groups = self._make_groups()
        self.judgements, self.judged = self._make_judgements()
        self.rdms, self.thumbnails = self._make_rdms()
        self.part_weights = self._make_part_weights()
        self.contrasts, self.variance = self._make_contrasts(), self._make_variance()

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
            case "similarity":
                return plot_similarity(
                    self.similarity, self.seeds, self.layers, self.factors, *common
                )
            case "trials":
                return plot_trials(self.trials, self.layers, self.factors, *common)
            case "layer_weights":
                return plot_layer_weights(
                    self.weights, self.weighted, self.layers, self.factors, *common
                )
            case "similarity_contrasts":
                return plot_similarity_contrasts(
                    self.contrasts, self.variance, self.layers, self.factors, *common
                )
            case "part_weights":
                return plot_part_weights(
                    self.part_weights, self.layers[len(self.layers) // 2], self.factors, *common
                )
            case "judgements":
                return plot_judgements(self.judgements, self.judged, self.groups, *common)
            case "rdms":
                return plot_rdms(self.rdms, self.thumbnails, self.groups, *common)
        raise KeyError(name)

    def _between(self, estimate: float, half: float) -> dict[str, float]:
        """Columns of an interval around an estimate, and of its tests."""
        below = 0.0005 if estimate > half else 0.4
        return {
            "estimate": estimate, "low": estimate - half, "high": estimate + 0.8 * half,
            "p": below, "p_holm": min(1, 4 * below), "p_permutation": below,
        }  # fmt: skip

    def _rise(self, place: int, pretraining: str, task: str) -> float:
        """How well a layer agrees: deep ones better, and better for some cells."""
        share = place / (len(self.layers) - 1)
        value = 0.08 + 0.42 * share**1.6 + 0.06 * self.factors.pretraining.index(pretraining)
        return value * (1 - 0.35 * self.factors.task.index(task) * share)

    def _make_similarity(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        rows, dots = [], []
        names = [(kind, layer) for kind in KINDS for layer in self.layers]
        names += [("relevance", method) for method in METHODS]
        for (pretraining, task), (kind, name), held in product(
            self.factors.cells, names, ("", "pixels, edges, gender")
        ):
            if held and kind not in ("features", "relevance"):
                continue
            if kind == "relevance":
                value = 0.3 - 0.07 * METHODS.index(name)
                layer, method, representation = "", name, f"relevance {name}"
            else:
                prefix, method, more = KINDS[kind]
                value = self._rise(self.layers.index(name), pretraining, task) + more
                layer, representation = name, prefix + name
            value = value - 0.09 * bool(held) + self.random.normal(0, 0.015)
            cell = {"pretraining": pretraining, "task": task, "representation": representation,
                    "kind": kind, "layer": layer}  # fmt: skip
            rows.append({**cell, "method": method, "controlled_for": held,
                         **self._between(value, 0.1), "seeds": len(self.factors.seed),
                         "over": self.over})  # fmt: skip
            dots += [
                {**cell, "seed": seed, "estimate": value + self.random.normal(0, 0.03)}
                for seed in self.factors.seed
                if not held
            ]
        rows += [
            {"pretraining": "", "task": "", "representation": name, "kind": "baseline",
             "layer": "", "method": "", "controlled_for": "",
             **self._between(0.4 - 0.08 * number, 0.09), "seeds": 0,
             "over": "subjects and faces" if self.subjects else "faces"}
            for number, name in enumerate(BASELINES)
        ]  # fmt: skip
        given = {
            "setting": self.settings[0], "reference": self._name_reference(),
            "simulated": self.simulated, "comparator": "rho-a",
            "ceiling_low": self.ceiling[0], "ceiling_high": self.ceiling[1],
            "attainable": 1.0 if self.subjects else 0.93, "conditions": self.conditions,
            "subjects": self.subjects,
        }  # fmt: skip
        return (
            pd.DataFrame(rows).assign(**given),
            pd.DataFrame(dots).assign(setting=self.settings[0]),
        )

    def _make_trials(self) -> pd.DataFrame:
        table = self.similarity[self.similarity["controlled_for"] == ""]
        names = ["setting", "pretraining", "task", "representation", "kind", "layer", "p", "p_holm"]
        columns = {name: 1 / 3 + 0.5 * table[name] for name in ("low", "high")}
        trials = table[names].assign(
            accuracy=1 / 3 + 0.5 * table["estimate"], **columns, chance=1 / 3,
            ceiling_low=self.ceiling[0] + 0.05, ceiling_high=self.ceiling[1] + 0.1, trials=3600,
            subjects=self.subjects, over=table["over"],
        )  # fmt: skip
        best = trials[(trials["kind"] == "features") & (trials["layer"] == self.layers[-1])]
        parts = trials[trials["kind"] == "baseline"].iloc[:1]
        fitted = [
            best.assign(representation="weighted layers", kind="fitted", layer=""),
            parts.assign(representation="weighted parts", kind="fitted"),
        ]
        return pd.concat([trials, *fitted], ignore_index=True)

    def _make_weights(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        weights, weighted = [], []
        models = {"best layer": 0.0, "weighted layers": 0.05}
        for pretraining, task in self.factors.cells:
            cell = {"setting": self.settings[0], "pretraining": pretraining, "task": task}
            drawn = self.random.dirichlet(np.linspace(0.2, 2, len(self.layers)))
            weights += [
                {**cell, "layer": layer, "weight": weight, "low": max(0, weight - 0.06),
                 "high": min(1, weight + 0.09), "over": self.over}
                for layer, weight in zip(self.layers, drawn, strict=True)
            ]  # fmt: skip
            best = self._rise(len(self.layers) - 1, pretraining, task)
            weighted += [
                {**cell, "model": model, "estimate": best + more, "low": best + more - 0.1,
                 "high": best + more + 0.08, "ceiling_low": self.ceiling[0],
                 "ceiling_high": self.ceiling[1], "over": self.over}
                for model, more in models.items()
            ]  # fmt: skip
        weighted.append({**weighted[-1], "pretraining": "", "task": "", "model": "weighted parts"})
        return pd.DataFrame(weights), pd.DataFrame(weighted)

    def _make_contrasts(self) -> pd.DataFrame:
        rows = []
        represented = [
            *((layer, "features", layer) for layer in self.layers),
            *((f"masked {layer}", "masked", layer) for layer in self.layers),
            *((f"relevance {method}", "relevance", "") for method in METHODS),
        ]
        for factor, mean in (("pretraining", 0.07), ("task", -0.05)):
            inner = "task" if factor == "pretraining" else "pretraining"
            cells = [*getattr(self.factors, inner), "all"]
            for (other, one), cell, what in product(
                combinations(getattr(self.factors, factor), 2), cells, represented
            ):
                rows.append({"factor": factor, "one": one, "other": other, factor: "all",
                             inner: cell, **self._differ(mean, what)})  # fmt: skip
        shifts = {"masking": 0.05, "random masking": -0.12, "relevance": 0.17, "weighting": 0.08}
        for (factor, mean), cell, layer in product(
            shifts.items(), [*self.factors.cells, ("all", "all")], self.layers
        ):
            kind = {"random masking": "random-masked", "weighting": "weighted"}.get(
                factor, "masked"
            )
            what = f"{kind} {layer}", kind, layer
            other = f"random-masked {layer}" if factor == "relevance" else layer
            rows.append({"factor": factor, "one": what[0], "other": other, "pretraining": cell[0],
                         "task": cell[1], **self._differ(mean, what)})  # fmt: skip
        rows.append({**rows[-1], "factor": "representation", "one": "fc8", "other": "pool1"})
        return pd.DataFrame(rows).assign(setting=self.settings[0], comparator="rho-a")

    def _differ(self, mean: float, what: tuple[str, str, str]) -> dict[str, object]:
        difference = mean + self.random.normal(0, 0.03)
        found = self._between(abs(difference), 0.05)
        return {"representation": what[0], "kind": what[1], "layer": what[2],
                "difference": difference, "low": difference - 0.05, "high": difference + 0.04,
                "p": found["p"], "p_holm": found["p_holm"], "over": self.over}  # fmt: skip

    def _make_variance(self) -> pd.DataFrame:
        rows = []
        for pretraining, task in self.factors.cells:
            shares = 0.6 * self.random.dirichlet(np.full(len(SHARES) - 1, 1.5))
            shares[5] = -0.04
            for part, share in zip(SHARES, [*shares, 1 - shares.sum()], strict=True):
                rows.append({"setting": self.settings[0], "pretraining": pretraining, "task": task,
                             "part": part, "share": share, "low": share - 0.03,
                             "high": share + 0.04, "over": self.over})  # fmt: skip
        return pd.DataFrame(rows)

    def _make_part_weights(self) -> pd.DataFrame:
        planted = np.linspace(2.5, 0.3, len(PARTS))
        planted = planted / planted.sum()
        rows = []

        def add(who, weights, half, **cell):
            rows.extend(
                {"setting": self.settings[0], "who": who, "simulated": self.simulated,
                 "pretraining": "", "task": "", "representation": "", **cell, "part": part,
                 "weight": weight, "low": max(0, weight - half), "high": weight + half,
                 "planted": true if who == "observers" and self.simulated else np.nan,
                 "over": self.over if cell else self.over.removeprefix("seeds, ")}
                for part, weight, true in zip(PARTS, weights, planted, strict=True)
            )  # fmt: skip

        add("observers", np.abs(planted + self.random.normal(0, 0.015, len(PARTS))), 0.04)
        for pretraining, task in self.factors.cells:
            cell = {"pretraining": pretraining, "task": task}
            for layer in self.layers:
                add("representation", self.random.dirichlet(9 * planted + 1), 0.06, **cell,
                    representation=layer)  # fmt: skip
            for method in METHODS[:2]:
                add("relevance", self.random.dirichlet(9 * planted[::-1] + 1), 0.05, **cell,
                    representation=method)  # fmt: skip
        return pd.DataFrame(rows)

    def _make_groups(self) -> xr.DataArray | None:
        """Gender by turns, in an order of faces of its own; not known for pooled ratings."""
        if not self.subjects:
            return None
        genders = [("female", "male")[number % 2] for number in range(self.conditions)]
        groups = xr.DataArray(np.array(genders, object), dims="condition")
        return groups.assign_coords(condition=self.conditions_known)[::-1]

    def _draw_rdm(self, gender: float) -> xr.DataArray:
        """Distances of random faces, farther apart where genders differ."""
        names = self.conditions_known
        patterns = self.random.normal(size=(len(names), 5))
        patterns[:, 0] += gender * (np.arange(len(names)) % 2)
        distances = np.linalg.norm(patterns[:, None] - patterns, axis=2) / 10
        order = self.random.permutation(len(names))
        rdm = xr.DataArray(
            distances, dims=("condition", "paired_condition"),
            coords={"condition": names, "paired_condition": names},
        )  # fmt: skip
        return rdm[order]

    def _make_judgements(self) -> tuple[pd.DataFrame, dict[str, xr.DataArray]]:
        rdms = {setting: self._draw_rdm(3) for setting in self.settings}
        first = next(iter(rdms.values())).sortby("condition").copy()
        first[1, 3] = first[3, 1] = np.nan
        rdms[self.settings[0]] = first
        rows = []

        def add(statistic, setting, one, other, estimate, comparator="", within=""):
            rows.append(
                {"setting": setting, "statistic": statistic, "comparator": comparator, "one": one,
                 "other": other, "within": within, "estimate": estimate, "low": estimate - 0.05,
                 "high": estimate + 0.04, "pairs": 120,
                 "over": "subjects and faces" if self.subjects else "faces"}
            )  # fmt: skip

        for one, other in combinations(self.settings, 2):
            for comparator, value in (("rho-a", 0.9), ("cosine", 0.97)):
                add("agreement", "", one, other, value, comparator)
            add("agreement", "", one, other, 0.8, "rho-a", within="female")
        for setting in self.settings:
            if self.subjects:
                add("ceiling low", setting, "", "", self.ceiling[0], "rho-a")
                add("ceiling high", setting, "", "", self.ceiling[1], "rho-a")
                for one, other, value in (("female", "female", 0.25), ("female", "male", 0.5),
                                          ("male", "male", 0.3)):  # fmt: skip
                    add("mean dissimilarity", setting, one, other, value)
        names = ["setting", "statistic", "comparator", "one", "other", "within", "estimate", "low",
                 "high", "pairs", "over"]  # fmt: skip
        return pd.DataFrame(rows, columns=names), rdms

    def _make_rdms(self) -> tuple[dict[str, xr.DataArray], xr.DataArray]:
        rdms = {"observers": self.judged[self.settings[0]]}
        kinds = ("fc6", "masked fc6", "relevance epsilon-plus-flat")
        for (pretraining, task), kind in product(self.factors.cells[:2], kinds):
            rdms[f"{pretraining}, {task}: {kind}"] = self._draw_rdm(1.5)
        rdms["pixels"] = self._draw_rdm(0)
        names = self.conditions_known
        pixels = self.random.integers(0, 255, (len(names), 12, 10, 3), dtype=np.uint8)
        pictures = xr.DataArray(
            pixels, dims=("condition", "y", "x", "channel"), coords={"condition": names}
        )
        return rdms, pictures[::-1]

    def _name_reference(self) -> str:
        if self.simulated:
            return f"choices of {self.subjects} simulated observers"
        return "pooled ratings of pairs of faces"


def make_rendered() -> Judged:
    """Return the default study: 2 by 2 by 2, simulated observers."""
    factors = Factors(("objects", "faces"), ("gender", "identity"), (1, 2))
    return Judged("Rendered faces", factors, LAYERS, True, 12, ("simulated",))


def make_three() -> Judged:
    """Return a study of three seeds and one task."""
    factors = Factors(("objects", "faces"), ("gender",), (1, 2, 3))
    return Judged("Rendered faces", factors, LAYERS, True, 12, ("simulated",))


def make_single() -> Judged:
    """Return a study of one model and pooled judgements."""
    factors = Factors(("vggface",), ("identity",), (1,))
    return Judged("Study london: one model", factors, LAYERS, False, 0)


def make_large() -> Judged:
    """Return a study of 60 models, 20 layers, 100 faces and two settings."""
    factors = Factors(
        ("imagenet", "vggface", "random"), ("gender", "identity"), tuple(range(1, 11))
    )
    return Judged("Study large: sixty models", factors, VGG_LAYERS, False, 30, ("2D", "3D"), 100)


SIZES = {"judged": make_rendered, "pooled": make_single, "vgg": make_large}
