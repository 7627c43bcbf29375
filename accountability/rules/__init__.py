"""What chapter 3 knows before any case: situations, measures, limits and grounds. Data in data/, no tables."""
