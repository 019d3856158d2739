"""Words for what a study asks, with which images and networks."""

from collections.abc import Mapping

import pandas as pd

from face_relevance.figures.protocol_style import name_network
from face_relevance.pages.answers.described import Study
from face_relevance.pages.answers.wording import count, join_words, say_method

_ASKS = {
    "faces": "Which pixels of a face decide what a network says, and does that answer survive a "
    "new seed, a new task or another pretraining?",
    "cues": "Which method of explanation finds the pixels that are known to decide?",
    "protocol": "How do methods of explanation score by the protocol of ADVISE (Dehshibi et al. "
    "2022), and does the winner win by independent measures?",
    "remedies": "Which artifacts have relevance maps of these networks, what helps, and what does "
    "it cost?",
    "planted": "Where do networks find a square that decides, wherever it is in a field, and where "
    "are their maps blind?",
    "sst": "Where do networks look that tell El Niño from La Niña by the temperature of the sea, "
    "when it is known which cells decide?",
    "judgements": "How alike do observers find faces?",
}
_IMAGES = {
    "rendered": "simulated faces",
    "cues": "simulated faces whose label is in one part, one cue of gender or a shortcut",
    "orl": "the ORL photographs of faces",
    "folder": "faces from a folder",
    "objects": "simulated objects",
    "classes": "pictures in folders of classes",
    "planted": "simulated fields of noise with a square that decides",
    "sst": "winters of sea-surface temperature of the Pacific",
}
_READING = (
    "Numbers in brackets are 95 % intervals. What is told from another value is so by its "
    "interval, or by the test that is named; what is not told from it may differ all the same. "
    "Relevance says what a network used, not why."
)


def describe_design(study: Study, tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """Say what a study asks, of which networks and images, and how its numbers are read.

    Parameters
    ----------
    study : Study
    tables : mapping
        Tables of the study by name; of `performance` the number of images is taken.

    Returns
    -------
    list of str
        Paragraphs.
    """
    if set(tables) == {"judgements"}:
        return [_ASKS["judgements"], "Only the judgements are here, not the faces.", _READING]
    asks = _ASKS.get(study.source) or _ASKS[study.kind]
    return [asks, f"{_say_models(study)} {say_images(study, tables)}", _READING]


def _say_models(study: Study) -> str:
    """Say which models there are."""
    arms, tasks, seeds = (study.factors[name] for name in ("pretraining", "task", "seed"))
    number = count(len(arms) * len(tasks) * len(seeds), "model")
    if study.kind == "faces":
        trained = f"pretrained on {_name_arms(arms)}, then trained on {join_words(tasks)}"
        named = f"VGG-16 networks, {trained}"
    else:
        named = join_words(map(name_network, arms))
    said = f"{number}: {named}; {count(len(seeds), 'seed')} of each."
    if study.method:
        said += f" Most figures rest on the method {say_method(study.method)}."
    return said


def _name_arms(arms: list[str]) -> str:
    names = {"imagenet": "ImageNet", "random": "nothing (random weights)"}
    return join_words((names.get(arm, arm) for arm in arms), "or")


def say_images(study: Study, tables: Mapping[str, pd.DataFrame]) -> str:
    """Say what is shown to the models, and how much of it is held out."""
    said = f"The models see {_IMAGES[study.source]}."
    if "performance" in tables:
        tested = tables["performance"]
        images = count(int(tested["images"].max()), "image")
        identities = int(tested["identities"].max())
        of = f" of {count(identities, 'identity', 'identities')}"
        said += f" Held out are {images}{of if identities < tested['images'].max() else ''}."
    if study.simulated:
        said += " All of it is simulated: nothing here is about people or photographs."
    return said
