"""What the tables of a subject come to, in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Answer:
    """A question that a study asks, and what it found.

    Parameters
    ----------
    question, answer : str
        In words, with the numbers of the tables.
    figure : str
        Name of the figure that shows it, without ending.
    """

    question: str
    answer: str
    figure: str


@dataclass(frozen=True)
class Described:
    """What the tables of a subject come to.

    Parameters
    ----------
    answers : tuple of Answer
        In the order of the landing page.
    captions : mapping
        By name of the figure, without ending: sentences with numbers, counts and what the
        intervals are over.
    """

    answers: tuple[Answer, ...] = ()
    captions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Study:
    """What sentences about a study have to know beside its tables.

    Parameters
    ----------
    name, title, kind, source : str
        Of the study, its kind and where its images or fields come from.
    simulated : bool
        Whether these are simulated.
    factors : mapping
        Levels of pretraining (or networks), task and seed, which models differ in.
    method : str
        Method of explanation that most figures rest on; empty where a study is about them all.
    fill : str
        What hidden pixels are filled with, where some are.
    """

    name: str
    title: str
    kind: str
    source: str
    simulated: bool
    factors: Mapping[str, list]
    method: str = ""
    fill: str = ""
