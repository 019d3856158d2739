"""The theme below the style of the figures: seaborn's "ticks" for a paper.

The values stand here because importing seaborn takes every figure longer than drawing does; a test
compares them with seaborn's own (Waskom, Journal of Open Source Software 6, 2021).
"""

THEME = {
    "axes.axisbelow": True,
    "axes.facecolor": "white",
    "axes.grid": False,
    "axes.spines.bottom": True,
    "axes.spines.left": True,
    "figure.facecolor": "white",
    "grid.linestyle": "-",
    "xtick.bottom": True,
    "xtick.direction": "out",
    "xtick.minor.size": 3.2,
    "xtick.minor.width": 0.8,
    "xtick.top": False,
    "ytick.direction": "out",
    "ytick.left": True,
    "ytick.minor.size": 3.2,
    "ytick.minor.width": 0.8,
    "ytick.right": False,
}
