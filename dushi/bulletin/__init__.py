"""周通报: a town's week on one page, compiled by itself, released only when signed."""
