"""What a study will take: models, maps, minutes and disk, estimated from its config alone."""
