"""What may be done in chapter 2, one module per topic."""
