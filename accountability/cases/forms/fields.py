"""What the forms of a case share."""

from __future__ import annotations

from accountability.rules.measures import Measure
from dushi.town.widgets import Choice


class Votes(Choice):
    """How one member stood: five short answers side by side, so that a whole body fits on a screen."""

    is_flat = True


def measure_choices(rules: list[Measure]) -> list[tuple[str, str]]:
    """(code, 通报（镇党委会议决定）), lightest first."""
    return [(rule.code, f"{rule.name}（{rule.decided_by.label}决定）") for rule in rules]
