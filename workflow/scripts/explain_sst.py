"""Cross-validate one network in one setting, and explain its decisions on held-out samples."""

from functools import partial

from face_relevance.evaluation.held_out_fields import explain_held_out
from face_relevance.fields.settings import Setting
from face_relevance.store import job, open_store, progress, write_store
from face_relevance.training import Settings

with job(snakemake.log[0], snakemake.threads):
    params, (network, name) = snakemake.params, snakemake.wildcards
    setting = Setting(**params.setting)
    fields = open_store(snakemake.input.fields, snakemake.input.fields_manifest).load()
    found = explain_held_out(
        fields,
        network,
        setting,
        params.seeds,
        params.folds,
        Settings(**params.training),
        params.ridge,
        progress=partial(progress, description=f"{network}/{name}"),
    )
    found.attrs |= {"network": network, "setting": name, "land": setting.land}
    found.attrs |= {"leak": setting.design.get("leak", 0), "permuted": int(setting.permuted)}
    write_store(found, snakemake.output.store, snakemake.output.manifest)
