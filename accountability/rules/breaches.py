"""X.1: which breached duty points to which situations, by the settings of the rule book in force. Only proposals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from accountability.rules.situations import group_of, groups_of
from accountability.rules.source import told
from dushi.regulation.models import Regulation
from dushi.town.models import Person, Unit


@dataclass(frozen=True)
class Breach:
    """key: id of the duty's clause, or OWN_MEETINGS, MATTER_OVERDUE, FALSE_SIGN_OFF.

    misses, reminders: how often it was missed, and how many reminders stayed unanswered, before it is proposed.
    """

    key: str
    situations: tuple[str, ...]
    misses: int
    reminders: int

    @property
    def is_reminder_only(self) -> bool:
        """No situation: nobody is ever proposed, it stays a reminder."""
        return not self.situations

    @property
    def name(self) -> str:
        """What is not the duty of one clause, in words; "" for a clause."""
        return str(told("situations")["breaches"].get(self.key, ""))

    def situations_for(self, subject: Person | Unit, on: date) -> list[str]:
        """Ids of those that fit the subject's category on that civil day; empty: no lead. One query."""
        groups = groups_of(subject, on)
        return [code for code in self.situations if group_of(code) in groups]

    def is_reached(self, *, misses: int, reminders: int) -> bool:
        """Both thresholds met, and a situation to propose."""
        return not self.is_reminder_only and misses >= self.misses and reminders >= self.reminders


def breaches(on: date) -> dict[str, Breach]:
    """Key → breach, of the rule book in force on that civil day; empty where there was none. One query."""
    regulation = Regulation.objects.in_force(on).first()
    rows = regulation.settings.get("breaches", []) if regulation else []
    return {row["breach"]: _breach(row) for row in rows}


def _breach(row: Mapping[str, Any]) -> Breach:
    return Breach(row["breach"], tuple(row["situations"]), row.get("misses", 1), row.get("reminders", 0))
