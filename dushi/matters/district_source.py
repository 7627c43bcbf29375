"""What the ledger says of a village's week (settings.DISTRICT_SOURCES). What the public reported is not told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from dushi import clock
from dushi.district.contracts import Cell, Field, Source
from dushi.matters.models import Matter
from dushi.regulation.periods import Period


def read(villages: Sequence[int], week: Period, at: datetime) -> dict[int, dict[str, Cell]]:
    """Raised and closed in the week, and open at its end (or now, within it). One query."""
    since, until = clock.at(week.first_day), clock.at(week.next().first_day)
    end = min(until, at)
    rows = Matter.objects.ledger().exclude(source=Matter.Source.PUBLIC).exclude(status=Matter.Status.DISMISSED)
    rows = rows.filter(Q(closed_at__isnull=True) | Q(closed_at__gte=since), about__in=villages, raised_at__lt=end)
    found: dict[int, dict[str, list[str]]] = {village: defaultdict(list) for village in villages}
    for matter in rows.order_by("raised_at", "pk"):
        mine = found[matter.about_id]
        if matter.raised_at >= since:
            mine["new"].append(matter.title)
        if matter.closed_at and matter.closed_at < end:
            mine["closed"].append(matter.title)
        else:
            mine["open"].append(matter.title)
            if matter.due_at and matter.due_at < end:
                mine["late"].append(matter.title)
    return {village: cells_of(titles) for village, titles in found.items()}


def cells_of(titles: dict[str, list[str]]) -> dict[str, Cell]:
    counts: dict[str, Cell] = {f"matter.{key}": len(titles[key]) for key in ("new", "open", "closed", "late")}
    return counts | {f"matter.{key}_titles": "；".join(titles[key]) for key in ("new", "open")}


SOURCE = Source(
    "问题台账",
    (
        Field("matter.new", "本周新增问题数", ("新增问题数", "新发现问题数", "排查问题数")),
        Field("matter.closed", "本周销号问题数", ("解决问题数", "办结数", "销号数", "整改数")),
        Field("matter.open", "未销号问题数", ("未解决问题数", "在办问题数", "遗留问题数")),
        Field("matter.late", "逾期问题数"),
        Field("matter.new_titles", "本周新增问题", ("存在问题", "发现问题", "发现的问题")),
        Field("matter.open_titles", "未销号问题", ("未解决的问题", "困难问题", "需协调解决")),
    ),
    read,
)
