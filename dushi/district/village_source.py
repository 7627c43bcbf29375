"""What the town itself knows of its villages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count

from dushi.district.contracts import Cell, Field, Source
from dushi.district.matching import NAME
from dushi.regulation.periods import Period
from dushi.town.models import Post, Seat, SupportUnit, Unit

#: (kind, ordinal) of a seat in the village → key
SEATS = {
    (Seat.Kind.LIAISON, 1): "village.liaison",
    (Seat.Kind.LIAISON, 2): "village.second_liaison",
    (Seat.Kind.HEAD, 1): "village.head",
    (Seat.Kind.LINK_LEADER, 1): "village.leader",
}


def read(villages: Sequence[int], week: Period, at: datetime) -> dict[int, dict[str, Cell]]:
    """As it stood on the last day of the week. Four queries."""
    day = week.last_day
    days: dict[str, Cell] = {"week.number": week.number, "week.days": week.days_label}
    known: dict[int, dict[str, Cell]] = {}
    for unit in Unit.objects.filter(pk__in=villages).with_area(day).annotate(homes=Count("households")):
        known[unit.pk] = {
            **days,
            "village.code": unit.code,
            "village.area": unit.area_name or "",
            "village.is_key": "是" if unit.is_key else "否",
            "village.households": unit.homes,
        }
    posts = Post.objects.in_force(day).filter(seat__unit__in=villages, seat__kind__in={kind for kind, _ in SEATS})
    for post in posts.select_related("seat", "person").order_by("is_acting", "pk"):
        if key := SEATS.get((Seat.Kind(post.seat.kind), post.seat.ordinal)):
            known[post.seat.unit_id].setdefault(key, str(post.person))
    helpers: dict[int, list[str]] = defaultdict(list)
    for village, name in (
        SupportUnit.objects.filter(villages__in=villages).order_by("kind", "name").values_list("villages", "name")
    ):
        helpers[village].append(name)
    for village, names in helpers.items():
        if village in known:
            known[village]["village.helpers"] = "、".join(names)
    return known


SOURCE = Source(
    "村",
    (
        Field(NAME, "村名", ("行政村", "村名称", "村（社区）", "单位名称")),
        Field("village.code", "区划代码", ("村代码",)),
        Field("village.area", "管区", ("片区", "所属管区")),
        Field("village.is_key", "重点村"),
        Field("village.liaison", "包村人员（主）", ("包村人员", "包村干部", "填报人")),
        Field("village.second_liaison", "包村人员（副）"),
        Field("village.head", "主要负责人", ("村主任", "村支书", "村书记", "负责人")),
        Field("village.leader", "联系领导", ("包村领导",)),
        Field("village.helpers", "帮扶单位", ("包村单位", "帮包单位")),
        Field("village.households", "贫困户数", ("贫困户户数", "建档立卡户")),
        Field("week.number", "第几周", ("周次",)),
        Field("week.days", "本周起止", ("起止日期", "时间段")),
    ),
    read,
)
