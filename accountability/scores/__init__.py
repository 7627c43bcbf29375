"""Points: schemes, arithmetic, posting, year sheets (3.4.c, 3.4.d). How they come about: docs/points.md."""
