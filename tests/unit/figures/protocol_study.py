"""Simulated tables and maps of a study of the protocol, of two sizes, as its figures need them."""

from dataclasses import dataclass
from itertools import combinations, product

import matplotlib.figure
import numpy as np
import pandas as pd
import xarray as xr

from face_relevance.figures.peak_counts import plot_peak_counts
from face_relevance.figures.protocol_maps import plot_protocol_maps
from face_relevance.figures.protocol_measures import plot_protocol_measures
from face_relevance.figures.protocol_networks import plot_protocol_networks
from face_relevance.figures.protocol_ranks import plot_protocol_ranks
from face_relevance.figures.protocol_table import plot_protocol_table

# How much of the image a method keeps, and how well it finds what decides.
METHODS = {
    "advise": (0.55, 0.62),
    "advise-published": (0.82, 0.50),
    "advise-same-image": (0.78, 0.55),
    "advise-random": (0.52, 0.56),
    "advise-all": (0.60, 0.68),
    "grad-cam": (0.60, 0.69),
    "grad-cam-plus-plus": (0.64, 0.66),
    "score-cam": (0.62, 0.67),
    "rise": (0.70, 0.64),
    "epsilon-plus-flat": (0.22, 0.75),
    "epsilon-alpha2-beta1-flat": (0.18, 0.74),
    "gradient": (0.15, 0.58),
    "integrated-gradients": (0.16, 0.63),
    "smoothgrad": (0.2, 0.66),
    "guided-backprop": (0.17, 0.6),
    "centre-prior": (0.5, 0.45),
    "random": (0.35, 0.2),
}
# Weight of both, place at which they are zero, smallest and largest value, which is better.
MEASURES = {
    "ssim": (0.7, 0.0, 0.1, 0, 1, "high"),
    "fsim": (0.4, 0.1, 0.45, 0, 1, "high"),
    "mse": (-0.3, 0.0, 0.3, 0, 1, "low"),
    "average_drop": (-0.4, -0.4, 0.85, 0, 1, "low"),
    "increase": (0.2, 0.2, 0.0, 0, 1, "high"),
    "hit": (0.2, 0.5, 0.35, 0, 1, "high"),
    "sensitivity": (0.3, 0.1, 0.3, -1, 1, ""),
    "sensitive": (-0.5, 0.2, 0.5, 0, 1, "high"),
    "avx": (0.6, 0.25, 0.0, 0, 1, "high"),
    "avx_published": (0.75, 0.2, -0.05, 0, 1, "high"),
    "deletion": (0.05, -0.5, 0.55, 0, 1, "low"),
    "insertion": (-0.02, 0.6, 0.2, 0, 1, "high"),
    "road": (0.05, -0.45, 0.6, 0, 1, "low"),
    "seconds": (0.0, 0.0, 0.0, 0, 90, "low"),
    "win_rate": (0.1, 0.1, -0.03, 0, 1, "high"),
}
SECONDS = {"score-cam": 8.4, "rise": 33.0, "integrated-gradients": 0.9, "smoothgrad": 0.71,
           "advise": 0.062, "random": 0.0004, "centre-prior": 0.0002}  # fmt: skip
PLANNED = (("advise", "grad-cam"), ("advise", "advise-all"), ("advise", "advise-random"))
NETWORKS = ("alexnet", "vgg16", "resnet50", "xception")
CLASSES = (
    "box", "cone", "cylinder", "ball", "ring", "pyramid", "star", "cross", "wedge", "prism",
    "capsule", "barrel", "gear", "spring", "arch", "helix",
)  # fmt: skip


