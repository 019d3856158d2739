"""Draw fields with a planted square and the maps of all networks."""

import pandas as pd

from face_relevance.figures.field_examples import plot_field_examples
from face_relevance.figures.stamp import stamp
from face_relevance.figures.style import save
from face_relevance.store import job, open_stores

with job(snakemake.log[0]):
    figure = plot_field_examples(
        list(open_stores(snakemake.input.stores, snakemake.input.manifests)),
        snakemake.params.method,
        snakemake.params.title,
        snakemake.params.simulated,
    )
    stamp(figure, pd.read_parquet(snakemake.input.audit), [snakemake.params.method])
    save(figure, snakemake.output)
