"""Draw many stimuli of an image set, spread evenly over it."""

import numpy as np

from face_relevance.figures.contact_sheet import plot_contact_sheet
from face_relevance.figures.style import save
from face_relevance.store import job, open_store

with job(snakemake.log[0]):
    rows, columns = snakemake.params.grid
    images = open_store(snakemake.input.images, snakemake.input.manifest)
    places = np.linspace(0, images.sizes["image"] - 1, rows * columns).round().astype(int)
    figure = plot_contact_sheet(
        images[["pixels"]].isel(image=places).load(),
        rows,
        columns,
        snakemake.params.heading,
        snakemake.params.title,
        simulated=True,
    )
    save(figure, snakemake.output)
