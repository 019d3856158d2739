"""Tables and arrays with the shapes and the rough look of real studies."""

from dataclasses import dataclass
from itertools import combinations, combinations_with_replacement, product

import matplotlib.figure
import numpy as np
import pandas as pd
import xarray as xr

from face_relevance.figures.asymmetry import plot_asymmetry
from face_relevance.figures.examples import plot_examples
from face_relevance.figures.leakage import plot_leakage
from face_relevance.figures.maps import choose_examples
from face_relevance.figures.masked_examples import mask_examples, plot_masked_examples
from face_relevance.figures.masking_curves import plot_masking_curves
from face_relevance.figures.methods import plot_methods
from face_relevance.figures.performance import plot_performance
from face_relevance.figures.regions import plot_regions
from face_relevance.figures.sanity import plot_sanity
from face_relevance.figures.stability import plot_stability
from face_relevance.figures.style import Factors
from face_relevance.figures.transfer import plot_transfer

LAYERS = ("pool1", "pool2", "pool3", "pool4", "pool5", "fc6", "fc7", "fc8")
METHODS = (
    "epsilon-plus-flat", "epsilon", "gradient", "integrated-gradients", "smoothgrad",
    "guided-backprop", "grad-cam", "random",
)  # fmt: skip
CONTROLS = (
    "random", "inverse", "centre-prior", "mean-map", "edge-energy", "other-image",
    "untrained-network",
)  # fmt: skip
PARTS = (
    "background", "eyes", "brows", "nose", "mouth", "chin", "cheeks", "forehead", "hair", "ears",
    "neck",
)  # fmt: skip
MEASURES = ("accuracy", "agreement", "probability")
FILLS = ("mean-colour", "road")
KEPT = (0.05, 0.2, 0.5)
WORTH = {
    "same model": 1.0,
    "other seed": 0.97,
    "other task": 0.91,
    "other pretraining": 0.82,
    "other task and pretraining": 0.76,
    "other-image": 0.75,
    "mean-map": 0.8,
    "untrained-network": 0.68,
    "edge-energy": 0.72,
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
        self.asymmetry, self.asymmetry_pairs = self._make_asymmetry()
        self.transfer_factors = self._make_transfer_factors()
        self.leakage = self._make_leakage()
        self.regions = self._make_regions()
        self.sanity = self._make_sanity()
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
            case "asymmetry":
                return plot_asymmetry(
                    self.asymmetry, self.asymmetry_pairs, self.transfer_factors, "mean-colour",
                    *common,
                )  # fmt: skip
            case "leakage":
                return plot_leakage(self.leakage, self.masking_curves, "mean-colour", *common)
            case "regions":
                return plot_regions(self.regions, *common)
            case "sanity":
                return plot_sanity(self.sanity, *common)
            case "masked_examples":
                return plot_masked_examples(
                    self.images, *self.mask_images(FILLS), self.title, self.simulated,
                    self.decide(FILLS),
                )  # fmt: skip
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
                 "chance": self.chance[task], "images": 128, "identities": 16}
            )  # fmt: skip
        return pd.DataFrame(rows)

    def _make_stability(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        pairs, blocks = [], []
        measures = ("pearson", "spearman", "ssim", "top-10%-overlap")
        for method, kind, measure in product(METHODS, ("raw", "centred"), measures):
            scale = 0.9 - 0.11 * METHODS.index(method) - 0.1 * (measure != "spearman")
            scale -= 0.05 * (kind == "centred")
            first = {"method": method, "maps": kind, "measure": measure}
            for source, target in combinations_with_replacement(self.factors.models, 2):
                block = name_block(source, target)
                if block == "same model":
                    continue
                value = scale * WORTH[block] ** 2 + self.random.normal(0, 0.025)
                pairs.append(
                    first
                    | {"source": source, "target": target, "block": block}
                    | with_interval(value, 0.03)
                )
            present = dict.fromkeys(row["block"] for row in pairs)
            for block in [*present, "different images"]:
                value = scale * WORTH.get(block, 0.55 if kind == "raw" else 0.2) ** 2
                blocks.append(
                    first | {"block": block, "pairs": 6, "images": 128} | with_interval(value, 0.04)
                )
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
                    for measure in MEASURES
                ]  # fmt: skip
        return pd.DataFrame(rows)

    def _make_transfer(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        models = self.factors.models
        pairs = []
        for source, target in product([*models, *CONTROLS], models):
            block = source if source in CONTROLS else name_block(source, target)
            noise = self.random.normal(0, 0.02) if block != "same model" else 0.0
            half = 0.03 if block != "same model" else 0.0
            pairs += [
                {"fill": "mean-colour", "measure": measure, "source": source, "target": target,
                 "block": block, **with_interval(0.8 * WORTH[block] + noise + less, 0.03, "area"),
                 **with_interval(WORTH[block] + noise + less, half, "relative")}
                for measure, less in zip(MEASURES, (0, -0.1, -0.2), strict=True)
            ]  # fmt: skip
        blocks = [
            {"fill": "mean-colour", "measure": measure, "block": block,
             **with_interval(WORTH[block] * 0.8 + less, 0.02, "area"),
             **with_interval(WORTH[block] + less, 0.03 * (block != "same model"), "relative"),
             "pairs": 8, "images": 128}
            for block in self._blocks()
            for measure, less in zip(MEASURES, (0, -0.1, -0.2), strict=True)
        ]  # fmt: skip
        return pd.DataFrame(pairs), pd.DataFrame(blocks)

    def _make_asymmetry(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        pairs, groups = [], {}
        for source, target in combinations(self.factors.models, 2):
            block, value = name_block(source, target), self.random.normal(0.02, 0.05)
            pairs += [
                {"fill": "mean-colour", "measure": measure, "source": source, "target": target,
                 "block": block, **with_interval(value + less, 0.04, "relative")}
                for measure, less in zip(MEASURES, (0, -0.1, -0.2), strict=True)
            ]  # fmt: skip
            levels = list(zip(source.split("/")[:2], target.split("/")[:2], strict=True))
            differing = [at for at, (one, other) in enumerate(levels) if one != other]
            if differing:
                factor = " and ".join(("pretraining", "task")[at] for at in differing)
                origin, destination = ("/".join(levels[at][i] for at in differing) for i in (0, 1))
                groups.setdefault((factor, origin, destination), []).append(value)
        directions = [
            {"fill": "mean-colour", "measure": measure, "factor": factor, "origin": origin,
             "destination": destination, **with_interval(np.mean(values), 0.05, "relative"),
             "p": 0.01, "p_holm": 0.03 if factor == "task" else 0.21, "pairs": len(values)}
            for (factor, origin, destination), values in groups.items() for measure in MEASURES
        ]  # fmt: skip
        return pd.DataFrame(directions), pd.DataFrame(pairs)

    def _make_transfer_factors(self) -> pd.DataFrame:
        shares = {"source": 0.13, "target": 0.55, "pretraining": 0.12, "task": 0.05, "seed": 0.001}
        if len(self.factors.task) == 1:
            del shares["task"]
        shares["residual"] = 1 - sum(shares.values())
        tested = {"pretraining": 0.0004, "task": 0.17, "seed": 0.5}
        return pd.DataFrame(
            {"fill": "mean-colour", "measure": measure, "factor": factor, "share": share,
             "p_holm": tested.get(factor, np.nan),
             "smallest_p": 0.056 if factor in tested else np.nan}
            for factor, share in shares.items() for measure in MEASURES
        )  # fmt: skip

    def _make_leakage(self) -> pd.DataFrame:
        rows = []
        sources = [*self.factors.models, "random", "centre-prior", "edge-energy"]
        for task, source, fraction in product(self.factors.task, sources, (0.1, 0.35)):
            chance = self.chance[task]
            accuracy = chance + 0.2 * self.random.random() * (source != "random")
            rows.append(
                {"task": task, "source": source,
                 "kind": "model" if "/" in source else "control", "fraction": fraction,
                 "accuracy": accuracy, "low": max(0, accuracy - 0.08), "high": accuracy + 0.09,
                 "chance": chance, "images": 128, "identities": 16}
            )  # fmt: skip
        return pd.DataFrame(rows)

    def _make_regions(self) -> pd.DataFrame:
        rows = []
        for (pretraining, task), method, sign, part in product(
            self.factors.cells, METHODS, ("absolute", "positive"), PARTS
        ):
            density = 3 * self.random.random() * (part != "background")
            rows.append(
                {"method": method, "pretraining": pretraining, "task": task, "sign": sign,
                 "part": part, "share": density / 11, "density": density,
                 "density_low": max(0, density - 0.3), "density_high": density + 0.3}
            )  # fmt: skip
        return pd.DataFrame(rows)

    def _make_sanity(self) -> pd.DataFrame:
        rows = []
        for (pretraining, task), method, check in product(
            self.factors.cells,
            METHODS[:5],
            ("cascading", "independent", "class swap", "convergence"),
        ):
            if check == "convergence" and "epsilon" not in method:
                continue
            layers = ("output",) if check == "class swap" else LAYERS[::-1]
            measures = ("cosine",) if check == "convergence" else ("pearson", "spearman")
            for (depth, layer), measure in product(enumerate(layers), measures):
                value = 0.9 - 0.1 * depth - 0.2 * (measure == "pearson")
                rows.append(
                    {"pretraining": pretraining, "task": task, "method": method, "check": check,
                     "measure": measure, "layer": layer, **with_interval(value, 0.1)}
                )  # fmt: skip
        return pd.DataFrame(rows)

    def mask_images(self, fills: tuple[str, ...]) -> tuple[xr.Dataset, xr.DataArray]:
        """Maps of the first model, and three images masked by them under some fills."""
        maps = self.relevance[self.factors.models[0]]
        split = np.full((self.images.sizes["image"], 1), "train", dtype=object)
        images = self.images.assign(split=(("image", "task"), split))
        shown = choose_examples(self.images, 3)
        return maps, mask_examples(images, maps["relevance"], shown, fills, KEPT, 0)

    def decide(self, fills: tuple[str, ...]) -> xr.Dataset:
        """Probabilities of the unmasked decision: the model changes its mind at 5 % kept."""
        labels = self.images["image"].values
        shape = (len(fills), len(KEPT), len(labels))
        probability = np.broadcast_to(np.array(KEPT)[None, :, None] + 0.4, shape)
        return xr.Dataset(
            {
                "probability": (("fill", "fraction", "image"), probability),
                "agreement": (("fill", "fraction", "image"), probability > 0.5),
            },
            {"fill": list(fills), "fraction": list(KEPT), "image": labels},
        )

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


def make_single() -> Study:
    """Return the default study with one seed: 2 by 2 by 1."""
    factors = Factors(("objects", "faces"), ("gender", "identity"), (1,))
    title = "Study single: objects or faces as pretraining"
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
