"""Tables and arrays with the shapes and the rough look of real studies."""

from dataclasses import dataclass
from itertools import combinations_with_replacement, product

import matplotlib.figure
import numpy as np
import pandas as pd
import xarray as xr

from face_relevance.figures.examples import plot_examples
from face_relevance.figures.maps import choose_examples
from face_relevance.figures.masking_curves import plot_masking_curves
from face_relevance.figures.methods import plot_methods
from face_relevance.figures.performance import plot_performance
from face_relevance.figures.similarity import plot_similarity
from face_relevance.figures.stability import plot_stability
from face_relevance.figures.style import Factors
from face_relevance.figures.transfer import plot_transfer

LAYERS = ("pool1", "pool2", "pool3", "pool4", "pool5", "fc6", "fc7", "fc8")
METHODS = (
    "epsilon-plus-flat", "epsilon", "gradient", "integrated-gradients", "smoothgrad",
    "guided-backprop", "grad-cam", "random",
)  # fmt: skip
CONTROLS = ("random", "inverse", "centre-prior")
WORTH = {
    "same model": 1.0,
    "other seed": 0.97,
    "other task": 0.91,
    "other pretraining": 0.82,
    "other task and pretraining": 0.76,
    "centre-prior": 0.7,
    "random": 0.55,
    "inverse": 0.36,
}


def name_block(source: str, target: str) -> str:
    """Block of a pair of models."""
    if source == target:
        return "same model"
    (pretraining_a, task_a, _), (pretraining_b, task_b, _) = source.split("/"), target.split("/")
    if pretraining_a != pretraining_b:
        return "other pretraining" if task_a == task_b else "other task and pretraining"
    return "other seed" if task_a == task_b else "other task"


def with_interval(estimate: float, half: float, prefix: str = "") -> dict[str, float]:
    """Columns of an interval around an estimate."""
    name = prefix or "estimate"
    joint = f"{prefix}_" if prefix else ""
    return {name: estimate, f"{joint}low": estimate - half, f"{joint}high": estimate + half}


