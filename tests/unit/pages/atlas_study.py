"""A simulated study as the atlas finds it: sprites and facts by the form of its files."""

import shutil
from pathlib import Path

import numpy as np

from face_relevance.pages.atlas.scripts import PAGE, write_call
from face_relevance.pages.atlas.sprites import (
    encode,
    find_first_kept,
    lay_out,
    paint_maps,
)

FRACTIONS = [0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1]
PARTS = ["eyes", "nose", "mouth", "hair"]
METHODS = ["epsilon-plus-flat", "grad-cam"]
CLASSES = {"gender": ["female", "male"]}


def write_study(
    folder: Path,
    seeds: int = 2,
    people: int = 6,
    views: int = 2,
    side: int = 24,
    per_chunk: int = 8,
    parts: bool = True,
    planted: bool = False,
    written: int | None = None,
) -> dict:
    """Write the page and all of its data; return what `study.js` says.

    Models differ in all that the page shows, so that a test sees whether it shows the right one.
    With `planted` cues each task has images of its own, and nobody is shown masked ones. With
    `written` only so many of each pretraining have files: of a large study no page opens all.
    """
    for kind in ("html", "css", "js"):
        for file in PAGE.glob(f"*.{kind}"):
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, folder)
    rng = np.random.default_rng(1)
    identities = [f"face-{number:03d}" for number in range(people)]
    classes = CLASSES | {"identity": identities}
    names = [(person, f"{person}-view-{view}") for person in identities for view in range(views)]
    images = [
        {
            "name": name,
            "identity": person,
            "labels": {
                "gender": CLASSES["gender"][identities.index(person) % 2],
                "identity": person,
            },
            "tasks": [list(classes)[identities.index(person) % 2]] if planted else list(classes),
            "covered": [0.1, 0.15, 0.1, 0.25] if parts else None,
        }
        for person, name in names
    ]
    chunks = _divide(images, per_chunk)
    models = [
        {
            "name": f"{pretraining}/{task}/seed-{seed}",
            "pretraining": pretraining,
            "task": task,
            "seed": seed,
            "methods": METHODS,
        }
        for pretraining in ("objects", "faces")
        for task in classes
        for seed in range(1, seeds + 1)
    ]
    study = {
        "name": "made-up",
        "title": "Simulated study",
        "simulated": True,
        "size": {"height": side, "width": side, "averaged": 1},
        "columns": 4,
        "images": images,
        "shown": {"images": len(images), "of": 10 * len(images)},
        "parts": PARTS if parts else None,
        "classes": classes,
        "models": models,
        "pretrainings": [
            {"name": "objects", "colour": "#0072B2"},
            {"name": "faces", "colour": "#D55E00"},
        ],
        "methods": [
            {
                "name": METHODS[0],
                "words": "Layer-wise relevance propagation.",
                "masks": not planted,
            },
            {"name": METHODS[1], "words": "Class activation by gradients.", "masks": False},
        ],
        "fractions": FRACTIONS,
        "fill": {"name": "mean colour", "colour": [131, 115, 107]},
        "unit": "pixel",
        "sign": "signed",
        "stamps": {METHODS[1]: ["border", "checkerboard"]},
    }
    write_call(folder / "study.js", "study", study)
    for number, chunk in enumerate(chunks):
        faces = np.stack([_draw_face(side, rng) for _ in chunk])
        write_call(folder / f"images/{number}.js", "images", number, encode(lay_out(faces, 4)))
    numbers = {name: 0 for name in ("objects", "faces")}
    for model in models:
        numbers[model["pretraining"]] += 1
        if written is None or numbers[model["pretraining"]] <= written:
            _write_model(folder, study, model, chunks, rng)
    return study


def _divide(images: list[dict], per_chunk: int) -> list[list[dict]]:
    """Give each image its place in the sprites; a chunk holds images of the same tasks."""
    chunks = []
    for tasks in dict.fromkeys(tuple(image["tasks"]) for image in images):
        group = [image for image in images if tuple(image["tasks"]) == tasks]
        chunks += [group[first : first + per_chunk] for first in range(0, len(group), per_chunk)]
    for number, chunk in enumerate(chunks):
        for place, image in enumerate(chunk):
            image |= {"chunk": number, "place": place}
    return chunks


