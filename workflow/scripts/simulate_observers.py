"""Let simulated observers choose the odd one out of three faces."""

from face_relevance.observers import arrange_simulated, simulate_choices
from face_relevance.store import job, open_store, write_store, write_table

with job(snakemake.log[0], snakemake.threads):
    observers = snakemake.params.observers
    images = open_store(snakemake.input.images, snakemake.input.manifest)
    distances = images["distance"].rename(shaped_part="part").load()
    choices = simulate_choices(distances, **observers)
    judgements = arrange_simulated(choices, observers["weights"], snakemake.params.pooled)
    write_table(choices, snakemake.output.choices)
    write_store(judgements, snakemake.output.store, snakemake.output.manifest)
