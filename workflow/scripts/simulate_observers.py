"""Let simulated observers choose the odd one out of three faces."""

from face_relevance.observers import simulate_choices
from face_relevance.store import job, open_store, write_table

with job(snakemake.log[0], snakemake.threads):
    images = open_store(snakemake.input.images, snakemake.input.manifest)
    distances = images["distance"].rename(shaped_part="part").load()
    write_table(simulate_choices(distances, **snakemake.params.observers), snakemake.output[0])
