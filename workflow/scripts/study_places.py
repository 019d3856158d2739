"""Train and explain one group of networks of one seed on simulated fields of all places."""

from functools import partial

from face_relevance.audit.field_variants import FADING_MEMORY, list_variants
from face_relevance.audit.planted_fields import Amounts, study_places
from face_relevance.fields import read_planting, spread_corners
from face_relevance.store import job, progress, write_store

with job(snakemake.log[0], snakemake.threads):
    group, planted = snakemake.wildcards.group, snakemake.params.planted
    planting, grid = read_planting(planted), planted["grid"]
    found = study_places(
        list_variants(group, snakemake.params.echo_state, snakemake.params.leaks),
        planting,
        spread_corners(
            planting, *((1, planted["line"]) if group == FADING_MEMORY else (grid, grid))
        ),
        Amounts(*(planted[name] for name in Amounts._fields)),
        snakemake.params.methods,
        int(snakemake.wildcards.seed),
        planted["seed"],
        partial(progress, description=f"{group}/seed-{snakemake.wildcards.seed}"),
    )
    write_store(found, snakemake.output.store, snakemake.output.manifest)
