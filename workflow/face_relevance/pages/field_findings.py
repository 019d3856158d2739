"""What tables of fields say about an architecture: where it looks, and what changes that."""

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Looks:
    """Where the relevance of an architecture is, by the way it was built, trained and explained.

    Parameters
    ----------
    caption : str
    header : tuple of str
        Names of the columns.
    rows : list of tuple of str
        The first entry names the way.
    conclusion : str
        What the table comes to, in a sentence.
    """

    caption: str
    header: tuple[str, ...]
    rows: list[tuple[str, ...]]
    conclusion: str


def describe_places(localisation: pd.DataFrame, network: str) -> Looks:
    """Say in which places of a planted square each variant of a network is blind.

    Parameters
    ----------
    localisation : pandas.DataFrame
        ``comparison/field_localisation.parquet``.
    network : str
        Architecture that it has.

    Returns
    -------
    Looks
        By the first method of the table. A place counts as blind where the interval of the share
        of |relevance| in the square is not above that of a constant map.
    """
    mine = localisation[(localisation["network"] == network) & ~localisation["permuted"]]
    method = mine.loc[mine["measure"] == "mass", "method"].iloc[0]
    found, blind = [], {}
    for variant, rows in mine.groupby("variant", sort=False):
        masses = rows[(rows["measure"] == "mass") & (rows["method"] == method)]
        accuracies = rows[rows["measure"] == "accuracy"]
        single = masses[masses["position"] != "all"]
        least, most = (
            single.loc[single["estimate"].idxmin()],
            single.loc[single["estimate"].idxmax()],
        )
        blind[variant] = int((single["low"] <= single["chance"]).sum())
        found.append(
            (
                str(variant),
                *(_with_interval(t[t["position"] == "all"].iloc[0]) for t in (accuracies, masses)),
                _place(least),
                _place(most),
                f"{blind[variant]} of {len(single)}",
            )
        )
    best = min(blind.values())
    seeing = [variant for variant, count in blind.items() if count == best]
    chance = mine.loc[mine["measure"] == "mass", "chance"].iloc[0]
    return Looks(
        f"Share of |relevance| in the square that decides, by {method}; a constant map has "
        f"{chance:.3f}. Places are rows and columns of its first cell",
        ("variant", "accuracy", "in the square", "least", "most", "blind places"),
        found,
        f"Fewest blind places: {', '.join(seeing)} ({best}).",
    )


def describe_settings(measures: pd.DataFrame, network: str) -> Looks:
    """Say how the settings of a network of temperatures change its decisions and maps.

    Parameters
    ----------
    measures : pandas.DataFrame
        ``comparison/sst_measures.parquet``.
    network : str
        Architecture that it has.

    Returns
    -------
    Looks
        Over El Niño and La Niña winters, with changes against the base.
    """
    mine = measures[(measures["network"] == network) & (measures["samples"] == "events")]
    tables = {
        name: mine[mine["measure"] == name].set_index("setting") for name in ("correct", "mass")
    }
    right, mass = tables["correct"], tables["mass"]
    rows = [
        (
            str(setting),
            _with_interval(right.loc[setting]),
            _change(right.loc[setting]),
            _with_interval(mass.loc[setting]),
            _change(mass.loc[setting]),
        )
        for setting in mass.index
    ]
    more = [str(s) for s in mass.index if mass.loc[s, "change_low"] > 0]
    less = [str(s) for s in mass.index if mass.loc[s, "change_high"] < 0]
    base = mass.loc["base"]
    return Looks(
        f"Share of |relevance| in the Niño-3.4 box in El Niño and La Niña winters; a constant map "
        f"has {base['chance']:.3f}, the |anomalies| themselves have {base['control']:.3f}",
        ("setting", "accuracy", "change", "in the box", "change"),
        rows,
        f"More of it than the base: {', '.join(more) or 'none'}. "
        f"Less: {', '.join(less) or 'none'}.",
    )


def _with_interval(row: pd.Series) -> str:
    return f"{row['estimate']:.3f} ({row['low']:.3f} to {row['high']:.3f})"


def _change(row: pd.Series) -> str:
    if row["change_low"] == row["change_high"] == 0:
        return "–"
    text = f"{row['change']:+.3f} ({row['change_low']:+.3f} to {row['change_high']:+.3f})"
    return text.replace("-", "−")


def _place(row: pd.Series) -> str:
    return f"{_with_interval(row)} at {row['row']}, {row['column']}"
