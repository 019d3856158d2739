"""Average what all networks decide of temperatures, and where their relevance is."""

from face_relevance.comparison.reading_order import (
    compare_orders_read,
    share_steps,
    tabulate_memory,
    tabulate_orders,
)
from face_relevance.comparison.sst_scores import (
    expect_by_chance,
    score_anomalies,
    score_fields,
)
from face_relevance.comparison.sst_tables import tabulate_fields
from face_relevance.fields.settings import BASE, name_ordered
from face_relevance.store import job, open_store, open_stores, write_tables

with job(snakemake.log[0], snakemake.threads):
    fields = open_store(snakemake.input.fields, snakemake.input.fields_manifest).load()
    stores = open_stores(snakemake.input.stores, snakemake.input.manifests)
    maps = {(store.attrs["network"], store.attrs["setting"]): store.load() for store in stores}
    resampling = (snakemake.params.draws, snakemake.params.seed)
    on_sea = {key: found.attrs["land"] != "zero" for key, found in maps.items()}
    permuted = {key: found for key, found in maps.items() if found.attrs["permuted"]}
    recurrent = {key[1]: found for key, found in permuted.items() if found.attrs["leak"]}
    memory, fading = tabulate_memory(
        {name: share_steps(found) for name, found in recurrent.items()},
        {name: found.attrs["leak"] for name, found in recurrent.items()},
        fields["winter"],
        *resampling,
    )
    tables = {
        "sst_measures": tabulate_fields(
            {key: score_fields(found, fields, on_sea[key]) for key, found in maps.items()},
            {key: expect_by_chance(fields, on_sea[key]) for key in maps},
            {key: score_anomalies(fields, on_sea[key]) for key in maps},
            fields["class"],
            BASE,
            *resampling,
        ),
        "sst_orders": tabulate_orders(
            {
                (network, name): compare_orders_read(maps[network, name_ordered(name)], found)
                for (network, name), found in permuted.items()
            },
            fields["winter"],
            *resampling,
        ),
        "sst_memory": memory,
        "sst_fading": fading,
    }
    write_tables(tables, snakemake.output)
