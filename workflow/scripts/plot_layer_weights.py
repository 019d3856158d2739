"""Draw the weights of layers, and what weighting gains, for one setting."""

import pandas as pd

from face_relevance.figures.layer_weights import plot_layer_weights
from face_relevance.figures.style import Factors, save
from face_relevance.figures.tables import select_rows
from face_relevance.store import job

with job(snakemake.log[0]):
    setting = snakemake.params.setting
    weights = pd.read_parquet(snakemake.input.weights)
    weighted = pd.read_parquet(snakemake.input.weighted)
    figure = plot_layer_weights(
        select_rows(weights, "layer_weights", "setting", setting),
        weighted[weighted["setting"] == setting],  # none with few faces
        snakemake.params.layers,
        Factors(**snakemake.params.factors),
        snakemake.params.title,
        snakemake.params.simulated,
    )
    save(figure, snakemake.output)
