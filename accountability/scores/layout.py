"""A scheme laid out: the same tables are read by everybody and filled in by whoever drafts one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from accountability.models import CriticismNotice, NoticeSubject
from accountability.rules.category import SubjectCategory
from accountability.rules.measures import Measure, rule_sets
from accountability.scores.checking import SPREAD_SEATS
from accountability.scores.rules import CountedBy, SameMatter, Share
from accountability.scores.subjects import SubjectKind
from accountability.scores.words import spoken
from dushi.town.models import Seat

ALL = tuple(SubjectKind.values)
UNITS = (SubjectKind.VILLAGE.value, SubjectKind.DEPARTMENT.value)


@dataclass(frozen=True)
class TableRow:
    """path: where its figures stand in the settings; kinds: the columns that can hold one."""

    label: str
    path: tuple[str, ...]
    kinds: tuple[str, ...] = ALL


@dataclass(frozen=True)
class Table:
    title: str
    note: str
    rows: tuple[TableRow, ...]


@dataclass(frozen=True)
class ShownTable:
    """rows: (label, figures in the order of the columns, "" where nothing is set)."""

    title: str
    note: str
    rows: list[tuple[str, list[str]]]


def tables() -> tuple[Table, ...]:
    """Every figure of a scheme."""
    levels = CriticismNotice.Level
    named = [
        TableRow(f"{level.label}级，{role.label}", ("points", level.value, role.value))
        for level in levels
        for role in NoticeSubject.Role
    ]
    bonus = [TableRow(f"{level.label}级表彰", ("bonus", level.value)) for level in levels]
    town, above = _measures()
    caps = (
        TableRow("单个事项最多扣", ("matter_cap",)),
        TableRow("全年最多扣", ("year_cap",)),
        TableRow("全年最多加", ("bonus_cap",)),
    )
    return (
        Table("基础分", "每年从这个分数起算。", (TableRow("基础分", ("base",)),)),
        Table("被通报批评扣分", "上级督查巡查中被点名，或者造成我镇被点名的，按通报的级别扣分。", tuple(named)),
        Table("问责结果扣分：镇里决定的", "结案时计入；没有分值的，计入考核、不扣分。", town),
        Table("问责结果扣分：上级机关决定的", "照来文登记的结果计入；没有分值的，计入考核、不扣分。", above),
        Table("加分", "没有正式文件不加分。", tuple(bonus)),
        Table("封顶", "空着就是不封顶。", caps),
    )


def _measures() -> tuple[tuple[TableRow, ...], tuple[TableRow, ...]]:
    """Those of every rule set, each once: decided by the town, decided above."""
    known: dict[str, Measure] = {one.code: one for rules in rule_sets() for one in rules.measures}
    split: tuple[list[TableRow], list[TableRow]] = ([], [])
    for one in sorted(known.values(), key=lambda each: each.weight):
        split[not one.is_town].append(TableRow(one.name, ("measures", one.code), _kinds(one)))
    return tuple(split[0]), tuple(split[1])


def _kinds(measure: Measure) -> tuple[str, ...]:
    if measure.subjects == {SubjectCategory.UNIT}:
        return UNITS
    return ALL if SubjectCategory.UNIT in measure.subjects else (SubjectKind.PERSON.value,)


def figures_at(settings: Mapping[str, Any], path: tuple[str, ...]) -> Mapping[str, int]:
    """The figures of one row, by kind; {} where the settings have none."""
    found: Any = settings
    for step in path:
        found = found.get(step, {})
    return found


def shown(settings: Mapping[str, Any]) -> list[ShownTable]:
    """For reading; a row without any figure is left out, so is a table without rows."""
    found = []
    for table in tables():
        rows = [(row.label, figures_at(settings, row.path)) for row in table.rows]
        said = [(label, [spoken(figures.get(kind)) for kind in ALL]) for label, figures in rows if figures]
        if said:
            found.append(ShownTable(table.title, table.note, said))
    return found


def rules_said(settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The rules that are no figures: (what, how), as far as they are set."""
    if settings.get("same_matter") in SameMatter.values:
        yield "同一事项多次被通报", SameMatter(settings["same_matter"]).label
    if settings.get("year_of_count") in CountedBy.values:
        yield "计入哪一年", f"按{CountedBy(settings['year_of_count']).label}所在的年度"
    if settings.get("objection_workdays"):
        yield "异议期", f"告知后 {settings['objection_workdays']} 个工作日，期满没有异议或者异议不成立的才计分"
    for seat in SPREAD_SEATS:
        if share := settings.get("spread", {}).get(seat):
            yield f"单位被通报，{Seat.Kind(seat).label}连带", share_said(Share(**share))
    if grades := settings.get("grades"):
        yield "等次", "；".join(_grade_said(row, row is grades[-1]) for row in grades)


def share_said(share: Share) -> str:
    return f"扣单位所扣分的 {share.percent}%" if share.percent else f"每次扣 {spoken(share.points)} 分"


def _grade_said(row: Mapping[str, Any], is_last: bool) -> str:
    return f"{row['name']}：其余" if is_last else f"{row['name']}：{spoken(row['from'])} 分以上"
