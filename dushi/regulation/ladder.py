"""The ladder of reminders: when each rung of a duty falls due. Pure; the rungs are data of the rule book.

A rung is {"rung": name, "when": …, "to": DOER, CHIEF or LEADER, "time": "HH:MM"}; without a time it falls at 07:00,
after the quiet hours and before the digest of the day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from dushi import clock
from dushi.regulation.calendar import Workdays
from dushi.regulation.due import Due, parse_hour


class When(StrEnum):
    WORKDAY_BEFORE = "WORKDAY_BEFORE"  # the working day before the due day
    DUE_DAY = "DUE_DAY"
    LATE = "LATE"  # the minute after the due moment
    WORKDAY_AFTER = "WORKDAY_AFTER"  # the first working day after the due day, at the latest when it turns missed
    END = "END"  # the first working day once it may no longer be made good


class To(StrEnum):
    DOER = "DOER"
    CHIEF = "CHIEF"
    LEADER = "LEADER"


WHEN_WORDS = {
    When.WORKDAY_BEFORE: "到期前一个工作日",
    When.DUE_DAY: "到期当日",
    When.LATE: "逾期时",
    When.WORKDAY_AFTER: "逾期后第一个工作日",
    When.END: "不能再补后",
}
TO_WORDS = {To.DOER: "承办人", To.CHIEF: "上一级负责人", To.LEADER: "领导"}


@dataclass(frozen=True)
class Step:
    """One rung as the rule book writes it."""

    rung: str
    when: When
    to: To
    hour: time = time(7)

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> Step:
        """Raises ValueError that says in Chinese what is wrong."""
        if set(data) - {"rung", "when", "to", "time"}:
            raise ValueError("提醒阶梯的每一阶只有 rung、when、to、time")
        if (
            not isinstance(data.get("rung"), str)
            or data.get("when") not in list(When)
            or data.get("to") not in list(To)
        ):
            raise ValueError(f"提醒阶梯应写明 rung、when（{'、'.join(When)}）、to（{'、'.join(To)}）")
        return cls(data["rung"], When(data["when"]), To(data["to"]), parse_hour(data.get("time", "07:00")))

    def falls_at(self, due: Due, workdays: Workdays) -> datetime:
        """The moment this rung falls due, aware."""
        due_day = clock.local(due.due_at).date()
        if self.when is When.LATE:
            return due.due_at + timedelta(minutes=1)
        if self.when is When.WORKDAY_BEFORE:
            return self._on(workdays.workday_before(due_day))
        if self.when is When.DUE_DAY:
            return min(self._on(due_day), due.due_at)
        if self.when is When.WORKDAY_AFTER:
            return min(self._on(workdays.nth_workday_after(due_day, 1)), due.late_until)
        return self._on(workdays.next_workday_on_or_after(clock.local(due.late_until).date()))

    def in_words(self) -> str:
        """到期当日 9:00 提醒承办人."""
        hour = "" if self.when is When.LATE else f" {self.hour.hour}:{self.hour.minute:02d} "
        return f"{WHEN_WORDS[self.when]}{hour}提醒{TO_WORDS[self.to]}"

    def _on(self, day: date) -> datetime:
        return clock.at(day, self.hour.hour, self.hour.minute)


def steps(ladder: Sequence[Mapping[str, Any]]) -> list[Step]:
    """The rungs of a duty's ladder, lowest first. Raises ValueError that says in Chinese what is wrong."""
    if not isinstance(ladder, list) or not all(isinstance(rung, dict) for rung in ladder):
        raise ValueError("提醒阶梯应为各阶的列表")
    return [Step.parse(rung) for rung in ladder]
