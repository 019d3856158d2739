"""Stop the run unless a model beats chance by the lower bound of its held-out accuracy."""

from face_relevance.comparison import require_above_chance
from face_relevance.store import job, read_json, write_json

with job(snakemake.log[0]):
    held_out = read_json(snakemake.input[0])[snakemake.params.split]
    verdict = require_above_chance(
        snakemake.params.model, held_out["truth"], held_out["decision"], held_out["identity"]
    )
    write_json(verdict, snakemake.output[0])
