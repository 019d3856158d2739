"""Draw the mean anomalies of each class, and the index from which the classes follow."""

from face_relevance.figures.sst_classes import plot_sst_classes
from face_relevance.figures.style import save
from face_relevance.store import job, open_store

with job(snakemake.log[0]):
    fields = open_store(snakemake.input.fields, snakemake.input.fields_manifest).load()
    figure = plot_sst_classes(fields, snakemake.params.threshold, snakemake.params.title)
    save(figure, snakemake.output)
