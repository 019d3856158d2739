"""Sentences under the figures of judged faces: observers, intervals and noise ceilings."""

from collections.abc import Iterable

import pandas as pd


def say_intervals(
    over: Iterable[str], others: str = "without models", subjects: bool = False
) -> str:
    """Say what was resampled, and that subjects were not where they were not.

    Parameters
    ----------
    over : iterable of str
        Values of the column `over`.
    others : str
        Which estimates are those over less than the others.
    subjects : bool
        Whether subjects are known one by one, though they were not resampled.
    """
    ways = sorted(dict.fromkeys(over), key=len, reverse=True)
    text = f"Bars: 95 % intervals over {ways[0]}"
    text += f" ({others}: over {', '.join(ways[1:])})" if ways[1:] else ""
    if not any("subjects" in way for way in ways):
        alone = " alone" if ways == ["faces"] else ""
        if subjects:
            return f"{text}{alone}, for the subjects at hand."
        return f"{text}{alone}; subjects are not known one by one and were not resampled."
    return f"{text}."


def say_observers(setting: str) -> str:
    """Say whose judgements the rows of a setting compare with."""
    if setting == "simulated":
        return "The observers are simulated: nothing here is about people."
    if setting == "reference":
        return "Nobody judged these faces: models are compared with what is known of them."
    return f"Judgements: {setting}."


def say_ceiling(ceiling: tuple[float, float] | None, estimates: pd.Series, one: str) -> str:
    """Say what the band is and, where estimates reach into it, what that means.

    Parameters
    ----------
    ceiling : tuple of float or None
    estimates : pandas.Series
        All that is drawn.
    one : str
        What one subject does with the others, in words.
    """
    if ceiling is None:
        return "Without subjects there is no noise ceiling."
    text = f"Band: noise ceiling, from {one}."
    if (estimates > ceiling[0]).any():
        text += (
            " What reaches its lower edge agrees with the subjects as well as one of them does "
            "with the others: these judgements cannot tell it from a perfect account."
        )
    return text
