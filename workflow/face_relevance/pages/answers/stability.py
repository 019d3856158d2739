"""Words for how alike the maps of two models are."""

import pandas as pd

from face_relevance.pages.answers.described import Answer, Described, Study
from face_relevance.pages.answers.wording import (
    capitalise,
    count,
    estimate,
    join_words,
    pick,
    say_each,
    say_intervals,
    say_method,
)

MEASURES = ("spearman", "pearson", "top-10%-overlap", "ssim")
"""Of the agreement of two maps; the first one that a table has is told."""

NAMES = {
    "spearman": "rank correlation",
    "pearson": "correlation",
    "top-10%-overlap": "overlap of the top 10 % of pixels",
    "ssim": "SSIM",
}
_QUESTION = "Would another network look at the same pixels?"
_CHANCE = "different images"


def describe_stability(study: Study, blocks: pd.DataFrame) -> Described:
    """Say how alike maps are by how two models differ, beside maps of different images.

    Parameters
    ----------
    study : Study
    blocks : pandas.DataFrame
        ``comparison/stability_blocks.parquet``.

    Returns
    -------
    Described
        Empty where all maps of the study are of one model. Blocks are told from different images
        where their interval is above that one.
    """
    measure = next(name for name in MEASURES if name in set(blocks["measure"]))
    rows = pick(blocks, method=study.method, measure=measure)
    raw, centred = (pick(rows, maps=kind).set_index("block") for kind in ("raw", "centred"))
    pairs = raw.drop(index=_CHANCE, errors="ignore")
    if pairs.empty:
        return Described()
    said = (
        f"The {say_method(study.method)} maps of one image by two models have a {NAMES[measure]} "
        f"of {_say_blocks(pairs)}."
    )
    if _CHANCE in raw.index:
        said += f" Maps of two different images by one model have {estimate(raw.loc[_CHANCE])}. "
        said += _compare(pairs, raw.loc[_CHANCE])
    note = _say_centred(centred)
    sizes = f"{count(int(raw['images'].max()), 'image')}. {say_intervals(rows['over'])}"
    caption = f"{said} {note} {sizes}".replace("  ", " ")
    return Described(
        (Answer(_QUESTION, said, "stability"),),
        {
            "stability": caption,
            "examples": f"Maps by {say_method(study.method)}. {caption}",
            "methods": _say_methods(pick(blocks, measure=measure, maps="raw"), NAMES[measure]),
        },
    )


def say_block(block: str) -> str:
    """Say how two models differ: another seed, another task and pretraining."""
    return block.replace("other ", "another ")


def _say_methods(rows: pd.DataFrame, measure: str) -> str:
    """Say by which method the maps of two models are the least and the most alike."""
    pairs = rows[rows["block"] != _CHANCE]
    nearest = pairs[pairs["block"] == pairs["block"].iloc[0]]
    said = say_each(nearest, estimate, lambda row: say_method(row["method"]))
    block = say_block(nearest["block"].iloc[0])
    return (
        f"The {measure} of maps of one image by two models, with {block}, "
        f"is {said}. {count(nearest['method'].nunique(), 'method')}, "
        f"{count(int(nearest['images'].max()), 'image')}. {say_intervals(nearest['over'])}"
    )


def _say_blocks(pairs: pd.DataFrame) -> str:
    return join_words(f"{estimate(row)} with {say_block(name)}" for name, row in pairs.iterrows())


def _compare(pairs: pd.DataFrame, chance: pd.Series) -> str:
    """Say which blocks the intervals tell from maps of different images."""
    above = pairs["low"] > chance["high"]
    if above.all():
        return "All of these are above it, by intervals that do not overlap."
    names = join_words(say_block(name) for name in pairs.index[~above])
    return f"Not told from that by the intervals: {names}."


def _say_centred(centred: pd.DataFrame) -> str:
    """Say what is left when the mean map of every model is taken off."""
    if centred.empty or _CHANCE not in centred.index:
        return ""
    pairs = centred.drop(index=_CHANCE)
    said = f"with the mean map of each model taken off it is {_say_blocks(pairs)}, beside "
    return capitalise(f"{said}{estimate(centred.loc[_CHANCE])} for different images.")
