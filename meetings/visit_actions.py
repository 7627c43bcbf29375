"""调研督导 (1.5): recorded once, confirmed by each who went, and what it found handed on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from dushi import clock, words
from dushi.alerts.actions import tell
from dushi.matters import actions as matters
from dushi.matters.models import Matter
from dushi.obligations.actions import fulfil
from dushi.obligations.models import Obligation
from dushi.obligations.opening import open_for
from dushi.records.actions import issue_paper, record
from dushi.records.errors import Refused
from dushi.records.models import Paper
from dushi.regulation.periods import Period
from dushi.town.access import person_of
from dushi.town.models import Person, Unit, User
from meetings.fulfilling import counting_moment
from meetings.models import Visit, VisitParticipant
from meetings.papers.visit import visit_body
from meetings.visit_rules import clause_of, fits

#: What a refusal cites; a visit itself cites its own (clause_of).
CLAUSE = "1.5"


@transaction.atomic
def record_visit(
    *,
    key: UUID,
    village: Unit,
    visited_on: date,
    kind: str,
    seen: str,
    participants: Iterable[Person],
    by: User,
    households: int | None = None,
    at: datetime | None = None,
) -> Visit:
    """Record a visit. key: made by the sender; sent again, the same visit is returned and nothing is stored twice.

    Whoever records and took part has confirmed by that; the others are asked to confirm. Raises Refused for a day
    ahead or before the town was live, without participants, or where the key stands for another visit.
    """
    moment = at or clock.now()
    people = list(participants)
    if there := Visit.objects.filter(key=key).select_related("village", "town").first():
        return _same(there, village, visited_on, seen, by)
    if visited_on > clock.local(moment).date():
        raise Refused("日期还没有到，去过以后再登记。", clause=CLAUSE, field="visited_on")
    if visited_on < village.town.live_from:
        said = f"本镇自{words.short_day(village.town.live_from)}启用，此前的调研不登记。"
        raise Refused(said, clause=CLAUSE, field="visited_on")
    if not people:
        raise Refused("请点选参加人。", clause=CLAUSE, field="participants")
    visit = Visit.objects.create(
        town=village.town,
        key=key,
        village=village,
        kind=kind,
        visited_on=visited_on,
        seen=seen.strip(),
        households=households,
        recorded_at=moment,
        recorded_by=person_of(by),
    )
    rows = VisitParticipant.objects.bulk_create(VisitParticipant(visit=visit, person=person) for person in people)
    record("登记调研督导", visit, by=by, clause=clause_of(visit), at=moment, happened_at=_moment_of(visit, moment))
    for row in rows:
        if row.person_id == by.rights.person_id:
            _confirm(row, moment)
    _ask(visit, [row.person_id for row in rows if row.confirmed_at is None], moment)
    _issue(visit, by, moment)
    return visit


def _same(visit: Visit, village: Unit, visited_on: date, seen: str, by: User) -> Visit:
    """The same sent again after a lost answer. Raises Refused where the words differ: nothing is stored over."""
    if (visit.village_id, visit.visited_on, visit.seen) != (village.pk, visited_on, seen.strip()) or (
        visit.recorded_by_id != by.rights.person_id
    ):
        raise Refused("这一页已经登记过一次调研，内容与本次不同；请另开新的一页登记。", clause=CLAUSE)
    return visit


def _moment_of(visit: Visit, recorded_at: datetime) -> datetime:
    """A visit is known by its civil day: it counts as of the end of that day, or of its recording where earlier."""
    end = clock.at(visit.visited_on + timedelta(days=1)) - timedelta(minutes=1)
    return min(end, recorded_at)


def _ask(visit: Visit, persons: list[int], at: datetime) -> None:
    tell(
        town=visit.town,
        persons=persons,
        obj=visit,
        rung="confirm",
        clause=clause_of(visit),
        title=f"请确认：{words.short_day(visit.visited_on)}{visit.village}{visit.get_kind_display()}",
        whose=str(visit.recorded_by),
        url=reverse("visit_page", args=[visit.pk]),
        at=at,
    )


def _issue(visit: Visit, by: User, at: datetime) -> None:
    title = f"{visit.village}{visit.get_kind_display()}记录"
    body = visit_body(visit, title=title)
    issue_paper(
        obj=visit,
        kind=Paper.Kind.VISIT,
        title=title,
        clause=clause_of(visit),
        body=body,
        by=by,
        numbered=False,
        at=at,
    )


@transaction.atomic
def answer_visit(*, visit: Visit, took_part: bool, by: User, at: datetime | None = None) -> VisitParticipant:
    """One's own 确认 or 未参加; may be changed from 未参加 to 确认, never back. Raises Refused for anybody else."""
    moment = at or clock.now()
    own = VisitParticipant.objects.select_for_update(of=("self",)).filter(visit=visit, person=by.rights.person_id)
    row = own.select_related("visit__village", "visit__town", "person").first()
    if row is None:
        raise Refused("参加人由本人确认；您不在这次调研的参加人中。", clause=CLAUSE)
    if row.confirmed_at:
        if took_part:
            return row
        raise Refused("您已确认参加，不能再改为未参加。", clause=CLAUSE)
    if took_part:
        row.declined_at = None
        _confirm(row, moment)
    elif row.declined_at is None:
        row.declined_at = moment
        row.save(update_fields=["declined_at"])
    verb = "确认参加调研" if took_part else "未参加调研"
    record(verb, visit, by=by, clause=clause_of(visit), at=moment)
    return row


def _confirm(row: VisitParticipant, at: datetime) -> None:
    """From here on the visit counts for this participant, where the place fits."""
    row.confirmed_at = at
    row.save(update_fields=["confirmed_at", "declined_at"])
    visit = row.visit
    month = Period.of(Period.Kind.MONTH, visit.visited_on)
    if not Obligation.objects.filter(town=visit.town_id, period=month.key, duty__place__gt="").exists():
        open_for([visit.town], at)
    for fit in fits(row):
        owed = Obligation.objects.filter(
            duty__key=fit.duty, holder_seat=fit.seat, scope=fit.scope, period=month.key
        ).values_list("late_until", flat=True)
        fulfil(
            duty_key=fit.duty,
            scope=fit.scope,
            period=month,
            at=counting_moment(_moment_of(visit, at), at, owed.first()),
            evidence=visit,
            person=row.person,
            holder_seat=fit.seat,
        )


@transaction.atomic
def hand_on_finding(
    *,
    visit: Visit,
    title: str,
    by: User,
    owner_unit: Unit | None = None,
    due_at: datetime | None = None,
    at: datetime | None = None,
) -> Matter:
    """What a visit found becomes a matter in one step: handed out at once with owner and due moment, or raised to the
    village's area, which confirms it (X.2)."""
    label = f"{words.short_day(visit.visited_on)}{visit.village}{visit.get_kind_display()}"
    if owner_unit is not None and due_at is not None:
        return matters.assign_new(
            town=visit.town,
            title=title[:120],
            about=visit.village,
            owner_unit=owner_unit,
            due_at=due_at,
            source=Matter.Source.VISIT,
            source_obj=visit,
            source_label=label,
            clause="X.2",
            by=by,
            detail=visit.seen,
            tier=Matter.Tier.OFFICE,
            at=at,
        )
    return matters.raise_matter(
        town=visit.town,
        title=title[:120],
        about=visit.village,
        source=Matter.Source.VISIT,
        source_obj=visit,
        source_label=label,
        tier=Matter.Tier.AREA,
        by=by,
        person=by.person,
        at=at,
    )
