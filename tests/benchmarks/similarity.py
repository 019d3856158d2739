"""Time of representational similarity with its bootstrap, beside rsatoolbox.

Usage: ``PYTHONPATH=workflow python tests/benchmarks/similarity.py --faces 100 --layers 20``

Dissimilarities of one model and of twelve subjects are simulated. Ours compares all layers and all
subjects in 1,000 draws of faces and subjects, and without each face and each subject, and makes
the table with intervals, noise ceiling and permutation test. rsatoolbox' ``eval_dual_bootstrap``
makes the draws alone; it is run with few, and its time scaled to as many.
"""

import argparse
import time

import numpy as np
import xarray as xr
from measuring import write_figures
from rsatoolbox.inference import eval_dual_bootstrap
from rsatoolbox.model import ModelFixed
from rsatoolbox.rdm import RDMs

from face_relevance.comparison.similarity import representational_similarity
from face_relevance.comparison.similarity.rdms import PAIRED

DRAWS, FEW = 1000, 10
SUBJECTS = 12
COMPARATORS = {"rho-a": "rho-a", "cosine": "cosine"}


def measure_distances(points: np.ndarray) -> np.ndarray:
    """Euclidean distances between all faces."""
    return np.linalg.norm(points[:, None] - points[None], axis=2)


def simulate(faces: int, layers: int) -> tuple[xr.DataArray, xr.DataArray]:
    """RDMs of a model that grow more like those of the subjects from layer to layer."""
    rng = np.random.default_rng(0)
    names = [f"face-{i:03d}" for i in range(faces)]
    truth = rng.normal(size=(faces, 6))
    places = {"condition": names, PAIRED: names}
    depth = [f"layer-{i:02d}" for i in range(layers)]
    model = xr.DataArray(
        np.stack(
            [
                measure_distances(i / layers * truth + rng.normal(size=truth.shape))
                for i in range(layers)
            ]
        ),
        {"representation": depth, **places},
        ("representation", "condition", PAIRED),
    ).assign_coords(
        kind=("representation", ["features"] * layers),
        layer=("representation", depth),
        method=("representation", [""] * layers),
    )
    judged = xr.DataArray(
        np.stack(
            [measure_distances(truth + 0.7 * rng.normal(size=truth.shape)) for _ in range(SUBJECTS)]
        ),
        {"subject": [f"s{i:02d}" for i in range(SUBJECTS)], **places},
        ("subject", "condition", PAIRED),
    )
    return model, judged


def leave_gaps(judged: xr.DataArray) -> xr.DataArray:
    """Each subject judged nine tenths of the pairs, others than the next subject."""
    gone = np.triu(np.random.default_rng(1).random(judged.shape) < 0.1, 1)
    return judged.where(~(gone | gone.swapaxes(1, 2)))


def time_ours(model: xr.DataArray, judged: xr.DataArray, comparator: str) -> float:
    """Seconds of the whole table."""
    start = time.perf_counter()
    representational_similarity(
        {"one/task/seed-1": model}, judged, "ratings", comparator=comparator, draws=DRAWS, threads=2
    )
    return time.perf_counter() - start


def time_rsatoolbox(model: xr.DataArray, judged: xr.DataArray, method: str) -> float:
    """Seconds of as many draws, from few."""
    models = [ModelFixed(str(i), rdm) for i, rdm in enumerate(model.values)]
    start = time.perf_counter()
    eval_dual_bootstrap(models, RDMs(judged.values), method=method, N=FEW)
    return (time.perf_counter() - start) / FEW * DRAWS


def main() -> None:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--faces", type=int, default=100)
    parser.add_argument("--layers", type=int, default=20)
    arguments = parser.parse_args()
    model, judged = simulate(arguments.faces, arguments.layers)
    figures = []
    for comparator, method in COMPARATORS.items():
        figures.append(
            {
                "case": f"{arguments.faces} faces, {arguments.layers} layers, {comparator}",
                "unit": "s",
                "ours": time_ours(model, judged, comparator),
                "peers": {"rsatoolbox, draws alone": time_rsatoolbox(model, judged, method)},
            }
        )
    gaps = time_ours(model, leave_gaps(judged), "rho-a")
    case = "rho-a, a tenth of the pairs not judged, which rsatoolbox refuses"
    figures.append({"case": case, "unit": "s", "ours": gaps, "peers": {}})
    write_figures("similarity", figures)


if __name__ == "__main__":
    main()
