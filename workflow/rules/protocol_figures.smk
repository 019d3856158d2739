# Requires images/, protocol/maps/ and the tables of the protocol. Makes the figures of the protocol of
# ADVISE.

NETWORKS, METHODS = config["protocol"]["networks"], config["protocol"]["methods"]
FIGURES = ["protocol_maps", "protocol_table", "protocol_ranks", "protocol_measures", "peak_counts"]
FIGURES += ["protocol_networks"] if len(NETWORKS) > 1 else []
FIGURES += ["performance"] if TRAINED else []
FIGURES += ["contact_sheet_objects"] if SIMULATED else []

# Maps are drawn of the first seed, those by image of the first network.
OF_FIRST_SEED = {"network": NETWORKS, "seed": config["seeds"][0], "method": METHODS}
OF_FIRST_NETWORK = {**OF_FIRST_SEED, "network": NETWORKS[0]}


rule plot_protocol_maps:
    input:
        images=ancient(f"<results>/images/{SOURCE}.zarr"),
        images_manifest=f"<results>/images/{SOURCE}.json",
        maps=ancient(
            collect(
                "<results>/protocol/maps/{network}/seed-{seed}/{method}.zarr", **OF_FIRST_NETWORK
            )
        ),
        manifests=collect(
            "<results>/protocol/maps/{network}/seed-{seed}/{method}.json", **OF_FIRST_NETWORK
        ),
        audit="<results>/audit/artifacts.parquet",
    output:
        svg=report(
            "<results>/figures/protocol_maps.svg",
            caption="../report/protocol_maps.rst",
            category="Relevance",
            subcategory="Figures",
            labels={"figure": "Methods side by side"},
        ),
        png="<results>/figures/protocol_maps.png",
    log:
        "<logs>/plot_protocol_maps.log",
    benchmark:
        "<benchmarks>/plot_protocol_maps.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        network=NETWORKS[0],
        title=STUDY_TITLE,
        simulated=SIMULATED,
        code=code("plot_protocol_maps"),
    script:
        "../scripts/plot_protocol_maps.py"


rule plot_protocol_networks:
    input:
        images=ancient(f"<results>/images/{SOURCE}.zarr"),
        images_manifest=f"<results>/images/{SOURCE}.json",
        maps=ancient(
            collect("<results>/protocol/maps/{network}/seed-{seed}/{method}.zarr", **OF_FIRST_SEED)
        ),
        manifests=collect(
            "<results>/protocol/maps/{network}/seed-{seed}/{method}.json", **OF_FIRST_SEED
        ),
        audit="<results>/audit/artifacts.parquet",
    output:
        svg=report(
            "<results>/figures/protocol_networks.svg",
            caption="../report/protocol_networks.rst",
            category="Relevance",
            subcategory="Figures",
            labels={"figure": "Networks side by side"},
        ),
        png="<results>/figures/protocol_networks.png",
    log:
        "<logs>/plot_protocol_networks.log",
    benchmark:
        "<benchmarks>/plot_protocol_networks.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        title=STUDY_TITLE,
        simulated=SIMULATED,
        code=code("plot_protocol_networks"),
    script:
        "../scripts/plot_protocol_networks.py"


rule plot_protocol_table:
    input:
        protocol="<results>/comparison/protocol.parquet",
        audit="<results>/audit/artifacts.parquet",
    output:
        svg=report(
            "<results>/figures/protocol_table.svg",
            caption="../report/protocol_table.rst",
            category="Performance",
            subcategory="Figures",
            labels={"figure": "All measures of the protocol"},
        ),
        png="<results>/figures/protocol_table.png",
    log:
        "<logs>/plot_protocol_table.log",
    benchmark:
        "<benchmarks>/plot_protocol_table.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        title=STUDY_TITLE,
        simulated=SIMULATED,
        code=code("plot_protocol_table"),
    script:
        "../scripts/plot_protocol_table.py"


rule plot_protocol_ranks:
    input:
        ranks="<results>/comparison/protocol_ranks.parquet",
        contrasts="<results>/comparison/protocol_contrasts.parquet",
        audit="<results>/audit/artifacts.parquet",
    output:
        svg=report(
            "<results>/figures/protocol_ranks.svg",
            caption="../report/protocol_ranks.rst",
            category="Performance",
            subcategory="Figures",
            labels={"figure": "Ranks of methods"},
        ),
        png="<results>/figures/protocol_ranks.png",
    log:
        "<logs>/plot_protocol_ranks.log",
    benchmark:
        "<benchmarks>/plot_protocol_ranks.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        title=STUDY_TITLE,
        simulated=SIMULATED,
        code=code("plot_protocol_ranks"),
    script:
        "../scripts/plot_protocol_ranks.py"


rule plot_protocol_measures:
    input:
        protocol="<results>/comparison/protocol.parquet",
        audit="<results>/audit/artifacts.parquet",
    output:
        svg=report(
            "<results>/figures/protocol_measures.svg",
            caption="../report/protocol_measures.rst",
            category="Performance",
            subcategory="Figures",
            labels={"figure": "Do measures agree?"},
        ),
        png="<results>/figures/protocol_measures.png",
    log:
        "<logs>/plot_protocol_measures.log",
    benchmark:
        "<benchmarks>/plot_protocol_measures.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        title=STUDY_TITLE,
        simulated=SIMULATED,
        code=code("plot_protocol_measures"),
    script:
        "../scripts/plot_protocol_measures.py"


rule plot_peak_counts:
    input:
        "<results>/comparison/peak_counts.parquet",
    output:
        svg=report(
            "<results>/figures/peak_counts.svg",
            caption="../report/peak_counts.rst",
            category="Audit",
            subcategory="Figures",
            labels={"figure": "Peaks of unit densities"},
        ),
        png="<results>/figures/peak_counts.png",
    log:
        "<logs>/plot_peak_counts.log",
    benchmark:
        "<benchmarks>/plot_peak_counts.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        title=STUDY_TITLE,
        simulated=SIMULATED,
        code=code("plot_peak_counts"),
    script:
        "../scripts/plot_peak_counts.py"