@dataclass
class Study:
    """A synthetic study: its factors and everything that its figures need."""

    title: str
    factors: Factors
    simulated: bool
    chance: dict[str, float]
    pixels: int = 64

    def __post_init__(self):
        self.drawn = {}
        self.random = np.random.default_rng(7)
        self.performance = self._make_performance()
        self.stability_pairs, self.stability_blocks = self._make_stability()
        self.masking_curves = self._make_curves()
        self.transfer_pairs, self.transfer_blocks = self._make_transfer()
        self.similarity = self._make_similarity()
        self.images, self.relevance = self._make_images()
        self.by_method = self._make_methods()

    def draw(self, name: str) -> matplotlib.figure.Figure:
        """Draw one figure of this study, laid out; each is drawn once."""
        if name not in self.drawn:
            self.drawn[name] = self.draw_afresh(name)
            self.drawn[name].draw_without_rendering()
        return self.drawn[name]

    def draw_afresh(self, name: str) -> matplotlib.figure.Figure:
        """Draw one figure of this study."""
        common = (self.factors, self.title, self.simulated)
        match name:
            case "performance":
                return plot_performance(self.performance, *common)
            case "stability":
                return plot_stability(self.stability_pairs, self.stability_blocks, *common)
            case "masking_curves":
                return plot_masking_curves(self.masking_curves, self.chance, "mean-colour", *common)
            case "transfer":
                return plot_transfer(
                    self.transfer_pairs, self.transfer_blocks, "mean-colour", *common
                )
            case "similarity":
                return plot_similarity(self.similarity, LAYERS, *common)
            case "examples":
                few = self.images.sel(image=choose_examples(self.images, 4))
                return plot_examples(few, self.relevance, *common)
            case "methods":
                few = self.images.sel(image=choose_examples(self.images, 2))
                return plot_methods(few, self.by_method, *common)
        raise KeyError(name)

    def _make_performance(self) -> pd.DataFrame:
        rows = []
        for pretraining, task, seed in product(
            self.factors.pretraining, self.factors.task, self.factors.seed
        ):
            accuracy = 0.97 - 0.04 * (task == "identity") - 0.02 * self.random.random()
            accuracy -= 0.08 * (pretraining == self.factors.pretraining[-1])
            rows.append(
                {"pretraining": pretraining, "task": task, "seed": seed, "accuracy": accuracy,
                 "low": accuracy - 0.05, "high": min(1, accuracy + 0.03),
                 "chance": self.chance[task]}
            )  # fmt: skip
        return pd.DataFrame(rows)

    def _make_stability(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        pairs, blocks = [], []
        for method, measure in product(METHODS, ("spearman", "top-10%-overlap")):
            scale = 0.9 - 0.11 * METHODS.index(method) - 0.1 * (measure != "spearman")
            for source, target in combinations_with_replacement(self.factors.models, 2):
                block = name_block(source, target)
                if block == "same model":
                    continue
                value = scale * WORTH[block] ** 2 + self.random.normal(0, 0.025)
                pairs.append(
                    {"method": method, "measure": measure, "source": source, "target": target,
                     "block": block, **with_interval(value, 0.03)}
                )  # fmt: skip
            present = dict.fromkeys(row["block"] for row in pairs)
            for block in [*present, "different images"]:
                value = scale * WORTH.get(block, 0.45) ** 2
                blocks.append(
                    {"method": method, "measure": measure, "block": block,
                     **with_interval(value, 0.04), "pairs": 6, "images": 128}
                )  # fmt: skip
        return pd.DataFrame(pairs), pd.DataFrame(blocks)

    def _blocks(self) -> list[str]:
        models = self.factors.models
        found = {name_block(source, target) for source in models for target in models}
        return [block for block in WORTH if block in found | set(CONTROLS)]

    def _make_curves(self) -> pd.DataFrame:
        fractions = np.array([0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.85, 1])
        rows = []
        for (pretraining, task), block in product(self.factors.cells, self._blocks()):
            chance, worth = self.chance[task], WORTH[block]
            rise = fractions ** (0.12 / worth**5) if worth > 0.4 else fractions**6
            for fraction, height in zip(fractions, chance + (0.95 - chance) * rise, strict=True):
                wide = 0.04 * (0 < fraction < 1) + 0.01
                rows += [
                    {"fill": "mean-colour", "measure": measure, "block": block,
                     "pretraining": pretraining, "task": task, "fraction": fraction,
                     **with_interval(height, wide)}
                    for measure in ("accuracy", "agreement")
                ]  # fmt: skip
        return pd.DataFrame(rows)

    def _make_transfer(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        models = self.factors.models
        pairs = []
        for source, target in product([*models, *CONTROLS], models):
            block = source if source in CONTROLS else name_block(source, target)
            noise = self.random.normal(0, 0.02) if block != "same model" else 0.0
            half = 0.03 if block != "same model" else 0.0
            pairs.append(
                {"fill": "mean-colour", "source": source, "target": target, "block": block,
                 **with_interval(0.8 * WORTH[block] + noise, 0.03, "area"),
                 **with_interval(WORTH[block] + noise, half, "relative")}
            )  # fmt: skip
        blocks = [
            {"fill": "mean-colour", "block": block,
             **with_interval(WORTH[block] * 0.8, 0.02, "area"),
             **with_interval(WORTH[block], 0.03 * (block != "same model"), "relative"),
             "pairs": 8, "images": 128}
            for block in self._blocks()
        ]  # fmt: skip
        return pd.DataFrame(pairs), pd.DataFrame(blocks)

    def _make_similarity(self) -> pd.DataFrame:
        reference = (
            "latent-shape distance of simulated faces" if self.simulated else "identity structure"
        )
        rows = []
        for (pretraining, task), depth in product(
            self.factors.cells, range(len(LAYERS) + len(METHODS))
        ):
            known = depth < len(LAYERS)
            name = LAYERS[depth] if known else f"relevance {METHODS[depth - len(LAYERS)]}"
            value = 0.05 + 0.05 * depth + 0.05 * self.factors.pretraining.index(pretraining)
            value = value - 0.06 * (task == "gender") if known else 0.12
            rows.append(
                {"pretraining": pretraining, "task": task, "representation": name,
                 "kind": "features" if known else "relevance", "comparator": "rho-a",
                 "reference": reference, "attainable": 1.0 if self.simulated else 0.75,
                 **with_interval(value, 0.05), "seeds": 2,
                 "conditions": 16}
            )  # fmt: skip
        return pd.DataFrame(rows)

    def _make_images(self) -> tuple[xr.Dataset, dict[str, xr.Dataset]]:
        labels, identities, genders, pixels = [], [], [], []
        for person, view in product(range(8), range(3)):
            labels.append(f"s{person + 1:02d}-view-{view + 1}")
            identities.append(f"s{person + 1:02d}")
            genders.append("female" if person % 2 else "male")
            pixels.append(self._draw_face(person, view))
        variables = {
            "pixels": (("image", "y", "x", "channel"), np.stack(pixels)),
            "identity": ("image", np.array(identities, dtype=object)),
        }
        if self.simulated:
            variables["gender"] = ("image", np.array(genders, dtype=object))
        images = xr.Dataset(variables, {"image": np.array(labels, dtype=object)})
        maps = {}
        for number, model in enumerate(self.factors.models):
            task = model.split("/")[1]
            decisions = images[task].values.copy()
            decisions[number % len(labels)] = decisions[(number + 3) % len(labels)]
            relevance = np.stack([self._draw_relevance(number) for _ in labels])
            maps[model] = xr.Dataset(
                {"relevance": (("image", "y", "x"), relevance), "target": ("image", decisions)},
                {"image": images["image"].values},
                {
                    "method": "epsilon-plus-flat",
                    "model": model,
                    "explained": "the decision of the model on the unmasked image",
                },
            )
        return images, maps

    def _make_methods(self) -> dict[str, dict[str, xr.Dataset]]:
        """Maps of one model per pretraining, by all methods."""
        task, seed = self.factors.task[0], self.factors.seed[0]
        models = [f"{pretraining}/{task}/seed-{seed}" for pretraining in self.factors.pretraining]
        maps = {}
        for model in models:
            given = self.relevance[model]
            noise = self.random.normal(size=given["relevance"].shape).astype(np.float32)
            maps[model] = {
                method: given.assign(
                    relevance=given["relevance"] + number / len(METHODS) * noise
                ).assign_attrs(method=method)
                for number, method in enumerate(METHODS)
            }
        return maps

    def _draw_face(self, person: int, view: int) -> np.ndarray:
        """A drawn head: enough to judge whether overlays leave a face recognisable."""
        y, x = np.mgrid[-1 : 1 : self.pixels * 1j, -1 : 1 : self.pixels * 1j]
        turn, wide = 0.18 * (view - 1), 0.55 + 0.02 * person
        skin = np.array([0.85, 0.66, 0.55]) * (1 - 0.05 * person)
        face = np.ones((self.pixels, self.pixels, 3)) * 0.55
        head = (x / wide) ** 2 + (y / 0.8) ** 2 < 1
        face[head] = skin
        face *= (1 - 0.25 * np.clip(x + turn, 0, 1))[..., None]
        face[head & (y < -0.45)] = np.array([0.2, 0.13, 0.1]) * (1 + person / 4)
        for side in (-1, 1):
            face[((x - turn - 0.22 * side) / 0.1) ** 2 + ((y + 0.1) / 0.05) ** 2 < 1] = 0.1
        face[((x - turn) / 0.06) ** 2 + ((y - 0.15) / 0.14) ** 2 < 1] *= 0.8
        face[((x - turn) / 0.2) ** 2 + ((y - 0.45) / 0.05) ** 2 < 1] = (0.6, 0.2, 0.2)
        return (255 * np.clip(face, 0, 1)).astype(np.uint8)

    def _draw_relevance(self, number: int) -> np.ndarray:
        """A grainy map with most weight at eyes or mouth, a little of it negative."""
        y, x = np.mgrid[-1 : 1 : self.pixels * 1j, -1 : 1 : self.pixels * 1j]
        centre = -0.1 if number % 4 < 2 else 0.4
        bump = np.exp(-((y - centre) ** 2 / 0.05 + x**2 / 0.2))
        grain = self.random.gamma(1.2, 0.6, bump.shape)
        return (bump * grain - 0.06 * self.random.random(bump.shape)).astype(np.float32)


def make_rendered() -> Study:
    """Return the default study: 2 by 2 by 2."""
    factors = Factors(("objects", "faces"), ("gender", "identity"), (1, 2))
    title = "Study rendered: objects or faces as pretraining"
    return Study(title, factors, True, {"gender": 0.5, "identity": 1 / 16})


def make_orl() -> Study:
    """Return the real-face study: 2 by 1 by 3."""
    factors = Factors(("imagenet", "random"), ("identity",), (1, 2, 3))
    return Study(
        "Study orl: 400 photographs of 40 people", factors, False, {"identity": 1 / 40}, 112
    )


def make_large() -> Study:
    """Return a study of 40 models: 2 by 2 by 10."""
    factors = Factors(("imagenet", "vggface"), ("gender", "identity"), tuple(range(1, 11)))
    return Study("Study large: forty models", factors, True, {"gender": 0.5, "identity": 0.01})


STUDIES = {"rendered": make_rendered, "orl": make_orl, "large": make_large}
