"""Tables of a study of planted cues, of any size, as the figures of localisation need them."""

import numpy as np
import pandas as pd

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
                scores += [row | {"measure": measure} for measure in ("mass", "auc")]
    return pd.DataFrame(scores), pd.DataFrame(effects)


SIZES = {
    "several": Factors(("faces",), tuple(CUES), (1, 2, 3)),
    "two-pretrainings": Factors(("objects", "faces"), tuple(CUES)[:2] + tuple(CUES)[4:], (1, 2)),
    "many": Factors(("objects", "faces"), tuple(CUES), (1, 2)),
    "single": Factors(("faces",), ("identity-nose",), (1,)),
}
"""From one column to sixteen."""
