"""Write the page of the atlas, what it knows of the study, and the sprites of the images."""

import shutil
from pathlib import Path

import pandas as pd

from face_relevance.figures.style import Factors
from face_relevance.pages.atlas.chunks import plan_chunks
from face_relevance.pages.atlas.scripts import PAGE, write_call
from face_relevance.pages.atlas.study import Shown, describe_study, write_images
from face_relevance.store import job, open_store

with job(snakemake.log[0]):
    inputs, params, outputs = snakemake.input, snakemake.params, snakemake.output
    images = open_store(inputs.images, inputs.images_manifest)
    plan = plan_chunks(images, **params.plan)
    study = Shown(
        params.name,
        params.title,
        params.simulated,
        Factors(**params.factors),
        params.methods,
        params.masking,
        params.masked,
        params.seed,
    )
    described = describe_study(study, images, plan, pd.read_parquet(inputs.audit))
    write_images(images, plan, outputs.sprites)
    for target in outputs.page:
        shutil.copyfile(PAGE / Path(target).name, target)
    write_call(outputs.study, "study", described)
