"""Words for the parts of the face that relevance is on."""

import pandas as pd

from face_relevance.pages.answers.described import Answer, Described, Study
from face_relevance.pages.answers.wording import (
    count,
    estimate,
    name_cell,
    pick,
    say_each,
    say_intervals,
    say_method,
)

_QUESTION = "On which parts of the face is the relevance?"
_ENDS = ("density_low", "density_high")


def describe_regions(study: Study, regions: pd.DataFrame) -> Described:
    """Say which part of the face has the densest relevance in each kind of model.

    Parameters
    ----------
    study : Study
    regions : pandas.DataFrame
        ``comparison/region_shares.parquet``.

    Returns
    -------
    Described
        Empty where no part could be measured.
    """
    rows = pick(regions, method=study.method, sign="absolute").dropna(subset=["density"])
    if rows.empty:
        return Described()
    densest = rows.loc[rows.groupby(["pretraining", "task"], sort=False)["density"].idxmax()]
    words = "; ".join(
        f"on the {row['part']} for {name_cell(row)}, {_say_density(row)}"
        for _, row in densest.iterrows()
    )
    said = (
        f"The absolute relevance of {say_method(study.method)} maps is densest, as a multiple of "
        f"what a map of one value has everywhere, {words}."
    )
    eyes = pick(rows, part="eyes")
    if len(eyes):
        said += f" On the eyes it is {say_each(eyes, _say_density, value='density')}."
    sizes = (
        f"{count(int(rows['models'].max()), 'model')} of each kind, up to "
        f"{count(int(rows['images'].max()), 'image')}. {say_intervals(rows['over'])}"
    )
    return Described((Answer(_QUESTION, said, "regions"),), {"regions": f"{said} {sizes}"})


def _say_density(row: pd.Series) -> str:
    return estimate(row, "density", _ENDS)
