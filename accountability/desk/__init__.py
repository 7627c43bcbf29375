"""The discipline commission's desk: its own Django admin, closed by default (reliability of the side doors)."""
