"""变更记录: the events of a plan in words, and the plan they add up to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dushi.records.models import Event
from inspections.models import InspectionPlan, PlanLine

#: Changes of one event that are said one by one; the rest is counted.
SHOWN = 12


@dataclass(frozen=True)
class Entry:
    """One event: what it changed, line by line; more: how many changes are not said."""

    event: Event
    lines: list[str]
    more: int
    is_after: bool


def replay(events: Iterable[Event]) -> dict[str, tuple[int, int, tuple[str, ...]]]:
    """Line → (village, month, contents): the plan as its history leaves it, oldest event first."""
    plan: dict[str, tuple[int, int, tuple[str, ...]]] = {}
    for event in events:
        for one in event.data.get("changes", []):
            if one["after"] is None:
                plan.pop(one["line"], None)
            else:
                plan[one["line"]] = (one["village"], one["after"]["month"], tuple(one["after"]["focus"]))
    return plan


def stands_as_told(plan: InspectionPlan, events: Iterable[Event]) -> bool:
    """Whether the plan on screen is the one its append-only history adds up to. One query."""
    lines = PlanLine.objects.live().filter(plan=plan).values_list("pk", "village", "month", "focus")
    return replay(events) == {str(pk): (village, month, tuple(focus)) for pk, village, month, focus in lines}


def entries(plan: InspectionPlan, events: Iterable[Event], summaries: dict[str, str]) -> list[Entry]:
    return [_entry(plan, event, summaries) for event in events]


def _entry(plan: InspectionPlan, event: Event, summaries: dict[str, str]) -> Entry:
    changes = event.data.get("changes", [])
    is_after = plan.approved_at is not None and event.at > plan.approved_at
    return Entry(
        event,
        [said(one, summaries) for one in changes[:SHOWN]],
        max(len(changes) - SHOWN, 0),
        bool(changes) and is_after,
    )


def said(one: dict[str, Any], summaries: dict[str, str]) -> str:
    """示例一村：3月改到5月; 示例一村：列入5月; 示例一村：撤下3月; 示例一村：3月的内容增加…、减去…"""
    name, before, after = one["name"], one["before"], one["after"]
    if before is None:
        return f"{name}：列入{after['month']}月"
    if after is None:
        return f"{name}：撤下{before['month']}月的检查"
    if before["month"] != after["month"]:
        return f"{name}：{before['month']}月改到{after['month']}月"
    more = [summaries.get(code, code) for code in after["focus"] if code not in before["focus"]]
    less = [summaries.get(code, code) for code in before["focus"] if code not in after["focus"]]
    parts = [f"{word}{'、'.join(names)}" for word, names in (("增加", more), ("减去", less)) if names]
    return f"{name}：{after['month']}月的检查内容{'，'.join(parts)}"
