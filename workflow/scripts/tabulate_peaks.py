"""Average over images and seeds how many peaks the units of each network have."""

from face_relevance.comparison import tabulate_peaks
from face_relevance.store import job, open_stores, write_table

with job(snakemake.log[0], snakemake.threads):
    stores = open_stores(snakemake.input.stores, snakemake.input.manifests)
    peaks = {(store.attrs["network"], store.attrs["seed"]): store.load() for store in stores}
    table = tabulate_peaks(peaks, snakemake.params.draws, snakemake.params.seed)
    write_table(table, snakemake.output[0])
