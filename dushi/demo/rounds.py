"""The steps of an inspection of the play, from the draft to the signing off."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from dushi import clock
from dushi.demo.stage import Stage
from dushi.town.models import Unit, User
from inspections.actions import approving, closing, drafting, fieldwork
from inspections.models import CheckLine, Inspection

Kind = Inspection.Kind
Method = Inspection.Method
Result = CheckLine.Result
#: Who inspects for the office: the first leads. Who drafts; who approves and signs off (2.1).
INSPECTORS = ("banshi1", "banshi2")
DRAFTER, APPROVER = "fupinban", "fushuji"
OTHER_WORK = {Kind.ROUTINE: "2.1(8)", Kind.FOCUSED: "2.2(7)"}
NOTHING_FOUND = "查阅档案资料，入户走访脱贫户，各项工作落实到位，未发现问题。"


def dealt(stage: Stage) -> list[Unit]:
    """The real villages in turn, one of each area after the other."""
    today = clock.today()
    real = Unit.objects.in_force(today).villages().filter(town=stage.town, is_example=False).with_area(today)
    rows: dict[str, list[Unit]] = {}
    for village in real.order_by("area_order", "code"):
        rows.setdefault(village.area_name, []).append(village)
    longest = max(map(len, rows.values()))
    return [row[n] for n in range(longest) for row in rows.values() if n < len(row)]


def office_team(stage: Stage) -> list[tuple[str, Unit]]:
    return [(login, stage.units[Unit.Kind.OFFICE]) for login in INSPECTORS]


def drafted(
    stage: Stage,
    kind: str,
    title: str,
    units: Iterable[Unit],
    first_on: date,
    *,
    days: int = 1,
    by: str = DRAFTER,
    team: Iterable[tuple[str, Unit]] = (),
    approver: str = APPROVER,
    lead_unit: Unit | None = None,
    methods: Iterable[str] = (Method.RECORDS, Method.ON_SITE),
    is_drawn: bool = False,
) -> Inspection:
    """Drafted by the login and sent to the approver; the first of the team leads."""
    members = [(stage.person(login), unit) for login, unit in team or office_team(stage)]
    return drafting.draft_inspection(
        town=stage.town,
        kind=kind,
        title=title,
        lead_unit=lead_unit or stage.units[Unit.Kind.OFFICE],
        units=units,
        methods=list(methods),
        focus=[],
        first_on=first_on,
        last_on=first_on + timedelta(days=days - 1),
        members=members,
        leader=members[0][0],
        approver=stage.person(approver),
        by=stage.user(by),
        is_drawn=is_drawn,
    )


def approved(stage: Stage, row: Inspection) -> Inspection:
    clock.advance(timedelta(minutes=50))
    return approving.approve(inspection=row, by=stage.user(stage.login_of(row.approver_id)))


def begun(stage: Stage, row: Inspection) -> Inspection:
    return fieldwork.begin(inspection=row, by=leader_of(stage, row))


def leader_of(stage: Stage, row: Inspection) -> User:
    return stage.user(stage.login_of(row.leader.person_id if row.leader else None))


def found_in_order(stage: Stage, row: Inspection, *, but: Iterable[Unit] = ()) -> None:
    """Every item of every place 符合, the last one 不适用; `but` were looked at already."""
    by = leader_of(stage, row)
    for place in row.places.exclude(unit__in=list(but)).select_related("unit", "inspection"):
        clock.advance(timedelta(minutes=40))
        if (item := OTHER_WORK.get(Kind(row.kind), "")) in row.focus:
            fieldwork.keep_line(place=place, item=item, result=Result.NOT_APPLICABLE, by=by)
        fieldwork.fill_rest(place=place, result=Result.MEETS, by=by)


def reported(stage: Stage, row: Inspection, summary: str = NOTHING_FOUND) -> Inspection:
    clock.advance(timedelta(minutes=30))
    return closing.report(inspection=row, summary=summary, by=leader_of(stage, row))


def signed_off(stage: Stage, row: Inspection) -> Inspection:
    return closing.close(inspection=row, by=stage.user(stage.login_of(row.approved_by_id)))
