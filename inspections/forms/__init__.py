"""Forms of chapter 2, one module per topic."""
