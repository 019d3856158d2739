"""Representational similarity analysis: whether networks and people find the same faces alike."""
