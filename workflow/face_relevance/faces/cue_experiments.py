"""Experiments whose answer is known: what tells the label, and what only seems to in training."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from face_relevance.faces.cues import confine_shape, swap_gender
from face_relevance.faces.parameters import Identity, View
from face_relevance.faces.sampling import sample_identity, sample_view

WEIGHT = 0.8
"""Of every target of a part that carries identity, more than ordinary people have: at 64 pixels a
nose has a hundred."""


@dataclass(frozen=True)
class Experiment:
    """Where the label of a task is in the picture.

    Attributes
    ----------
    label : str
        ``"identity"`` or ``"gender"``.
    cues : tuple of str
        What carries it: a part of the face for identity, some of ``GENDER_CUES`` for gender.
    shortcut : str or None
        A key of ``SHORTCUTS``, which goes with the label in training and by chance in the test.
    """

    label: str
    cues: tuple[str, ...]
    shortcut: str | None = None

    @property
    def planted(self) -> tuple[str, ...]:
        """All that can be swapped: the cues of the label, then the shortcut."""
        return (*self.cues, *([self.shortcut] if self.shortcut else []))


EXPERIMENTS = {
    **{
        f"identity-in-{part}": Experiment("identity", (part,))
        for part in ("nose", "mouth", "eyes", "chin")
    },
    **{f"gender-in-{cue}": Experiment("gender", (cue,)) for cue in ("shape", "brows", "contrast")},
    **{
        f"shortcut-{name}": Experiment("gender", ("shape",), name)
        for name in ("tint", "light", "mole")
    },
    "redundant": Experiment("gender", ("brows", "contrast")),
}
"""The experiments by the name of their task."""

MOST_CUES = 6
"""Of the experiments whose examples are on one page: more would make them too small."""

_MOLE = (0.36, -0.22)


@dataclass(frozen=True)
class Scene:
    """One person in one view.

    Attributes
    ----------
    identity : Identity
    view : View
    """

    identity: Identity
    view: View

    def change(self, **parameters: Any) -> "Scene":
        """Return the scene with some parameters of person or view changed."""
        of_person = {k: v for k, v in parameters.items() if hasattr(self.identity, k)}
        of_view = {k: v for k, v in parameters.items() if k not in of_person}
        return Scene(replace(self.identity, **of_person), replace(self.view, **of_view))


SHORTCUTS: Mapping[str, Callable[[bool], dict[str, Any]]] = {
    "tint": lambda on: {"background_tint": 0.8 if on else -0.8},
    "light": lambda on: {"light_azimuth": 45.0 if on else -45.0},
    "mole": lambda on: {"mole": _MOLE if on else None},
}
"""Parameters of a scene with and without what may go with the male gender in training."""


def split_pages(tasks: Sequence[str]) -> list[list[str]]:
    """Share experiments out among pages, in order, each with at most ``MOST_CUES`` cues."""
    pages: list[list[str]] = [[]]
    room = MOST_CUES
    for task in tasks:
        count = len(EXPERIMENTS[task].planted)
        if count > room:
            pages.append([])
            room = MOST_CUES
        pages[-1].append(task)
        room -= count
    return pages


def draw_person(
    experiment: Experiment, label: str, rng: np.random.Generator, stranger: np.random.Generator
) -> Identity:
    """Draw somebody with a label.

    Parameters
    ----------
    experiment : Experiment
        What tells the label.
    label : str
        The gender, where that is the label; else not used.
    rng : numpy.random.Generator
        Of this person.
    stranger : numpy.random.Generator
        Of the person whose hair, colours and age everybody has where identity is in one part only;
        the rest of the shape is the average.

    Returns
    -------
    Identity
    """
    if experiment.label == "gender":
        return sample_identity(rng, label, experiment.cues)
    common, own = (sample_identity(generator, "female", ()) for generator in (stranger, rng))
    own = replace(own, targets=dict.fromkeys(own.targets, WEIGHT))
    return replace(common, gender=0.5, targets=confine_shape(own, experiment.cues).targets)


def draw_view(rng: np.random.Generator) -> View:
    """Draw a view with half of the usual turns, so that no cue is turned away."""
    view = sample_view(rng)
    return replace(view, yaw=view.yaw / 2, pitch=view.pitch / 2)


def plant(experiment: Experiment, scene: Scene, on: bool) -> Scene:
    """Give a scene the shortcut of an experiment, or its absence."""
    if experiment.shortcut is None:
        return scene
    return scene.change(**SHORTCUTS[experiment.shortcut](on))


def swap(experiment: Experiment, cue: str, scene: Scene, on: bool, other: Identity) -> Scene:
    """Swap one cue of a scene and leave everything else.

    Parameters
    ----------
    experiment : Experiment
    cue : str
        Of ``experiment.planted``.
    scene : Scene
    on : bool
        Whether the scene has the shortcut.
    other : Identity
        Somebody else, whose part replaces the own one where identity is in a part.

    Returns
    -------
    Scene
    """
    if cue == experiment.shortcut:
        return plant(experiment, scene, not on)
    if experiment.label == "gender":
        return scene.change(**swap_gender(scene.identity, [cue]))
    return scene.change(targets=other.targets)
