"""Pages of the rule book and the calendar."""
