"""The image sets of the cue experiments: faces, and the same faces with a cue swapped."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from face_relevance.faces.cue_experiments import (
    EXPERIMENTS,
    Scene,
    draw_person,
    draw_view,
    plant,
    swap,
)
from face_relevance.faces.face_renderer import face_geometry, render_faces
from face_relevance.faces.image_set import GENDERS, Progress, assemble_image_set, silent
from face_relevance.faces.parameters import Identity
from face_relevance.faces.parts import PART_ATTRIBUTES
from face_relevance.faces.sampling import make_generator

_KINDS = ("train", "validation", "test")
_ATTRIBUTES = {
    "title": "Rendered faces with planted cues",
    "simulated": "yes",
    "source": "MakeHuman head model, rendered by face_relevance",
    "licence": "CC0-1.0",
}


@dataclass(frozen=True)
class _Person:
    """Somebody in an experiment, with the views to draw."""

    task: str
    name: str
    label: str
    key: tuple[int, ...]
    next_key: tuple[int, ...]
    views: tuple[tuple[int, int], ...]

    @property
    def images(self) -> list[str]:
        """Labels of the images."""
        return [f"{self.task}-{self.name}-{_KINDS[kind]}-{k:02d}" for kind, k in self.views]


def rendered_cues(
    size: int,
    seed: int,
    tasks: Sequence[str],
    identity: Mapping[str, int],
    gender: Mapping[str, int],
    progress: Progress = silent,
) -> tuple[xr.Dataset, xr.Dataset]:
    """Draw the faces of all experiments, and those of the test again with each cue swapped.

    Parameters
    ----------
    size : int
        Width and height in pixels.
    seed : int
        Same seed, same bits.
    tasks : sequence of str
        Keys of ``EXPERIMENTS``. The images of one do not depend on the others.
    identity : mapping
        ``identities``, ``train_views``, ``validation_views``, ``test_views`` of the experiments
        whose label is the identity.
    gender : mapping
        ``train_identities``, ``validation_identities``, ``test_identities`` and the ``views`` of
        each, of the others: nobody is in two splits.
    progress : callable, optional
        Called as ``progress(iterable, description, total)``; yields the items.

    Returns
    -------
    faces : xarray.Dataset
        The image set: ``pixels``, ``parts``, ``identity``, ``split`` (task, image), and for each
        task a variable with the label of its images, empty for the others.
    swapped : xarray.Dataset
        ``swapped`` (image, cue, y, x, channel) of the test images: the same scene with the first,
        the second of the planted cues swapped, zeros where there is no second; ``cue_name``
        (image, cue) names them, empty where there is none.

    Raises
    ------
    ValueError
        There is no such experiment, or an odd number of people cannot be half female and half
        male.
    """
    if unknown := [task for task in tasks if task not in EXPERIMENTS]:
        raise ValueError(f"no cue experiment {unknown[0]!r}; there are {', '.join(EXPERIMENTS)}")
    if odd := [name for name, count in gender.items() if name != "views" and count % 2]:
        raise ValueError(f"{odd[0]} must be even: half of them are female")
    people = [person for task in tasks for person in _plan(task, identity, gender)]
    drawn = [
        _draw(person, seed, size)
        for person in progress(people, f"drawing faces with cues, {size} px", len(people))
    ]
    split = {
        task: [
            _KINDS[kind] if person.task == task else "none"
            for person in people
            for kind, _ in person.views
        ]
        for task in tasks
    }
    repeated = [person for person in people for _ in person.views]
    faces = assemble_image_set(
        np.concatenate([pixels for pixels, *_ in drawn]),
        [label for person in people for label in person.images],
        split,
        _ATTRIBUTES | {"seed": seed},
        identity=[f"{person.task}-{person.name}" for person in repeated],
        **{
            task: [person.label if person.task == task else "" for person in repeated]
            for task in tasks
        },
    )
    faces["parts"] = ("image", "y", "x"), np.concatenate([parts for _, parts, _ in drawn])
    faces["parts"].attrs = dict(PART_ATTRIBUTES)
    tested = np.array([kind == 2 for person in people for kind, _ in person.views])
    names = [EXPERIMENTS[p.task].planted for p in people for kind, _ in p.views if kind == 2]
    swapped = xr.Dataset(
        {
            "swapped": (
                ("image", "cue", "y", "x", "channel"),
                np.concatenate([pictures for *_, pictures in drawn]),
                {"long_name": "the image with a cue swapped"},
            ),
            "cue_name": (
                ("image", "cue"),
                np.array([(*planted, "")[:2] for planted in names], dtype=object),
            ),
        },
        {
            "image": faces["image"].values[tested],
            "cue": np.array(["first", "second"], dtype=object),
            "channel": faces["channel"].values,
        },
        _ATTRIBUTES | {"seed": seed},
    )
    return faces, swapped


def _plan(task: str, identity: Mapping[str, int], gender: Mapping[str, int]) -> Iterator[_Person]:
    """List the people of an experiment."""
    number = list(EXPERIMENTS).index(task)
    if EXPERIMENTS[task].label == "identity":
        count = identity["identities"]
        views = tuple(
            (kind, k) for kind, name in enumerate(_KINDS) for k in range(identity[f"{name}_views"])
        )
        for place in range(count):
            name = f"person-{place + 1:02d}"
            after = (number, 0, (place + 1) % count)
            yield _Person(task, name, name, (number, 0, place), after, views)
        return
    for kind, split in enumerate(_KINDS):
        for place in range(gender[f"{split}_identities"]):
            key = (number, 1 + kind, place)
            views = tuple((kind, k) for k in range(gender["views"]))
            name = f"{split}-{place + 1:03d}"
            yield _Person(task, name, GENDERS[place % 2], key, key, views)


def _draw(person: _Person, seed: int, size: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Images (views, size, size, 3), parts, and swapped test images (tests, 2, size, size, 3)."""
    experiment = EXPERIMENTS[person.task]
    stranger = (list(EXPERIMENTS).index(person.task), 9)

    def somebody(key: tuple[int, ...]) -> Identity:
        rng, common = make_generator(seed, *key), make_generator(seed, *stranger)
        return draw_person(experiment, person.label, rng, common)

    own, other = somebody(person.key), somebody(person.next_key)
    scenes, on = [], []
    for kind, k in person.views:
        rng = make_generator(seed, *person.key, kind, k)
        scene = Scene(own, draw_view(rng))
        # In the test a shortcut is there by chance, so that it tells nothing about the label.
        on.append(rng.random() < 0.5 if kind == 2 else person.label == "male")
        scenes.append(plant(experiment, scene, on[-1]))
    pixels, parts = _render(scenes, size)
    tests = [i for i, (kind, _) in enumerate(person.views) if kind == 2]
    swapped = np.zeros((len(tests), 2, size, size, 3), np.uint8)
    for number, cue in enumerate(experiment.planted):
        changed = [swap(experiment, cue, scenes[i], on[i], other) for i in tests]
        if changed:
            swapped[:, number] = _render(changed, size)[0]
    return pixels, parts, swapped


def _render(scenes: Sequence[Scene], size: int) -> tuple[np.ndarray, np.ndarray]:
    """Pixels and parts of scenes; the views of one person are drawn together."""
    pixels = np.empty((len(scenes), size, size, 3), np.uint8)
    parts = np.empty((len(scenes), size, size), np.uint8)
    groups: list[tuple[Identity, list[int]]] = []
    for i, scene in enumerate(scenes):
        if not groups or groups[-1][0] != scene.identity:
            groups.append((scene.identity, []))
        groups[-1][1].append(i)
    for identity, members in groups:
        views = [scenes[i].view for i in members]
        pixels[members], parts[members] = render_faces(face_geometry(identity), views, size)
    return pixels, parts
