"""Measure the artifacts in the maps of one cross-validated network of temperatures."""

from face_relevance.audit.field_artifacts import audit_held_out
from face_relevance.evaluation.held_out_fields import train_folds
from face_relevance.fields.settings import Setting
from face_relevance.store import job, open_store, write_store
from face_relevance.training import Settings

with job(snakemake.log[0], snakemake.threads):
    params, (network, seed) = snakemake.params, snakemake.wildcards
    fields = open_store(snakemake.input.fields, snakemake.input.fields_manifest).load()
    setting = Setting(**params.setting)
    folds = train_folds(
        fields,
        network,
        setting,
        int(seed),
        params.folds,
        Settings(**params.training),
        params.ridge,
    )
    found = audit_held_out(
        folds,
        fields["time"].values.astype(str),
        params.methods,
        # Anomalies are cut at the cap and divided by it.
        (-1.0, 1.0),
        params.ring,
        params.noise_seed,
    )
    origin = {
        "model": f"{network}/classification/seed-{seed}",
        "pretraining": "",
        "task": "classification",
        "seed": int(seed),
    }
    write_store(found.assign_attrs(origin), snakemake.output.store, snakemake.output.manifest)
