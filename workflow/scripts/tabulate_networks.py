"""Put the verdicts on all networks into one table."""

import pandas as pd

from face_relevance.store import job, read_json, write_table

with job(snakemake.log[0]):
    rows = []
    for path in snakemake.input:
        verdict = read_json(path)
        network, seed = verdict.pop("model").split("/seed-")
        rows.append({"network": network, "seed": int(seed)} | verdict)
    write_table(pd.DataFrame(rows), snakemake.output[0])
