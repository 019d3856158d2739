"""Draw how observers and models weigh the parts of the face, for one setting."""

import pandas as pd

from face_relevance.figures.part_weights import plot_part_weights
from face_relevance.figures.stamp import stamp
from face_relevance.figures.style import Factors, save
from face_relevance.figures.tables import select_rows
from face_relevance.store import job

with job(snakemake.log[0]):
    weights = pd.read_parquet(snakemake.input.part_weights)
    figure = plot_part_weights(
        select_rows(weights, "part_weights", "setting", snakemake.params.setting),
        snakemake.params.layer,
        Factors(**snakemake.params.factors),
        snakemake.params.title,
        snakemake.params.simulated,
    )
    stamp(figure, pd.read_parquet(snakemake.input.audit), snakemake.params.methods)
    save(figure, snakemake.output)
