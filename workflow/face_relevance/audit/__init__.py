"""Audit: whether a relevance map, or a mask made from it, is about what it claims to explain.

The room re-exports nothing: its modules need different rooms, and a job loads only those it uses.
"""
