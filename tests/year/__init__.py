"""A township year in a box: the real acts on a simulated clock, with seeded faults, held to the invariants each day."""
