"""线索: from a proposal, a finding, a report or by hand, to whatever people decide it becomes (3.0, X.1)."""
