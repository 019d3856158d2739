"""Measure the artifacts in the maps of one network of fields, with the square in the middle."""

from face_relevance.audit.field_artifacts import audit_field_network
from face_relevance.audit.field_variants import list_variants
from face_relevance.fields import plant_fields, read_planting, spread_corners
from face_relevance.networks import build_field_network
from face_relevance.store import job, write_store
from face_relevance.training import train_on_fields

with job(snakemake.log[0], snakemake.threads):
    params, (group, seed) = snakemake.params, snakemake.wildcards
    planted = params.planted
    planting = read_planting(planted)
    (middle,) = spread_corners(planting, 1, 1)
    train, test = (
        plant_fields(planting, middle, planted[count], split, planted["seed"])
        for split, count in (("train", "per_class"), ("test", "test_per_class"))
    )
    variant = list_variants(group, params.echo_state, [])[group]
    shape = (planting.size, planting.size)
    network = build_field_network(variant.network, shape, 2, int(seed), **variant.design)
    train_on_fields(network, train["values"].values, train["positive"].values, int(seed))
    largest = planting.noise + planting.amplitude
    found = audit_field_network(
        network,
        test["values"][: params.fields],
        params.methods,
        (-largest, largest),
        params.ring,
        params.seed,
    )
    origin = {
        "model": f"{group}/classification/seed-{seed}",
        "pretraining": "",
        "task": "classification",
        "seed": int(seed),
        "simulated": 1,
    }
    write_store(found.assign_attrs(origin), snakemake.output.store, snakemake.output.manifest)
