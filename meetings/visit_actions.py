"""调研督导 (1.5): recorded once, confirmed by each who went. What it found: visit_findings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.urls import reverse

from dushi import clock, words
from dushi.alerts.actions import stop, tell
from dushi.obligations.models import Obligation
from dushi.obligations.opening import open_for
from dushi.offline import receipts
from dushi.offline.copies import Differs, Pairs, digest
from dushi.offline.models import Kind
from dushi.records.actions import issue_paper, record
from dushi.records.errors import Refused
from dushi.records.models import Paper
from dushi.regulation.periods import Period
from dushi.town.access import person_of
from dushi.town.models import Person, Post, Unit, User
from dushi.town.rights import LEADER_KINDS
from meetings.models import Visit, VisitParticipant
from meetings.papers.visit import visit_body
from meetings.permissions import may_record_visit
from meetings.report_data import tidy
from meetings.visit_counting import fulfil_by_visit
from meetings.visit_findings import fix_here, hand_on_finding
from meetings.visit_rules import clause_of

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
    found: str = "",
    is_fixed: bool = False,
    device_at: datetime | None = None,
    at: datetime | None = None,
) -> Visit:
    """Record a visit. key: made by the sender; sent again, the same visit is returned and nothing is stored twice.

    found: what it found, which goes to the ledger in the same step, or not at all; is_fixed: put right at the door.
    device_at: aware, when it was filled in, as the device says; kept with the receipt, it counts for nothing.

    Whoever records and took part has confirmed by that; the others are asked to confirm. Raises Refused for whom may
    not record there, a day ahead or before the town was live, without anybody of the 班子 in post that day, and for
    what may not be found there; Differs where the key stands for another visit.
    """
    moment = at or clock.now()
    people = {person.pk: person for person in participants}
    visit = Visit(
        town=village.town,
        key=key,
        village=village,
        kind=kind,
        visited_on=visited_on,
        seen=tidy(seen),
        households=households,
        recorded_at=moment,
        recorded_by=person_of(by),
    )
    _check_recorder(visit, by)
    if there := _known(visit, set(people)):
        return there
    _check(visit, people, moment)
    if there := _quicker(visit, set(people)):
        return there
    rows = VisitParticipant.objects.bulk_create(VisitParticipant(visit=visit, person=one) for one in people.values())
    _note(visit, by, moment)
    _ask_all(rows, by, moment)
    _issue(visit, by, moment)
    if found:
        (fix_here if is_fixed else hand_on_finding)(visit=visit, title=found, by=by, at=moment)
    _give_receipt(visit, said_in(visit, people.values(), found, is_fixed=is_fixed), by, device_at)
    return visit


def _note(visit: Visit, by: User, at: datetime) -> None:
    is_later = clock.local(at).date() > visit.visited_on
    said = f"到村日期：{words.day(visit.visited_on)}" if is_later else ""
    record("登记调研督导", visit, by=by, clause=clause_of(visit), reason=said, at=at)


def _ask_all(rows: Iterable[VisitParticipant], by: User, at: datetime) -> None:
    """Whoever records has confirmed by that; the others are asked."""
    for row in rows:
        if row.person_id == by.rights.person_id:
            _confirm(row, at)
        else:
            _ask(row, at)


def _give_receipt(visit: Visit, said: Pairs, by: User, device_at: datetime | None) -> None:
    receipts.give(
        kind=Kind.VISIT,
        key=visit.key,
        obj=visit,
        title=f"{visit}（{words.short_day(visit.visited_on)}）",
        sha256=digest(said),
        url=reverse("visit_page", args=[visit.pk]),
        by=by,
        town=visit.town,
        at=visit.recorded_at,
        device_at=device_at,
    )


def said_in(visit: Visit, people: Iterable[Person], found: str = "", *, is_fixed: bool = False) -> Pairs:
    """What a visit says, to be read beside another text."""
    return [
        ("村", str(visit.village)),
        ("日期", words.day(visit.visited_on)),
        ("方式", str(visit.get_kind_display())),
        ("参加人", "、".join(person.name for person in sorted(people, key=lambda person: person.pk))),
        ("看到的情况", visit.seen),
        ("走访户数", "" if visit.households is None else str(visit.households)),
        ("发现的问题", f"{found}（当场已经改好）" if is_fixed else found),
    ]


def _check_recorder(visit: Visit, by: User) -> None:
    serves = visit.town_id == by.rights.town_id and by.rights.serves(visit.village_id)
    if not may_record_visit(by) or not serves:
        raise Refused("调研督导由班子成员本人登记，或由扶贫办、管区书记代为登记。", clause=CLAUSE)


def _known(visit: Visit, people: set[int]) -> Visit | None:
    """What this key recorded before: the same sent again after a lost answer. Raises Refused where it says something
    else: nothing is stored over."""
    there = Visit.objects.filter(key=visit.key).select_related("village", "town").first()
    if there is None:
        return None
    said = ("village_id", "kind", "visited_on", "seen", "households", "recorded_by_id")
    same = all(getattr(there, name) == getattr(visit, name) for name in said)
    if not same or {row.person_id for row in there.participants.all()} != people:
        differs = "这一页已经登记过一次调研，内容与本次不同。确是另一次的，请再点一次“登记”。"
        raise Differs(differs, there=there, clause=CLAUSE)
    return there


def _quicker(visit: Visit, people: set[int]) -> Visit | None:
    """Store the visit; None. Where the same page was sent twice at the same moment, what the quicker one recorded."""
    try:
        with transaction.atomic():
            visit.save(force_insert=True)
    except IntegrityError:
        if there := _known(visit, people):
            return there
        raise
    return None


def _check(visit: Visit, people: dict[int, Person], at: datetime) -> None:
    """A visit that has been made, to a village, by somebody of the 班子 of this town."""
    if visit.village.kind != Unit.Kind.VILLAGE:
        raise Refused("调研督导登记到村，请选一个村。", clause=CLAUSE)
    if visit.visited_on > clock.local(at).date():
        raise Refused("日期还没有到，去过以后再登记。", clause=CLAUSE, field="visited_on")
    if visit.visited_on < visit.town.live_from:
        said = f"本镇自{words.short_day(visit.town.live_from)}启用，此前的调研不登记。"
        raise Refused(said, clause=CLAUSE, field="visited_on")
    held: dict[int, set[str]] = {pk: set() for pk in people}
    posts = Post.objects.in_force(visit.visited_on).filter(person__in=people, seat__town=visit.town_id)
    for person, kind in posts.values_list("person", "seat__kind"):
        held[person].add(kind)
    if absent := "、".join(people[pk].name for pk, kinds in held.items() if not kinds):
        raise Refused(f"{absent}当天没有在任岗位，请核对。", clause=CLAUSE, field="leaders")
    if not any(kinds & LEADER_KINDS for kinds in held.values()):
        raise Refused("请点选参加的班子成员，至少一人。", clause=CLAUSE, field="leaders")


def _ask(row: VisitParticipant, at: datetime) -> None:
    """One alert per participant, so that each is stopped by their own answer."""
    visit = row.visit
    tell(
        town=visit.town,
        persons=[row.person_id],
        obj=row,
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
    else:
        return row
    verb = "确认参加调研" if took_part else "未参加调研"
    record(verb, visit, by=by, clause=clause_of(visit), at=moment)
    stop(row, at=moment)
    return row


def _confirm(row: VisitParticipant, at: datetime) -> None:
    """From here on the visit counts for this participant, where the place fits."""
    row.confirmed_at = at
    row.save(update_fields=["confirmed_at", "declined_at"])
    visit = row.visit
    month = Period.of(Period.Kind.MONTH, visit.visited_on)
    if not Obligation.objects.filter(town=visit.town_id, period=month.key, duty__place__gt="").exists():
        open_for([visit.town], at)
    fulfil_by_visit(row)
