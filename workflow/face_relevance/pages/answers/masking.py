"""Words for what models decide on the most relevant pixels alone, their own or those of others."""

import pandas as pd

from face_relevance.pages.answers.described import Answer, Described, Study
from face_relevance.pages.answers.stability import say_block
from face_relevance.pages.answers.wording import (
    count,
    estimate,
    join_words,
    percentage,
    pick,
    say_each,
    say_intervals,
    say_method,
)

_CONTROLS = {
    "random": "random pixels",
    "inverse": "the least relevant pixels",
    "centre-prior": "the centre of the image",
    "mean-map": "the mean map of other images",
    "edge-energy": "edges",
    "other-image": "the map of another image",
    "untrained-network": "the map of an untrained network",
}
_OWN = "same model"
_RELATIVE = ("relative_low", "relative_high")
_MASKING = "Are the pixels that a network calls relevant enough for its decision?"
_TRANSFER = "Do the pixels that one network calls relevant do for another one?"


def describe_masking(study: Study, blocks: pd.DataFrame, gaps: pd.DataFrame) -> Described:
    """Say how right models are on their own most relevant pixels, and on those of controls.

    Parameters
    ----------
    study : Study
    blocks : pandas.DataFrame
        ``comparison/transfer_blocks.parquet``.
    gaps : pandas.DataFrame
        ``comparison/order_gaps.parquet``; empty where the study hides pixels in one order only.

    Returns
    -------
    Described
        A control is told from a model's own pixels where the interval of its relative area leaves
        1 out.
    """
    rows = _of_accuracy(study, blocks)
    own = rows.loc[_OWN]
    controls = rows[~rows.index.str.startswith(("other ", _OWN)) | (rows.index == "other-image")]
    areas = {name: percentage(row, "area") for name, row in controls.iterrows()}
    said = (
        f"With the pixels that their own {say_method(study.method)} maps rank first, models are "
        f"right on {percentage(own, 'area')} of images, averaged over all shares of pixels kept."
    )
    if "random" in areas:
        said += f" Random pixels: {areas['random']}."
    said += " " + _compare_controls(controls)
    sizes = f"{count(int(own['pairs']), 'model')}, {count(int(own['images']), 'image')}"
    note = f"{_say_gaps(study, gaps)} {sizes}. {say_intervals(rows['over'])}".strip()
    examples = (
        f"One of {count(int(own['pairs']), 'model')}, explained by {say_method(study.method)}."
    )
    return Described(
        (Answer(_MASKING, said, "masking_curves"),),
        {"masking_curves": f"{said} {note}", "masked_examples": examples},
    )


def describe_transfer(study: Study, blocks: pd.DataFrame) -> Described:
    """Say how well the pixels of other models do, relative to a model's own.

    Parameters
    ----------
    study : Study
    blocks : pandas.DataFrame
        ``comparison/transfer_blocks.parquet``.

    Returns
    -------
    Described
        Empty where the study has one model.
    """
    rows = _of_accuracy(study, blocks)
    others = rows[rows.index.str.startswith("other ")]
    if others.empty:
        return Described()
    shares = join_words(
        f"{estimate(row, 'relative', _RELATIVE)} with {say_block(name)}"
        for name, row in others.iterrows()
    )
    said = (
        "The accuracy on pixels that another model calls relevant, relative to that on the model's "
        f"own (1), is {shares}. {_split(others, say_block)}"
    )
    if "random" in rows.index:
        said += f" Random pixels reach {estimate(rows.loc['random'], 'relative', _RELATIVE)}."
    sizes = f"{count(int(others['images'].max()), 'image')}. {say_intervals(others['over'])}"
    return Described((Answer(_TRANSFER, said, "transfer"),), {"transfer": f"{said} {sizes}"})


def _of_accuracy(study: Study, blocks: pd.DataFrame) -> pd.DataFrame:
    return pick(blocks, fill=study.fill, measure="accuracy").set_index("block")


def _split(rows: pd.DataFrame, name) -> str:
    """Say which blocks are told from a model's own pixels, and which are not."""
    told = (rows["relative_high"] < 1) | (rows["relative_low"] > 1)
    if not told.any():
        return "None of these is told from 1 by its interval."
    said = f"Told from 1 by the intervals: {join_words(map(name, rows.index[told]))}."
    if not told.all():
        said += f" Not told from 1: {join_words(map(name, rows.index[~told]))}."
    return said


def _name_control(control: str) -> str:
    return _CONTROLS.get(control, control)


def _compare_controls(controls: pd.DataFrame) -> str:
    """Say which controls do worse, better or no other than the own maps."""
    worse, better = controls["relative_high"] < 1, controls["relative_low"] > 1
    groups = {
        "Worse than a model's own pixels, by the intervals": worse,
        "Better than a model's own pixels, by the intervals": better,
        "Not told from its own pixels": ~(worse | better),
    }
    return " ".join(
        f"{words}: {join_words(map(_name_control, controls.index[chosen]))}."
        for words, chosen in groups.items()
        if chosen.any()
    )


def _say_gaps(study: Study, gaps: pd.DataFrame) -> str:
    """Say how much better the most relevant pixels are than the least relevant ones."""
    rows = pick(gaps, fill=study.fill, measure="accuracy")
    if rows.empty:
        return ""
    said = say_each(rows, lambda row: estimate(row, "gap"), value="gap")
    above = int((rows["low"] > 0).sum())
    return (
        "Accuracy with the most relevant pixels kept, less that with the least relevant ones, is "
        f"{said}; {above} of {len(rows)} are above 0 by their intervals."
    )
