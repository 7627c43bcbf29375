"""问责事项: one state table (table.py), one door (moves.py), and what each step does (3.0–3.4.c)."""
