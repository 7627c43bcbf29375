"""What a sender says in a report, apart from who says it, when and by which key. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dushi.regulation.periods import Period


def tidy(text: str) -> str:
    """The text without what the way of sending changes: line ends and spaces around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


@dataclass(frozen=True)
class NewProblem:
    """新发现问题. tier: a Matter.Tier value, the body that is asked to solve it."""

    title: str
    tier: str
    help_asked: str = ""


@dataclass(frozen=True)
class ReportData:
    """The answers of one report. updates: id of an open matter → ReportUpdate.Answer value."""

    key_work: str
    support_visit: str
    supporter_duty: str
    supporter_names: str = ""
    next_plan: str = ""
    told_by: str = ""
    updates: Mapping[int, str] = field(default_factory=dict)
    problems: tuple[NewProblem, ...] = ()

    def body(self, village_id: int, period: Period) -> dict[str, Any]:
        """Everything said, as JSON; equal for equal reports, however they were sent."""
        return {
            "village": village_id,
            "period": period.key,
            **self.words(),
            "told_by": tidy(self.told_by),
            "updates": {str(pk): self.updates[pk] for pk in sorted(self.updates)},
            "problems": [[tidy(row.title), row.tier, tidy(row.help_asked)] for row in self.problems],
        }

    def words(self) -> dict[str, str]:
        """The answers that are fields of a report."""
        return {
            "key_work": tidy(self.key_work),
            "support_visit": self.support_visit,
            "supporter_duty": self.supporter_duty,
            "supporter_names": tidy(self.supporter_names),
            "next_plan": tidy(self.next_plan),
        }


def digest(body: Mapping[str, Any]) -> str:
    """SHA-256 of a body, by which the same text is known again."""
    return hashlib.sha256(json.dumps(body, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
