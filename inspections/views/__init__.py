"""Pages of chapter 2, one module per topic."""
