"""调研督导记录."""

from __future__ import annotations

from typing import Any

from dushi.records.lines import body, full_day, heading, named, paras, signed
from meetings.models import Visit


def visit_body(visit: Visit, *, title: str) -> dict[str, Any]:
    """As recorded; who has confirmed stands in 履历, not on the paper."""
    people = "、".join(row.person.name for row in visit.participants.select_related("person"))
    households = [named("走访农户", f"{visit.households} 户")] if visit.households is not None else []
    return body(
        title,
        [
            named("村", visit.village.name),
            named("日期", full_day(visit.visited_on)),
            named("方式", str(visit.get_kind_display())),
            named("参加人", people),
            *households,
            heading("看到的情况"),
            *paras(visit.seen),
            signed(f"登记人：{visit.recorded_by}，{full_day(visit.recorded_at)}"),
        ],
    )
