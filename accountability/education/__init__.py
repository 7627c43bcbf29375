"""惩教结合 (3.0): talks, training and visits with their follow-up; typical cases, anonymised, for all staff."""
