"""The image set of rendered faces: who is drawn, in which views, for which task."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import xarray as xr

from face_relevance.faces.face_renderer import face_geometry, render_faces
from face_relevance.faces.head import load_head
from face_relevance.faces.image_set import GENDERS, Progress, assemble_image_set, silent
from face_relevance.faces.parts import PART_ATTRIBUTES
from face_relevance.faces.sampling import make_generator, sample_identity, sample_view
from face_relevance.faces.shape_distances import part_distances

_TASKS = ("pretraining", "gender", "identity")
_SETS = ("pretraining", "gender-train", "gender-validation", "identity", "similarity")
_KINDS = ("train", "validation", "test")
_MOST_IDENTITIES = 999


@dataclass(frozen=True)
class _Drawn:
    """What is kept of a person: V images, their parts and poses, and who is seen."""

    pixels: np.ndarray
    parts: np.ndarray
    pose: np.ndarray
    weights: np.ndarray
    hair_style: str


@dataclass(frozen=True)
class _Person:
    """One identity of the plan with the views to draw and their splits."""

    name: str
    gender: str
    key: tuple[int, int]
    views: tuple[tuple[int, int], ...]
    split: dict[str, tuple[str, ...]]


def rendered_faces(
    size: int,
    seed: int,
    pretraining: Mapping[str, int],
    gender: Mapping[str, int],
    identity: Mapping[str, int],
    similarity: Mapping[str, int],
    progress: Progress = silent,
) -> xr.Dataset:
    """Draw the faces on which the networks are pretrained, trained and explained.

    Parameters
    ----------
    size : int
        Width and height in pixels.
    seed : int
        Same seed, same bits. An image depends on the seed, its set and its place in the set, and
        stays the same when the number of images of any set changes.
    pretraining : mapping
        ``identities``, ``train_views``, ``test_views``: named faces to recognise in new views.
    gender : mapping
        ``train_identities``, ``validation_identities``, ``views``: faces whose gender is learnt.
    identity : mapping
        ``identities``, ``train_views``, ``validation_views``, ``test_views``: faces to recognise.
        Their test views also are the test split of the gender task, which sees nobody of them in
        training.
    similarity : mapping
        ``identities``, ``views``: faces to be judged and compared, in no split of any task.
    progress : callable, optional
        Called as ``progress(iterable, description, total)``; yields the items.

    Returns
    -------
    xarray.Dataset
        The image set: ``pixels``, ``identity``, ``gender``, ``hair_style``, ``split`` of the tasks
        ``pretraining``, ``gender`` and ``identity``, ``parts`` (image, y, x) with the part of the
        face that a pixel shows as an index into ``PARTS``, ``shape`` (image, coefficient) whose
        distances are displacements of the face surface in millimetres, ``pose`` (image, angle) in
        degrees, and ``distance`` (shaped_part, face, other) between the faces of `similarity`,
        whole and part by part, in millimetres.

    Raises
    ------
    ValueError
        A set has an odd number of identities, which cannot be half female and half male, or more
        than 999.
    """
    people = list(_plan(pretraining, gender, identity, similarity))
    drawn = [
        _draw_person(person, seed, size)
        for person in progress(people, f"drawing faces, {size} px", len(people))
    ]
    per_image = [person for person in people for _ in person.views]
    images = assemble_image_set(
        np.concatenate([person.pixels for person in drawn]),
        [
            f"{person.name}-view-{view:02d}"
            for person in people
            for view in range(len(person.views))
        ],
        {task: [kind for p in people for kind in p.split[task]] for task in _TASKS},
        {
            "title": "Rendered faces",
            "simulated": "yes",
            "source": "MakeHuman head model, rendered by face_relevance",
            "licence": "CC0-1.0",
            "seed": seed,
        },
        identity=[person.name for person in per_image],
        gender=[person.gender for person in per_image],
        hair_style=[person.hair_style for person in drawn for _ in person.pixels],
    )
    images["parts"] = ("image", "y", "x"), np.concatenate([person.parts for person in drawn])
    images["parts"].attrs = dict(PART_ATTRIBUTES)
    weights = np.stack([person.weights for person in drawn])
    shape = load_head().shape_coordinates(weights).astype(np.float32)
    shape = np.repeat(shape, [len(person.views) for person in people], axis=0)
    images["shape"] = ("image", "coefficient"), shape
    images["shape"].attrs = {"long_name": "coordinates of the face's shape", "units": "mm"}
    images["pose"] = ("image", "angle"), np.concatenate([person.pose for person in drawn])
    images["pose"].attrs = {"long_name": "turn of the head", "units": "degrees"}
    known = [i for i, person in enumerate(people) if person.key[0] == _SETS.index("similarity")]
    distances = part_distances(weights[known], load_head())
    names = np.array([people[i].name for i in known], dtype=object)
    images["distance"] = ("shaped_part", "face", "other"), np.stack(list(distances.values()))
    images["distance"].attrs = {"long_name": "displacement between shapes", "units": "mm"}
    return images.assign_coords(
        angle=np.array(["yaw", "pitch"], dtype=object),
        shaped_part=np.array(list(distances), dtype=object),
        face=names,
        other=names,
    )


def _plan(
    pretraining: Mapping[str, int],
    gender: Mapping[str, int],
    identity: Mapping[str, int],
    similarity: Mapping[str, int],
) -> Iterator[_Person]:
    """List the people of all sets."""
    views = {
        "pretraining": (pretraining["train_views"], 0, pretraining["test_views"]),
        "gender-train": (gender["views"], 0, 0),
        "gender-validation": (0, gender["views"], 0),
        "identity": tuple(identity[f"{kind}_views"] for kind in _KINDS),
        "similarity": (0, 0, similarity["views"]),
    }
    counts = {
        "pretraining": pretraining["identities"],
        "gender-train": gender["train_identities"],
        "gender-validation": gender["validation_identities"],
        "identity": identity["identities"],
        "similarity": similarity["identities"],
    }
    for number, name in enumerate(_SETS):
        if counts[name] % 2 or counts[name] > _MOST_IDENTITIES:
            raise ValueError(
                f"The set {name} has {counts[name]} identities; give an even number up to "
                f"{_MOST_IDENTITIES}, half of them are female."
            )
        keys = tuple((kind, k) for kind, n in enumerate(views[name]) for k in range(n))
        kinds = tuple(_KINDS[kind] for kind, _ in keys)
        for place in range(counts[name]):
            yield _Person(
                # The first digit is the set's, so that a name does not depend on the sets' sizes.
                name=f"face-{1000 * (number + 1) + place}",
                gender=GENDERS[place % 2],
                key=(number, place),
                views=keys,
                split={task: _split(name, task, kinds) for task in _TASKS},
            )


def _split(name: str, task: str, kinds: tuple[str, ...]) -> tuple[str, ...]:
    """Split of the views of a set in a task."""
    if name.startswith(task):
        return kinds
    if (name, task) == ("identity", "gender"):
        return tuple("test" if kind == "test" else "none" for kind in kinds)
    return ("none",) * len(kinds)


def _draw_person(person: _Person, seed: int, size: int) -> _Drawn:
    identity = sample_identity(make_generator(seed, *person.key), person.gender)
    geometry = face_geometry(identity)
    views = [sample_view(make_generator(seed, *person.key, *key)) for key in person.views]
    pixels, parts = render_faces(geometry, views, size)
    pose = np.array([[view.yaw, view.pitch] for view in views], np.float32)
    return _Drawn(pixels, parts, pose, geometry.weights, identity.hair_style)
