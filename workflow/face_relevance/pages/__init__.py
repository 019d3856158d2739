"""Pages: what the tables of finished studies say, written out for a reader.

The room re-exports nothing: a job loads only the page that it writes.
"""
