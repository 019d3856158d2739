"""Colour maps of values: equal steps of a value are about equally large to the eye.

Each is a path through CIELAB along which lightness only rises or only falls, from the middle of a
diverging map outwards, cut at equal distances (CIEDE2000; Sharma, Wu & Dalal, Color Research &
Application 30, 2005). Grey print and colour-blind eyes keep the order by lightness alone.
"""

from matplotlib.colors import LinearSegmentedColormap

WHITE_RED = LinearSegmentedColormap.from_list(
    "white-red",
    ["#FFFFFF", "#FFEEDE", "#FFD4AF", "#FEAE7B", "#FA8755", "#EA5D33", "#C9401F", "#A42515",
     "#7A0B12"],
)  # fmt: skip
"""From nothing to the most."""

PALE_TEAL = LinearSegmentedColormap.from_list(
    "pale-teal",
    ["#F6F5F0", "#DBEAE3", "#B7D8D0", "#90C2BA", "#69ACA4", "#44968F", "#26827B", "#066E67",
     "#01574F"],
)  # fmt: skip
"""From the last to the first."""

BLUE_RED = LinearSegmentedColormap.from_list(
    "blue-red",
    ["#0A3470", "#04559B", "#2676BE", "#5296D8", "#8EBBE5", "#C8DFF1", "#F7F7F7", "#FADBCF",
     "#F5B097", "#EA7C63", "#D04B3B", "#A32626", "#6E0A1E"],
)  # fmt: skip
"""Below, at and above a middle: cold and warm, less and more."""

BROWN_TEAL = LinearSegmentedColormap.from_list(
    "brown-teal",
    ["#6A3B05", "#8F5911", "#B2772C", "#CB9B55", "#E0C38C", "#F2E4CB", "#F7F7F7", "#D1E9E5",
     "#98CFC7", "#5AAEA5", "#278E86", "#027068", "#014F48"],
)  # fmt: skip
"""Worse than chance, chance, better than chance."""