@dataclass
class ProtocolStudy:
    """A simulated study of the protocol: what its figures need, and the figures."""

    title: str
    networks: tuple[str, ...]
    methods: tuple[str, ...]
    classes: tuple[str, ...]
    simulated: bool
    measures: tuple[str, ...] = tuple(MEASURES)
    shown: int = 3
    pixels: int = 96

    def __post_init__(self):
        self.drawn = {}
        self.random = np.random.default_rng(17)
        self.over = "images and seeds" if self.simulated else "images"
        self.protocol = self._make_protocol()
        self.ranks, self.contrasts = self._make_ranks()
        self.peaks = self._make_peaks()
        self.images = self._make_images()
        self.maps = {network: self._make_maps(network) for network in self.networks}

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
            case "protocol_maps":
                network = self.networks[0]
                return plot_protocol_maps(self.images, self.maps[network], network, *common)
            case "protocol_networks":
                return plot_protocol_networks(self.images.isel(image=0), self.maps, *common)
            case "protocol_table":
                return plot_protocol_table(self.protocol, *common)
            case "protocol_ranks":
                return plot_protocol_ranks(self.ranks, self.contrasts, *common)
            case "protocol_measures":
                return plot_protocol_measures(self.protocol, *common)
            case "peak_counts":
                return plot_peak_counts(self.peaks, *common)
        raise KeyError(name)

    def _list_rows(self) -> tuple[str, ...]:
        """Networks, and the average over them where there are several."""
        return (*self.networks, "all") if len(self.networks) > 1 else self.networks

    def _make_protocol(self) -> pd.DataFrame:
        rows = []
        for network, method, measure in product(self._list_rows(), self.methods, self.measures):
            keeps, finds = METHODS[method]
            on_keeps, on_finds, zero, least, most, better = MEASURES[measure]
            mean = zero + on_keeps * keeps + on_finds * finds + self.random.normal(0, 0.008)
            half = self.random.uniform(0.008, 0.025)
            if measure == "seconds":
                mean, half = SECONDS.get(method, 0.03), 0.05 * SECONDS.get(method, 0.03)
            mean = float(np.clip(mean, least, most))
            rows.append(
                {"network": network, "method": method, "measure": measure, "mean": mean,
                 "low": max(least, mean - half), "high": min(most, mean + half), "images": 160,
                 "models": 8, "over": self.over, "better": better}
            )  # fmt: skip
        return pd.DataFrame(rows)

    def _make_ranks(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Ranks that follow the means, and contrasts of all pairs."""
        ranks, contrasts = [], []
        for (network, measure), table in self.protocol.groupby(["network", "measure"], sort=False):
            better = MEASURES[measure][-1]
            means = table.set_index("method")["mean"]
            order = means.rank(ascending=better == "low").to_dict()
            count = len(means)
            middle = (count + 1) / 2
            for method, place in order.items():
                rank = middle + 0.8 * (place - middle)
                ranks.append(
                    {"network": network, "measure": measure, "method": method, "rank": rank,
                     "low": rank - 0.06 * count, "high": rank + 0.06 * count, "methods": count}
                )  # fmt: skip
            for one, other in combinations(self.methods, 2):
                planned = (one, other) in PLANNED
                difference = means[one] - means[other]
                distance = abs(difference) / 0.012
                contrasts.append(
                    {"network": network, "measure": measure,
                     "family": "planned" if planned else "other", "one": one, "other": other,
                     "difference": difference, "low": difference - 0.02,
                     "high": difference + 0.02, "p": float(np.exp(-1.5 * distance)),
                     "p_holm": float(min(1, 30 * np.exp(-2.2 * distance))), "over": self.over}
                )  # fmt: skip
        return pd.DataFrame(ranks), pd.DataFrame(contrasts)

    def _make_peaks(self) -> pd.DataFrame:
        """Counts that are higher where activations are not cut at 0 and 1."""
        rows = []
        counts = np.arange(0, 13)
        for number, network in enumerate(self.networks):
            for activations, centre, failed in (
                ("published", 2.2, 0.06 + 0.11 * number), ("normalised", 4.2, 0.002)
            ):  # fmt: skip
                for at, name in enumerate(("all", *self.classes)):
                    place = centre + 0.5 * number + (0.12 * (at % 5) if at else 0)
                    shares = np.exp(-((counts - place) ** 2) / (3.2 + number))
                    shares[0] = 0
                    share_failed = failed * (1 + 0.3 * (at % 3 == 2))
                    shares *= (1 - share_failed) / shares.sum()
                    shares[0] = share_failed
                    rows += [
                        {"network": network, "activations": activations, "class": name,
                         "peaks": int(count), "share": share, "low": max(0, 0.9 * share - 0.003),
                         "high": 1.1 * share + 0.003, "failed": share_failed,
                         "over": self.over}
                        for count, share in zip(counts, shares, strict=True)
                    ]  # fmt: skip
        return pd.DataFrame(rows)

    def _make_images(self) -> xr.Dataset:
        names = [self.classes[at % len(self.classes)] for at in range(self.shown)]
        pixels = np.stack([self._draw_object(at) for at in range(self.shown)])
        labels = np.array([f"{name}-{at:02}" for at, name in enumerate(names)], dtype=object)
        return xr.Dataset(
            {
                "pixels": (("image", "y", "x", "channel"), pixels),
                "class": ("image", np.array(names, dtype=object)),
            },
            {"image": labels},
        )

    def _make_maps(self, network: str) -> dict[str, xr.Dataset]:
        """Maps of all methods, and decisions of which the second image's is wrong."""
        names = self.images["class"].values.tolist()
        decided = [names[0], self.classes[-1], *names[2:]][: len(names)]
        target = np.array([decided, [self.classes[2]] * len(names)], dtype=object)
        probability = np.array([[0.93, 0.41, 0.77, 0.99, 0.5][: len(names)]] * 2)
        probability[1] = (1 - probability[0]) / 2
        maps = {}
        for method in self.methods:
            relevance = np.stack([self._draw_relevance(method, at) for at in range(len(names))])
            maps[method] = xr.Dataset(
                {
                    "relevance": (
                        ("prediction", "image", "y", "x"), np.stack([relevance, relevance])
                    ),
                    "target": (("prediction", "image"), target),
                    "probability": (("prediction", "image"), probability),
                },
                {"prediction": ["top-1", "top-2"], "image": self.images["image"].values},
                {"method": method, "network": network},
            )  # fmt: skip
        return maps

    def _draw_object(self, number: int) -> np.ndarray:
        """A shaded solid on a plain ground."""
        y, x = np.mgrid[-1 : 1 : self.pixels * 1j, -1 : 1 : self.pixels * 1j]
        power = (2, 8, 1.2)[number % 3]
        inside = abs(x / 0.6) ** power + abs(y / 0.6) ** power < 1
        shade = np.clip(0.75 - 0.3 * x - 0.3 * y, 0, 1)[..., None]
        tint = np.array([(0.8, 0.45, 0.3), (0.35, 0.6, 0.75), (0.6, 0.7, 0.35)][number % 3])
        ground = np.full((self.pixels, self.pixels, 3), 0.65) + 0.15 * y[..., None]
        return (255 * np.where(inside[..., None], shade * tint + 0.1, ground)).astype(np.uint8)

    def _draw_relevance(self, method: str, number: int) -> np.ndarray:
        """Broad for methods that keep much of the image, grainy for others."""
        keeps, finds = METHODS[method]
        y, x = np.mgrid[-1 : 1 : self.pixels * 1j, -1 : 1 : self.pixels * 1j]
        right = 0.25 * (number % 3 - 1)
        bump = np.exp(-((x - right) ** 2 + (y + 0.1) ** 2) / (1.2 * keeps**2 + 0.05))
        if method in ("random", "gradient"):
            bump = np.ones_like(bump)
        grain = self.random.gamma(1.2, 0.6, bump.shape) if keeps < 0.4 else 1.0
        signed = -0.5 * self.random.random(bump.shape) if "gradient" in method else 0.0
        return (bump * grain + signed * (1 - finds)).astype(np.float32)


def make_protocol() -> ProtocolStudy:
    """Return a study of full size: 4 networks, 17 methods, 15 measures, 16 classes."""
    return ProtocolStudy(
        "Study advise-small: ADVISE and its protocol", NETWORKS, tuple(METHODS), CLASSES, True
    )


def make_small() -> ProtocolStudy:
    """Return a small study of photographs: one network, five methods, three classes."""
    methods = ("advise", "advise-published", "grad-cam", "gradient", "random")
    measures = tuple(measure for measure in MEASURES if measure not in ("fsim", "seconds"))
    return ProtocolStudy(
        "Study mine: photographs of pets", ("vgg16",), methods, ("cat", "dog", "guinea pig"),
        False, measures, 2, 64,
    )  # fmt: skip


def make_wide() -> ProtocolStudy:
    """Return a study of many classes and all figures as full as they get."""
    classes = tuple(f"class with a long name {number:03}" for number in range(40))
    networks = (*NETWORKS, "efficientnet-lite0")
    return ProtocolStudy("Study advise", networks, tuple(METHODS), classes, False)


SIZES = {"protocol": make_protocol, "protocol_small": make_small, "protocol_wide": make_wide}
