"""Compare all remedies with none, and judge the artifacts of the networks as they are."""

from face_relevance.audit.artifacts.tabulating import tabulate_artifacts
from face_relevance.audit.remedy_table import select_plain, tabulate_remedies
from face_relevance.store import job, open_stores, write_tables

with job(snakemake.log[0], snakemake.threads):
    params = snakemake.params
    stores = open_stores(snakemake.input.stores, snakemake.input.manifests)
    audits = [store[["value", "correct"]].load() for store in stores]
    judged = params.thresholds, params.draws, params.seed
    tables = {
        "remedies": tabulate_remedies(audits, *judged),
        "artifacts": tabulate_artifacts(select_plain(audits), *judged),
    }
    write_tables(tables, snakemake.output)
