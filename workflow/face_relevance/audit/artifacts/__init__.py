"""Artifacts: what of a map stems from network, rule and preprocessing, and not from its input.

A map is changed in ways that should not matter, or made of an input that says nothing, and one
number per input says how much of an artifact there is; thresholds make verdicts of these. Works in
the input space of any network and knows nothing of faces. Re-exports nothing: tables and figures
need the verdicts without torch.
"""
