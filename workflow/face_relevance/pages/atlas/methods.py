"""What each method of explanation is, in a sentence for the reader of the atlas."""

_RULES = "Layer-wise relevance propagation: "

METHODS = {
    "lrp-0": _RULES + "the decision is shared out in proportion to each contribution.",
    "epsilon": _RULES
    + "in proportion to each contribution; a small term takes what is next to nothing.",
    "epsilon-plus": _RULES + "convolutions follow positive contributions alone, dense layers all.",
    "epsilon-plus-flat": _RULES
    + "convolutions follow positive contributions alone, dense layers all; "
    "the first layer spreads evenly over what it sees.",
    "epsilon-alpha2-beta1": _RULES
    + "convolutions count positive contributions twice and take negative ones off.",
    "epsilon-alpha2-beta1-flat": _RULES
    + "convolutions count positive contributions twice and take negative ones off; "
    "the first layer spreads evenly over what it sees.",
    "epsilon-gamma-box": _RULES
    + "convolutions favour positive contributions; the first layer minds the range of colours.",
    "preset-a": _RULES
    + "as epsilon-plus, with a larger term against contributions next to nothing.",
    "preset-a-flat": _RULES + "as preset-a; the first layer spreads evenly over what it sees.",
    "preset-b": _RULES
    + "as epsilon-alpha2-beta1, with a larger term against contributions next to nothing.",
    "preset-b-flat": _RULES + "as preset-b; the first layer spreads evenly over what it sees.",
    "gradient": "How the score changes when a pixel changes a little.",
    "gradient-x-input": "How the score changes with a pixel, times the pixel.",
    "integrated-gradients": "Mean gradient on the way from plain grey to the image, times it.",
    "smoothgrad": "Mean gradient over noisy copies of the image.",
    "guided-backprop": "Gradient that passes only where activation and gradient are positive.",
    "grad-cam": "Where channels of a late layer that raise the score are active.",
    "grad-cam-plus-plus": "As Grad-CAM; the gradients of each place count by how much it matters.",
    "score-cam": "Where channels of a late layer are active, by the scores of the image seen "
    "through them.",
    "rise": "Mean of random masks, by the score of the image seen through each.",
    "centre-prior": "Control: the middle of the image, whatever the image and network.",
    "random": "Control: noise, which knows nothing of image or network.",
    "advise": "ADVISE: units of a late layer, grouped by the peaks of the density of their "
    "activations; the group was chosen on other images.",
    "advise-published": "ADVISE as published: the group of units is chosen on the image itself.",
    "advise-same-image": "ADVISE with the group of units chosen on the image itself.",
    "advise-random": "Control of ADVISE: as many units, drawn by chance.",
    "advise-all": "Control of ADVISE: all units, which is Grad-CAM of the probability.",
}
"""By name, as in the configuration."""

OWN_COMPOSITE = _RULES + "with rules of this study."


def describe_method(method: str) -> str:
    """Say what a method is; what has no sentence is a composite of the study's own."""
    return METHODS.get(method, OWN_COMPOSITE)