def _write_model(folder: Path, study: dict, model: dict, chunks: list, rng) -> None:
    """Write the facts and maps of a model."""
    explained = [image for image in study["images"] if model["task"] in image["tasks"]]
    facts = {image["name"]: _invent_facts(study, model, image, rng) for image in explained}
    masked = any(method["masks"] for method in study["methods"])
    side = study["size"]["height"]
    for method in METHODS:
        for number, chunk in enumerate(chunks):
            if chunk[0] not in explained:
                continue
            maps = np.stack([_draw_map(side, rng) for _ in chunk])
            ranks = (-maps).reshape(len(maps), -1).argsort().argsort().reshape(maps.shape)
            pictures, largest = paint_maps(maps, find_first_kept(ranks, FRACTIONS))
            for image, value in zip(chunk, largest, strict=True):
                facts[image["name"]]["largest"][method] = float(value)
            path = folder / f"maps/{model['name']}/{method}-{number}.js"
            sprite = encode(lay_out(pictures, study["columns"]))
            write_call(path, "maps", model["name"], method, number, sprite)
    means = np.sort(rng.uniform(0.4, 0.95, len(FRACTIONS)))
    curve = {
        measure: {
            "value": means.tolist(),
            "low": (means - 0.06).tolist(),
            "high": (means + 0.04).tolist(),
        }
        for measure in ("probability", "agreement")
    }
    write_call(
        folder / f"models/{model['name']}.js",
        "model",
        model["name"],
        {
            "explained": "the decision on the unmasked image",
            "accuracy": {
                "value": 0.91,
                "low": 0.84,
                "high": 0.96,
                "chance": 0.5,
                "images": 120,
                "identities": 12,
            },
            "images": facts,
            "curve": {"images": 120, "over": "identities"} | curve if masked else None,
        },
    )


def _invent_facts(study: dict, model: dict, image: dict, rng) -> dict:
    classes = study["classes"][model["task"]]
    truth = image["labels"][model["task"]]
    order = [truth, *(name for name in classes if name != truth)][:3]
    if rng.random() < 0.2:
        order = order[::-1]
    probabilities = [0.71, 0.2, 0.06][: len(order)]
    along = np.sort(rng.uniform(0.2, 1, len(FRACTIONS)))
    shares = {method: rng.dirichlet(np.ones(len(PARTS))).tolist() for method in METHODS}
    return {
        "decision": order[0],
        "truth": truth,
        "target": order[0],
        "correct": order[0] == truth,
        "score": 3.2,
        "top": [list(pair) for pair in zip(order, probabilities, strict=True)],
        "largest": {},
        "shares": shares if study["parts"] else None,
        "curve": {
            "probability": along.tolist(),
            "agreement": (along > 0.5).astype(int).tolist(),
        }
        if any(method["masks"] for method in study["methods"])
        else None,
    }


def _draw_face(side: int, rng) -> np.ndarray:
    """A light oval with two dark eyes, (y, x, 3) uint8."""
    y, x = np.mgrid[-1 : 1 : side * 1j, -1 : 1 : side * 1j]
    face = np.full((side, side, 3), rng.integers(60, 200, 3), float)
    face[(x / 0.6) ** 2 + (y / 0.85) ** 2 < 1] = rng.integers(120, 240, 3)
    for centre in (-0.25, 0.25):
        face[(x - centre) ** 2 + (y + 0.2) ** 2 < 0.01] = 30
    return face.astype(np.uint8)


def _draw_map(side: int, rng) -> np.ndarray:
    """Some signed blobs, (y, x)."""
    y, x = np.mgrid[-1 : 1 : side * 1j, -1 : 1 : side * 1j]
    blobs = [
        sign * np.exp(-((x - a) ** 2 + (y - b) ** 2) / 0.05)
        for sign, (a, b) in zip((1, 1, -0.7), rng.uniform(-0.7, 0.7, (3, 2)), strict=True)
    ]
    return np.sum(blobs, axis=0)
