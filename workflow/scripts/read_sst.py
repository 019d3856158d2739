"""Read anomalies of the sea-surface temperature, and name the class of each sample."""

from face_relevance.fields import add_classes, read_carried_winters, read_noaa
from face_relevance.store import job, write_store

with job(snakemake.log[0]):
    params, file = snakemake.params, snakemake.input[0]
    if params.member is None:
        fields = read_noaa(file, params.samples, params.climatology, params.region)
    else:
        fields = read_carried_winters(file, params.member)
    classified = add_classes(fields, params.threshold)
    write_store(classified, snakemake.output.store, snakemake.output.manifest)
