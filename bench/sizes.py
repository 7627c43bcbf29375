"""How large a bench of one town is: as the goal says, or the share of it that SCALE asks for."""

from __future__ import annotations

import os


def scaled(full: int, least: int = 1) -> int:
    """`full` at full size, `least` at least."""
    return max(least, round(full * float(os.environ.get("SCALE", "1"))))
