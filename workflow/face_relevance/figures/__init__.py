"""Figures: one module per figure, each a pure function from tables or arrays to a `Figure`.

Import the modules themselves (`from face_relevance.figures.transfer import plot_transfer`). The
room re-exports nothing on purpose: every importer would then depend on every figure, and an edit
of one figure would make the workflow draw all of them again.
"""

__all__ = [
    "artifact_evidence",
    "artifacts",
    "asymmetry",
    "conservation",
    "contact_sheet",
    "cue_examples",
    "examples",
    "fading_memory",
    "field_examples",
    "field_localisation",
    "field_permutation",
    "judgements",
    "layer_weights",
    "leakage",
    "masked_examples",
    "masking_curves",
    "methods",
    "part_weights",
    "peak_counts",
    "performance",
    "protocol_maps",
    "protocol_measures",
    "protocol_networks",
    "protocol_ranks",
    "protocol_table",
    "rdms",
    "remedies",
    "remedy_maps",
    "similarity",
    "similarity_contrasts",
    "stability",
    "transfer",
    "trials",
    "verdict",
]
