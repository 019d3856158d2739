"""Stop the run unless a model beats chance by the lower bound of its held-out accuracy."""

from face_relevance.comparison import require_above_chance
from face_relevance.store import job, read_json, write_json

with job(snakemake.log[0]):
    test = read_json(snakemake.input[0])["test"]
    verdict = require_above_chance(
        snakemake.params.model, test["truth"], test["decision"], test["identity"]
    )
    write_json(verdict, snakemake.output[0])
