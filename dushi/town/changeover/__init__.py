"""换届: many posts change hands in one act; units merge and split; the sheets that are signed for it."""
