"""Tables of a study of planted cues, of any size, as the figures of localisation need them."""

import numpy as np
import pandas as pd
import xarray as xr

from face_relevance.figures.style import Factors

METHODS = (
    "epsilon-plus-flat", "epsilon", "gradient", "integrated-gradients", "smoothgrad",
    "guided-backprop", "grad-cam", "gradient-times-input",
)  # fmt: skip
CONTROLS = ("centre-prior", "mean-map", "edge-energy")
CUES = {
    "identity-nose": ("nose",),
    "gender-brows": ("brows",),
    "identity-mouth": ("mouth",),
    "gender-contrast": ("contrast",),
    "shortcut-mole": ("shape", "mole"),
    "redundant": ("brows", "contrast"),
}
TITLE = "Study cues: planted cues in rendered faces"


def make_tables(factors, names=(*METHODS, *CONTROLS)):
    """Localisation and effects; the cue 'shape' of the shortcut is not used."""
    rng = np.random.default_rng(3)
    scores, effects = [], []
    for pretraining, task in factors.cells:
        for cue in CUES[task]:
            place = {"pretraining": pretraining, "task": task, "cue": cue}
            effect = 0.05 if cue == "shape" else rng.uniform(0.3, 0.8)
            effects.append(
                place
                | {"effect": effect, "low": effect - 0.04, "high": effect + 0.05,
                   "changed": effect / 2, "changed_low": max(0, effect / 2 - 0.06),
                   "changed_high": effect / 2 + 0.06, "used": cue != "shape"}
            )  # fmt: skip
            values = {
                name: float(np.clip(0.97 - 0.06 * number - 0.25 * rng.random(), 0, 0.995))
                for number, name in enumerate(names)
            }
            best = max(value for name, value in values.items() if name not in CONTROLS)
            for name, value in values.items():
                half = rng.uniform(0.01, 0.05)
                row = place | {
                    "method": name, "kind": "control" if name in CONTROLS else "method",
                    "estimate": value, "low": value - half, "high": min(1, value + half),
                    "among_best": value > best - 0.05,
                }  # fmt: skip
                scores += [row | {"measure": measure} for measure in ("mass", "absolute-auc")]
    return pd.DataFrame(scores), pd.DataFrame(effects)


SIZES = {
    "several": Factors(("faces",), tuple(CUES), (1, 2, 3)),
    "two-pretrainings": Factors(("objects", "faces"), tuple(CUES)[:2] + tuple(CUES)[4:], (1, 2)),
    "many": Factors(("objects", "faces"), tuple(CUES), (1, 2)),
    "single": Factors(("faces",), ("identity-nose",), (1,)),
}
"""From one column to sixteen."""

_PLACES = {
    "nose": (0.05, 0, 0.2, 0.08),
    "mouth": (0.45, 0, 0.07, 0.22),
    "mole": (0.3, 0.3, 0.07, 0.07),
}


def find_cue(cue, size):
    """Pixels of a cue (y, x) in a drawn face."""
    y, x = np.mgrid[-1 : 1 : size * 1j, -1 : 1 : size * 1j]
    head = (x / 0.6) ** 2 + (y / 0.85) ** 2 < 1
    if cue == "contrast":
        return head & (abs(abs(x) - 0.22) < 0.12) & (abs(y + 0.1) < 0.07)
    if cue == "brows":
        return (abs(abs(x) - 0.24) < 0.14) & (abs(y + 0.32) < 0.05)
    if cue == "shape":
        return head & ((x / 0.5) ** 2 + (y / 0.75) ** 2 > 1)
    down, right, tall, wide = _PLACES[cue]
    return ((x - right) / wide) ** 2 + ((y - down) / tall) ** 2 < 1


def draw_face(cues, size):
    """Head (y, x, channel) with the cues of a task darkened."""
    y, x = np.mgrid[-1 : 1 : size * 1j, -1 : 1 : size * 1j]
    face = np.full((size, size, 3), 140.0)
    face[(x / 0.6) ** 2 + (y / 0.85) ** 2 < 1] = (217, 168, 140)
    face[((abs(x) - 0.22) / 0.1) ** 2 + ((y + 0.1) / 0.05) ** 2 < 1] = 40
    for cue in cues:
        face[find_cue(cue, size)] *= 0.6
    return face.astype(np.uint8)


def make_examples(factors, names=METHODS[:6], size=48):
    """One image of the first seed of each task, maps around the first cue."""
    rng = np.random.default_rng(5)
    examples = {}
    for number, (pretraining, task) in enumerate(factors.cells):
        cues = CUES[task]
        masks = np.stack([find_cue(cue, size) for cue in cues])
        noise = rng.gamma(1, 0.4, (len(names), size, size))
        strength = np.linspace(2, 0.3, len(names))[:, None, None]
        relevance = (masks[0] * strength + 0.4) * noise - 0.15 * rng.random(noise.shape)
        others = [[c for c in cues if c != cue] for cue in cues]
        examples[f"{pretraining}/{task}/seed-{factors.seed[0]}"] = xr.Dataset(
            {
                "pixels": (("y", "x", "channel"), draw_face(cues, size)),
                "swapped": (
                    ("cue", "y", "x", "channel"), np.stack([draw_face(o, size) for o in others])
                ),
                "mask": (("cue", "y", "x"), masks),
                "relevance": (("explained_by", "y", "x"), relevance.astype(np.float32)),
                "decision": "female" if number % 2 else f"id-{number:02}",
                "probability": 0.9 + 0.01 * number,
                "probability_swapped": ("cue", 0.1 * np.arange(1, len(cues) + 1)),
                "auc": (("explained_by", "cue"), rng.uniform(0.4, 1, (len(names), len(cues)))),
            },
            {"explained_by": list(names), "cue": list(cues), "image": f"face-{number}"},
        )  # fmt: skip
    return examples
