"""What is still wrong with the settings of a scheme, in sentences for whoever drafts it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from accountability.models import CriticismNotice, NoticeSubject
from accountability.scores.rules import HUNDRED, LEAST_WORKDAYS, MOST_WORKDAYS, CountedBy, SameMatter
from accountability.scores.subjects import SubjectKind
from dushi.town.models import Seat

KINDS = SubjectKind.values
#: Seats whose holder may bear a part of a unit's points: the chief, and who answers for the village to the town.
SPREAD_SEATS = (Seat.Kind.HEAD, Seat.Kind.LIAISON, Seat.Kind.AREA_SECRETARY)
#: Hundredths; more is a slip of the pen.
MOST = 100_000


def faults(settings: Mapping[str, Any]) -> list[str]:
    """Each says what to mend, without a full stop; empty where the scheme may take force."""
    return [*_base(settings), *_points(settings), *_tables(settings), *_rules(settings), *_grades(settings)]


def _base(settings: Mapping[str, Any]) -> Iterator[str]:
    gaps = [SubjectKind(kind).label for kind in KINDS if not _is_figure(settings.get("base", {}).get(kind), 1)]
    if gaps:
        yield f"没有写明基础分：{'、'.join(gaps)}"


def _points(settings: Mapping[str, Any]) -> Iterator[str]:
    table = settings.get("points", {})
    for level in CriticismNotice.Level:
        gaps = [said for role in NoticeSubject.Role if (said := _gap(role, table.get(level, {}).get(role, {})))]
        if gaps:
            yield f"{level.label}级通报的扣分没有写全（不扣分的填 0）：{'，'.join(gaps)}"


def _gap(role: NoticeSubject.Role, row: Mapping[str, Any]) -> str:
    missing = [kind.label for kind in SubjectKind if not _is_figure(row.get(kind))]
    return f"{role.label}的{'、'.join(missing)}" if missing else ""


def _tables(settings: Mapping[str, Any]) -> Iterator[str]:
    rows = [
        *settings.get("measures", {}).values(),
        *settings.get("bonus", {}).values(),
        *(settings.get(name, {}) for name in ("matter_cap", "year_cap", "bonus_cap")),
    ]
    if not all(_is_figure(figure) for row in rows for figure in row.values()):
        yield f"分值是 0 到 {MOST // HUNDRED} 之间的数，最多两位小数"
    for seat, share in settings.get("spread", {}).items():
        if seat not in SPREAD_SEATS or not _is_share(share):
            yield "连带扣分写明比例（1% 到 100%）或者固定分值，两样只写一样"


def _rules(settings: Mapping[str, Any]) -> Iterator[str]:
    if settings.get("same_matter") not in SameMatter.values:
        yield "没有写明同一事项多次被通报怎么计"
    if settings.get("year_of_count") not in CountedBy.values:
        yield "没有写明按哪个日期计入哪个年度"
    days = settings.get("objection_workdays")
    if not isinstance(days, int) or not LEAST_WORKDAYS <= days <= MOST_WORKDAYS:
        yield f"异议期为 {LEAST_WORKDAYS} 至 {MOST_WORKDAYS} 个工作日"


def _grades(settings: Mapping[str, Any]) -> Iterator[str]:
    rows = settings.get("grades", [])
    names, least = [row.get("name") for row in rows], [row.get("from") for row in rows]
    if len(rows) < 2 or not all(names):
        yield "等次至少两档，每档都要有名称"
    elif len(set(names)) < len(names):
        yield "两档等次的名称相同"
    elif not all(_is_figure(figure) for figure in least) or sorted(set(least), reverse=True) != least:
        yield "等次从高到低写，起点分逐档降低，最低一档从 0 分起"
    elif least[-1]:
        yield "最低一档等次从 0 分起，否则有的得分没有等次"


def _is_figure(value: object, least: int = 0) -> bool:
    return type(value) is int and least <= value <= MOST


def _is_share(share: Mapping[str, Any]) -> bool:
    """Either a percentage or points."""
    if set(share) == {"percent"}:
        return _is_figure(share["percent"], 1) and share["percent"] <= HUNDRED
    return set(share) == {"points"} and _is_figure(share["points"], 1)
