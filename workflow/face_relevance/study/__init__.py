"""The config of a study: its kind, its defaults, and what is refused before any work."""
