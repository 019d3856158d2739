# Requires comparison/remedies.parquet, remedies/ and images/. Makes the figures of remedies.

FIGURES = [f"remedies_{network}" for network in config["remedies"]["networks"]]
FIGURES += ["remedy_maps", "contact_sheet_objects"]
OF_FIRST_SEED = {"seed": config["seeds"][0]}


rule plot_remedies:
    input:
        "<results>/comparison/remedies.parquet",
    output:
        svg=report(
            "<results>/figures/remedies_{network}.svg",
            caption="../report/remedies.rst",
            category="Audit",
            subcategory="Figures",
            labels={"figure": "What remedies do: {network}"},
        ),
        png="<results>/figures/remedies_{network}.png",
    log:
        "<logs>/plot_remedies/{network}.log",
    benchmark:
        "<benchmarks>/plot_remedies/{network}.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        network="{network}",
        title=STUDY_TITLE,
        simulated=SIMULATED,
        code=code("plot_remedies"),
    script:
        "../scripts/plot_remedies.py"


rule plot_remedy_maps:
    input:
        images=ancient("<results>/images/objects.zarr"),
        images_manifest="<results>/images/objects.json",
        maps=ancient(
            of_variants("<results>/remedies/{network}/{variant}/seed-{seed}.zarr", **OF_FIRST_SEED)
        ),
        manifests=of_variants(
            "<results>/remedies/{network}/{variant}/seed-{seed}.json", **OF_FIRST_SEED
        ),
    output:
        svg=report(
            "<results>/figures/remedy_maps.svg",
            caption="../report/remedy_maps.rst",
            category="Relevance",
            subcategory="Figures",
            labels={"figure": "Maps with and without remedies"},
        ),
        png="<results>/figures/remedy_maps.png",
    log:
        "<logs>/plot_remedy_maps.log",
    benchmark:
        "<benchmarks>/plot_remedy_maps.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        title=STUDY_TITLE,
        simulated=SIMULATED,
        code=code("plot_remedy_maps"),
    script:
        "../scripts/plot_remedy_maps.py"
