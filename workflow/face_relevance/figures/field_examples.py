"""Figure: fields with a planted square, and the relevance that each network gives their cells."""

import numpy as np
import xarray as xr
from matplotlib.figure import Figure

from face_relevance.figures.field_panels import (
    NAMES,
    SIMULATED_FIELDS,
    order_variants,
    show_field,
    write_heading,
)
from face_relevance.figures.page import PAGE_WIDTH, break_name, open_page
from face_relevance.figures.style import SMALLEST_FONT, styled

_SIDE = 0.76  # inches of a panel
_QUANTILE = 0.999  # of |relevance|, at which the colours are full


@styled
def plot_field_examples(
    stores: list[xr.Dataset], method: str, study_title: str, simulated: bool
) -> Figure:
    """Draw one field for each of a few places of the square, and the maps of all networks.

    Parameters
    ----------
    stores : list of xarray.Dataset
        ``example`` (variant, shown, explained_by, y, x) and ``example_field`` (shown, y, x) of each
        network, of the same seed.
    method : str
        Which maps.
    study_title : str
        Title of the study.
    simulated : bool
        Whether the fields are simulated.

    Returns
    -------
    matplotlib.figure.Figure
        A row for each place; the first column has the fields.
    """
    maps = {
        name: store["example"].sel(variant=name, explained_by=method)
        for store in stores
        for name in store["variant"].values
    }
    names = order_variants(list(maps))
    fields, square = stores[0]["example_field"], stores[0].attrs["square"]
    shown = fields["shown"].values
    figure = open_page(
        _SIDE * len(shown) + 0.42,
        "Relevance of fields in which one square decides",
        study_title,
        [
            f"Outlined: the square whose sign gives the class. Maps by {method}, each scaled by "
            f"its {100 * _QUANTILE:g} % quantile of |relevance|: red speaks for the decision, "
            "blue against it.",
            SIMULATED_FIELDS if simulated else "",
        ],
    )
    panels = figure.subplots(len(shown), len(names) + 1, squeeze=False)
    width = (PAGE_WIDTH - 0.2) / (len(names) + 1)
    write_heading(panels[0, 0], "field")
    for column, name in enumerate(names, start=1):
        heading = NAMES[name].replace(", ", ",\n")
        write_heading(panels[0, column], break_name(heading, width, SMALLEST_FONT))
    for row, place in enumerate(shown):
        corner = tuple(map(int, place.split("-")))
        field = fields.sel(shown=place).values
        show_field(panels[row, 0], field, np.abs(field).max(), corner, square)
        panels[row, 0].set_ylabel(
            f"column {corner[1]}", size=SMALLEST_FONT, labelpad=2, rotation="vertical"
        )
        for column, name in enumerate(names, start=1):
            values = maps[name].sel(shown=place).values
            largest = float(np.quantile(np.abs(values), _QUANTILE))
            show_field(panels[row, column], values, largest, corner, square)
    return figure
