# Requires images/, the maps of all models and audit/artifacts.parquet. Makes figures/model_maps/ with
# a figure of all seeds for every kind of model and method, between which the report toggles.


if KIND == FACES:

    # Of two labels the report shows the second one as a toggle where it has two values.
    rule plot_model_maps:
        input:
            images=ancient("<results>/images/faces.zarr"),
            images_manifest="<results>/images/faces.json",
            maps=ancient(
                models(
                    "<results>/relevance/{pretraining}/{task}/seed-{seed}/{method}.zarr",
                    method=config["relevance"]["methods"],
                )
            ),
            manifests=models(
                "<results>/relevance/{pretraining}/{task}/seed-{seed}/{method}.json",
                method=config["relevance"]["methods"],
            ),
            audit="<results>/audit/artifacts.parquet",
        output:
            report(
                directory("<results>/figures/model_maps"),
                patterns=["{task}/{pretraining}/{method}.svg"],
                caption="../report/model_maps.rst",
                category="Relevance",
                subcategory="Maps: {task}",
                labels={"method": "{method}", "pretraining": "{pretraining}"},
            ),
        log:
            "<logs>/plot_model_maps.log",
        benchmark:
            "<benchmarks>/plot_model_maps.jsonl"
        conda:
            "../../envs/face-relevance.yaml"
        params:
            factors=FACTORS,
            title=STUDY_TITLE,
            simulated=SIMULATED,
            code=code("plot_model_maps"),
        script:
            "../scripts/plot_model_maps.py"


if KIND == "protocol":

    rule plot_network_maps:
        input:
            images=ancient(f"{IMAGE_SET}.zarr"),
            images_manifest=f"{IMAGE_SET}.json",
            maps=ancient(
                networks(
                    "<results>/protocol/maps/{network}/seed-{seed}/{method}.zarr", method=METHODS
                )
            ),
            manifests=networks(
                "<results>/protocol/maps/{network}/seed-{seed}/{method}.json", method=METHODS
            ),
            audit="<results>/audit/artifacts.parquet",
        output:
            report(
                directory("<results>/figures/model_maps"),
                patterns=["{network}/{method}.svg"],
                caption="../report/network_maps.rst",
                category="Relevance",
                subcategory="Maps by network",
                labels={"method": "{method}", "network": "{network}"},
            ),
        log:
            "<logs>/plot_network_maps.log",
        benchmark:
            "<benchmarks>/plot_network_maps.jsonl"
        conda:
            "../../envs/face-relevance.yaml"
        params:
            title=STUDY_TITLE,
            simulated=SIMULATED,
            code=code("plot_network_maps"),
        script:
            "../scripts/plot_network_maps.py"
