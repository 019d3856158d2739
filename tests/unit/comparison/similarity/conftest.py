"""Small simulated sets of models and observers."""

import numpy as np
import pytest
import xarray as xr

from face_relevance.comparison.similarity.rdms import PAIRED

CONDITIONS = [f"face-{i:02d}" for i in range(14)]
LAYERS = ["pool1", "pool5", "fc6"]
MODELS = [f"{p}/{t}/seed-{s}" for p in ("faces", "objects") for t in ("a", "b") for s in (1, 2, 3)]


def measure_distances(points):
    return np.linalg.norm(points[:, None] - points[None], axis=2)


def stack_rdms(named, names=CONDITIONS):
    """RDMs from (representation, kind, layer, method, matrix)."""
    columns = list(zip(*named, strict=True))
    described = {
        name: ("representation", list(values))
        for name, values in zip(("kind", "layer", "method"), columns[1:4], strict=True)
    }
    return xr.DataArray(
        np.stack(columns[4]),
        dims=("representation", "condition", PAIRED),
        coords={
            "representation": list(columns[0]),
            "condition": list(names),
            PAIRED: list(names),
            **described,
        },
    )


@pytest.fixture(scope="session")
def stack():
    """Return the function that makes RDMs of a model from matrices."""
    return stack_rdms


@pytest.fixture(scope="session")
def truth():
    """Where the faces are in the space that observers go by."""
    return np.random.default_rng(0).normal(size=(len(CONDITIONS), 3))


@pytest.fixture(scope="session")
def judged(truth):
    """Dissimilarities of five simulated subjects, all pairs."""
    rng = np.random.default_rng(1)
    squares = [measure_distances(truth + rng.normal(size=truth.shape) * 0.4) for _ in range(5)]
    return xr.DataArray(
        np.stack(squares),
        dims=("subject", "condition", PAIRED),
        coords={
            "subject": [f"s{i}" for i in range(5)],
            "condition": CONDITIONS,
            PAIRED: CONDITIONS,
        },
    )


@pytest.fixture(scope="session")
def incomplete(judged):
    """The same, but each subject judged some four fifths of the pairs."""
    rng = np.random.default_rng(2)
    gone = np.triu(rng.random(judged.shape) < 0.2, 1)
    return judged.where(~(gone | gone.swapaxes(1, 2)))


@pytest.fixture(scope="session")
def models(truth):
    """Of "faces" later layers are nearer to the truth, of "objects" none is."""
    rng = np.random.default_rng(3)
    result = {}
    for model in MODELS:
        rdms = []
        for depth, layer in enumerate(LAYERS):
            near = 0.5 * depth if model.startswith("faces") else 0
            points = near * truth + rng.normal(size=truth.shape) * 0.4
            for kind, name in (("features", layer), ("masked", f"masked {layer}")):
                blur = rng.normal(size=truth.shape) * (0 if kind == "features" else 0.3)
                method = "" if kind == "features" else "epsilon"
                rdms.append((name, kind, layer, method, measure_distances(points + blur)))
        points = rng.normal(size=truth.shape)
        rdms.append(("relevance epsilon", "relevance", "", "epsilon", measure_distances(points)))
        result[model] = stack_rdms(rdms)
    return result


@pytest.fixture(scope="session")
def baselines(truth):
    """Pixels that have a little of the truth, and three parts, of which the first two make it."""
    rng = np.random.default_rng(4)
    rdms = [("pixels", "baseline", "", "", measure_distances(truth[:, :1]))]
    rdms.append(("edges", "baseline", "", "", measure_distances(rng.normal(size=truth.shape))))
    for number, part in enumerate(("eyes", "mouth", "chin")):
        points = truth[:, number : number + 1] if number < 2 else rng.normal(size=(len(truth), 1))
        rdms.append((part, "part", "", "", measure_distances(points)))
    return stack_rdms(rdms)
