"""What every table of a study is called, which category of the report it is in, and what a row is.

Rules read this as well, so that it imports nothing.
"""

from typing import NamedTuple


class Described(NamedTuple):
    """A table in words.

    Parameters
    ----------
    category : str
        Of the report, the same as that of the figures drawn from the table.
    title : str
        What a reader sees in the list of tables.
    rows : str
        What a row is, and what its interval is over where the table does not say it itself.
    """

    category: str
    title: str
    rows: str


_SHOWN = "Performance", "Relevance", "Masking and transfer", "Similarity", "Audit"
_PERFORMANCE, _RELEVANCE, _MASKING, _SIMILARITY, _AUDIT = _SHOWN

TABLES = {
    "runs": Described(
        _PERFORMANCE,
        "All models",
        "A row per model: what it was made of, what was measured of it, digests of its weights and "
        "of the config, the code, and seconds of its jobs.",
    ),
    "comparison/performance": Described(
        _PERFORMANCE,
        "Accuracy of every model",
        "A row per model: accuracy on held-out images. The interval is over identities, or over "
        "images where nobody has an identity.",
    ),
    "comparison/stability_blocks": Described(
        _RELEVANCE,
        "Agreement of maps, by block",
        "A row per method, measure, kind of map and block: how alike the maps of two models are "
        "for the same image. The block 'different images' is the level of chance.",
    ),
    "comparison/stability_pairs": Described(
        _RELEVANCE,
        "Agreement of maps, by pair of models",
        "A row per method, measure, kind of map and pair of models. Intervals are over identities.",
    ),
    "comparison/region_shares": Described(
        _RELEVANCE,
        "Relevance on the parts of the face",
        "A row per method, pretraining, task, part of the face and sign: the share of relevance on "
        "the part, and its density, which is 1 where relevance is spread evenly.",
    ),
    "comparison/region_shares_models": Described(
        _RELEVANCE,
        "Relevance on the parts of the face, by model",
        "The same for single models. Intervals are over identities.",
    ),
    "comparison/localisation": Described(
        _RELEVANCE,
        "How well methods find planted cues",
        "A row per task, cue, method and measure: how well maps agree with the pixels that change "
        "with the planted cue, beside chance.",
    ),
    "comparison/cue_effects": Described(
        _PERFORMANCE,
        "What planted cues do to decisions",
        "A row per task and cue: what swapping the cue does to the decision, and whether the model "
        "uses it.",
    ),
    "comparison/masking_curves": Described(
        _MASKING,
        "Masking curves",
        "A row per fill, measure, block, kind of target and kept fraction of the pixels, the most "
        "relevant ones first.",
    ),
    "comparison/transfer_blocks": Described(
        _MASKING,
        "Transfer between models, by block",
        "A row per fill, measure and block: the area under the masking curve of models that see "
        "what the maps of others keep, and the same relative to their own maps.",
    ),
    "comparison/transfer_pairs": Described(
        _MASKING,
        "Transfer between models, by pair",
        "The same by source and target model. Intervals are over identities.",
    ),
    "comparison/transfer_asymmetry": Described(
        _MASKING,
        "Which way transfer is better",
        "A row per fill, measure, factor and direction: transfer that way minus the way back.",
    ),
    "comparison/transfer_asymmetry_pairs": Described(
        _MASKING,
        "Which way transfer is better, by pair",
        "The same by pair of models. Intervals are over identities.",
    ),
    "comparison/transfer_factors": Described(
        _MASKING,
        "What transfer depends on",
        "A row per fill, measure and factor: the share of the variance of transfer that it "
        "explains, with p from permutations of whole models.",
    ),
    "comparison/order_gaps": Described(
        _MASKING,
        "Most against least relevant pixels",
        "A row per fill, measure and kind of model: how much more the most relevant pixels of the "
        "own maps are worth than the least relevant ones.",
    ),
    "comparison/leakage": Described(
        _MASKING,
        "What the shape of masks gives away",
        "A row per task, source of the masks and masked fraction: how often a classifier that sees "
        "the mask alone tells the answer. The interval is over identities.",
    ),
    "comparison/similarity": Described(
        _SIMILARITY,
        "Match of representations and judgements",
        "A row per setting, kind of model, representation and comparator, beside the noise "
        "ceiling; rows with 'controlled for' are partial correlations.",
    ),
    "comparison/similarity_seeds": Described(
        _SIMILARITY,
        "Match with the judgements, by seed",
        "The same for single models, which have no interval.",
    ),
    "comparison/similarity_contrasts": Described(
        _SIMILARITY,
        "What makes the match better",
        "A row per setting, comparator and pair of things compared: the difference of their match "
        "in the same resamples.",
    ),
    "comparison/similarity_variance": Described(
        _SIMILARITY,
        "Who explains the judgements",
        "A row per setting, kind of model and set of predictors: the share of the variance of the "
        "judgements that it explains alone or together with others.",
    ),
    "comparison/similarity_weighted": Described(
        _SIMILARITY,
        "Match of weighted layers",
        "A row per setting, kind of model and way of weighting, on faces and subjects held out.",
    ),
    "comparison/layer_weights": Described(
        _SIMILARITY,
        "Weights of the layers",
        "A row per setting, kind of model and layer: its weight, never negative.",
    ),
    "comparison/part_weights": Described(
        _SIMILARITY,
        "Weights of the parts of the face",
        "A row per part of the face and what weighs it: observers, layers, or relevance.",
    ),
    "comparison/part_overlaps": Described(
        _SIMILARITY,
        "Overlap of the weights of parts",
        "A row per model or pair of models: how much their weights of the parts of the face "
        "overlap with those of the observers.",
    ),
    "comparison/trials": Described(
        _SIMILARITY,
        "Predicted choices of the odd one out",
        "A row per setting and predictor: how often it names the face that the observer chose.",
    ),
    "comparison/judgements": Described(
        _SIMILARITY,
        "The judgements themselves",
        "A row per setting and statistic of the judgements. Intervals are over faces.",
    ),
    "comparison/protocol": Described(
        _PERFORMANCE,
        "All measures of the protocol",
        "A row per network, method and measure; the network 'all' gives each the same weight.",
    ),
    "comparison/protocol_ranks": Described(
        _PERFORMANCE,
        "Ranks of methods",
        "A row per network, measure and method: its mean rank over images, 1 for the best.",
    ),
    "comparison/protocol_contrasts": Described(
        _PERFORMANCE,
        "Differences of methods",
        "A row per network, measure and pair of methods.",
    ),
    "comparison/peak_counts": Described(
        _AUDIT,
        "Peaks of the densities of units",
        "A row per network, kind of activations, class and number of peaks: the share of units.",
    ),
    "comparison/remedies": Described(
        _AUDIT,
        "What remedies do and cost",
        "A row per network, remedy and measure: its value, and the change against no remedy, "
        "paired by image and seed.",
    ),
    "comparison/field_localisation": Described(
        _RELEVANCE,
        "Where the planted square is found",
        "A row per variant of the network, place of the square, method and measure, beside chance.",
    ),
    "comparison/fading_memory": Described(
        _AUDIT,
        "How fast echo-state networks forget",
        "A row per order of reading, leak, spectral radius, method, measure and lines read later.",
    ),
    "comparison/sst_measures": Described(
        _RELEVANCE,
        "Accuracy, and relevance in the deciding box",
        "A row per network, setting and measure, its change against the base setting, and the gain "
        "over its control.",
    ),
    "comparison/sst_orders": Described(
        _AUDIT,
        "Does relevance follow the order of reading?",
        "A row per network, setting and measure.",
    ),
    "comparison/sst_memory": Described(
        _AUDIT,
        "Relevance by step of reading",
        "A row per leak and step of reading.",
    ),
    "comparison/sst_fading": Described(
        _AUDIT,
        "How fast relevance decays",
        "A row per leak and setting: the rate of decay, and what the leak alone would make it.",
    ),
    "audit/sanity": Described(
        _AUDIT,
        "Do maps follow the network?",
        "A row per kind of model, method, check, measure and layer, from the output to the input.",
    ),
    "audit/artifacts": Described(
        _AUDIT,
        "Verdicts on artifacts",
        "A row per model, method and audit, with the thresholds of warning and failure; the model "
        "'all' pools those of a network.",
    ),
}
"""By path below the folder of a study, without ending; in the order of the report."""

UNITS = {
    "accuracy": "share",
    "chance": "share",
    "fraction": "of the pixels",
    "kept": "of the pixels",
    "kept_low": "of the pixels",
    "kept_high": "of the pixels",
    "share": "of 1",
    "density": "1: even",
    "failed": "of the units",
    "permuted": "columns",
    "steps": "lines",
    "low": "95 % from",
    "high": "95 % to",
    "p_holm": "corrected",
}
"""Units and notes under the names of columns."""
