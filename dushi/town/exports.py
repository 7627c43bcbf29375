"""The lists of this room as they go out: what each shows with the same filters (settings.EXPORTS).

The rosters that come in again (town/exchange) have columns of their own; these are to be read and printed.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.http import QueryDict
from django.shortcuts import get_object_or_404

from dushi.records.sheets import Column, Sheet
from dushi.town.listing import (
    changeovers_listed,
    feedback_listed,
    households_listed,
    people_listed,
    seats_listed,
    support_units_listed,
    units_listed,
)
from dushi.town.models import Post, Seat, Unit, User
from dushi.town.roster import seats_of


def _named(post: Post, name: object) -> str:
    return f"{name}{'（代理）' if post.is_acting else ''}"


def _holders(seat: Seat) -> str:
    return "、".join(_named(post, post.person) for post in seat.now) or "空缺"  # type: ignore[attr-defined]


def _seat(seat: Seat) -> str:
    deputy = "（副）" if seat.kind == Seat.Kind.LIAISON and seat.ordinal > 1 else ""
    return f"{seat.title or seat.get_kind_display()}{deputy}"


def _with_seats(units: list[Unit]) -> Iterable[tuple[Unit, list[Seat]]]:
    seats = seats_of(units)
    return [(unit, seats[unit.pk]) for unit in units]


def units(user: User, asked: QueryDict) -> Sheet:
    """管区与村: the tab that is shown."""
    shown = units_listed(user, asked)
    columns = [Column(shown.label, lambda row: str(row[0]), 18)]
    if shown.kinds[0] == Unit.Kind.VILLAGE:
        columns += [
            Column("管区", lambda row: row[0].area_name or "未划入", 14),
            Column("区划代码", lambda row: row[0].code, 16),
            Column("重点村", lambda row: "是" if row[0].is_key else "", 8),
        ]
    if shown.kinds[0] == Unit.Kind.AREA:
        columns.append(Column("村数", lambda row: row[0].villages, 8))
    columns += [
        Column("示例", lambda row: "示例" if row[0].is_example else "", 8),
        Column("岗位和在任", lambda row: "；".join(f"{_seat(seat)}：{_holders(seat)}" for seat in row[1]), 70),
    ]
    return Sheet(shown.label, columns, shown.rows, _with_seats)


def people(user: User, asked: QueryDict) -> Sheet:
    """人员: who they are and what posts they hold. Logins are no list for paper."""
    columns = [
        Column("姓名", str, 14),
        Column("任职", lambda person: "、".join(_named(post, post.seat) for post in person.now), 60),
        Column("工作电话", lambda person: person.phone, 16),
    ]
    return Sheet("人员", columns, people_listed(user, asked)[1])


SEATS = [
    Column("单位", lambda seat: str(seat.unit), 18),
    Column("岗位", _seat, 24),
    Column("在任", _holders, 30),
]


def seats(user: User, asked: QueryDict) -> Sheet:
    """岗位."""
    return Sheet("岗位", SEATS, seats_listed(user, asked)[1], frozen=2)


def support_units(user: User, asked: QueryDict) -> Sheet:
    """帮扶单位."""
    columns = [
        Column("名称", str, 30),
        Column("类别", lambda unit: unit.get_kind_display(), 16),
        Column("帮扶村", lambda unit: "、".join(str(village) for village in unit.villages.all()), 60),
    ]
    return Sheet("帮扶单位", columns, support_units_listed(user))


def _supporters(household: object) -> str:
    rows = household.now  # type: ignore[attr-defined]
    return "、".join(f"{row.name}（{row.unit_name}）" if row.unit_name else row.name for row in rows) or "未落实"


def households(user: User, asked: QueryDict, pk: int) -> Sheet:
    """贫困户 of one village. Raises Http404 where the village is not theirs to see."""
    village = get_object_or_404(Unit.objects.visible_to(user).villages(), pk=pk)
    columns = [
        Column("户编号", lambda household: household.code, 16),
        Column("户主", lambda household: household.masked_name, 12),
        Column("联户责任人", _supporters, 40),
    ]
    return Sheet(f"{village}贫困户", columns, households_listed(user, village))


FEEDBACK = [
    Column("时间", lambda row: row.at, 16),
    Column("提出人", lambda row: str(row.person), 14),
    Column("内容", lambda row: row.text, 70),
    Column("页面", lambda row: row.page, 24),
    Column("答复", lambda row: row.answer, 50),
]


def feedback(user: User, asked: QueryDict) -> Sheet:
    """反馈与减负建议."""
    return Sheet("反馈与减负建议", FEEDBACK, feedback_listed(user))


CHANGEOVERS = [
    Column("事由", str, 34),
    Column("到岗日期", lambda row: row.on, 12),
    Column("变动岗位", lambda row: row.posts, 10),
    Column("办理时间", lambda row: row.at, 16),
]


def changeovers(user: User, asked: QueryDict) -> Sheet:
    """换届."""
    return Sheet("换届", CHANGEOVERS, changeovers_listed(user))
