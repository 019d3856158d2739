"""Read what people judged in one setting."""

from face_relevance.observers import read_judgements
from face_relevance.store import job, write_store, write_table

with job(snakemake.log[0], snakemake.threads):
    judgements, choices = read_judgements(
        snakemake.params.kind,
        snakemake.input[0],
        snakemake.wildcards.setting,
        snakemake.params.scale,
        snakemake.params.pooled,
    )
    if choices is not None:
        write_table(choices, snakemake.output.choices)
    write_store(judgements, snakemake.output.store, snakemake.output.manifest)
