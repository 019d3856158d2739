"""Audit: whether a relevance map, or a mask made from it, is about what it claims to explain.

The room re-exports nothing, so that a change of one check re-runs that check alone.
"""
