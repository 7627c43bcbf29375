"""谈话, 培训, 回访: planned, held, looked at again (3.0). Beside a case the history of that case says so too."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from accountability import steps
from accountability.education.permissions import may_cancel, may_follow_up, may_hold, may_plan, may_plan_beside
from accountability.models import Case, Education
from accountability.models.relation import is_kin
from accountability.once import stored
from accountability.posts import posts_or_heads
from dushi import chance, clock
from dushi.records.errors import demand as demand_of
from dushi.records.lines import full_day
from dushi.town.access import person_of, town_of
from dushi.town.models import Person, Unit, User

CLAUSE = "3.0"
demand = partial(demand_of, clause=CLAUSE)


@transaction.atomic
def plan(
    *,
    kind: str,
    topic: str,
    planned_on: date,
    by: User,
    case: Case | None = None,
    person: Person | None = None,
    unit: Unit | None = None,
    key: UUID | None = None,
    at: datetime | None = None,
) -> Education:
    """Plan a talk, training or visit for a person or unit; beside a case for its subject. topic: kept encrypted;
    once, however often the form of that key is sent.

    Raises Refused for oneself, a relative, or whom the district manages.
    """
    moment = at or clock.now()
    demand(may_plan(by) if case is None else may_plan_beside(by, case), "教育由镇纪委安排。")
    person, unit = (case.person, case.unit) if case else (person, unit)
    demand((person is None) != (unit is None), "请选一个单位或者一个人，只选一个。", "unit")
    subject = person or unit
    assert subject is not None  # noqa: S101 - demanded above
    town = town_of(by)
    demand(subject.town_id == town.pk, "请选择本镇的单位或人员。", "unit")
    _demand_far(person, unit, by)
    demand(planned_on >= clock.local(moment).date(), "计划日期不能早于今天。", "planned_on")
    fresh = Education(
        pk=key or chance.uuid4(),
        town=town,
        case=case,
        person=person,
        unit=unit,
        posts_text=posts_or_heads(subject, clock.local(moment).date()),
        kind=kind,
        topic=topic,
        planned_on=planned_on,
        planned_by=person_of(by),
    )
    education, is_new = stored(fresh, "planned_by", "case", "subject_key", "kind", "topic", "planned_on")
    if is_new:
        _tell_case(education, "安排教育", by, moment)
    return education


def _demand_far(person: Person | None, unit: Unit | None, by: User) -> None:
    me = by.rights.person_id
    demand(person is None or person.level != Person.Level.COUNTY, "区管干部由区里教育。", "person")
    own = (person is not None and person.pk == me) or (unit is not None and unit.pk in by.rights.own_units)
    demand(not own, "不能给本人或本人所在单位安排，请由另一人安排。", "person")
    kin = person is not None and is_kin(me, person)
    demand(not kin, "对方是您的亲属，应当回避。", "person")


@transaction.atomic
def hold(
    *,
    education: Education,
    held_on: date,
    note: str,
    by: User,
    follow_up_on: date | None = None,
    at: datetime | None = None,
) -> Education:
    """Put down that it was held, what came of it, and when it is looked at again. Raises Refused."""
    moment = at or clock.now()
    row = _locked(education)
    demand(may_hold(by, row), "已经记过了，或者不由您记。")
    demand(held_on <= clock.local(moment).date(), "完成日期不能晚于今天。", "held_on")
    demand(follow_up_on is None or follow_up_on > held_on, "回访日期应在完成日期以后。", "follow_up_on")
    row.held_on, row.held_by, row.note, row.follow_up_on = held_on, person_of(by), note, follow_up_on
    row.save(update_fields=["held_on", "held_by", "note", "follow_up_on"])
    _tell_case(row, "完成教育", by, moment)
    return row


@transaction.atomic
def follow_up(
    *, education: Education, followed_up_on: date, follow_up_note: str, by: User, at: datetime | None = None
) -> Education:
    """Put down how it stands after the talk. Raises Refused."""
    moment = at or clock.now()
    row = _locked(education)
    demand(may_follow_up(by, row), "没有安排回访，或者已经回访过了。")
    demand(followed_up_on <= clock.local(moment).date(), "回访日期不能晚于今天。", "followed_up_on")
    demand(row.held_on is None or followed_up_on >= row.held_on, "回访不能早于完成日期。", "followed_up_on")
    row.followed_up_on, row.follow_up_note = followed_up_on, follow_up_note
    row.save(update_fields=["followed_up_on", "follow_up_note"])
    _tell_case(row, "教育回访", by, moment)
    return row


@transaction.atomic
def cancel(*, education: Education, by: User, at: datetime | None = None) -> None:
    """Take back a plan that was not held. Raises Refused."""
    row = _locked(education)
    demand(may_cancel(by, row), "已经进行的不能取消。")
    _tell_case(row, "取消教育安排", by, at or clock.now())
    row.delete()


def _locked(education: Education) -> Education:
    return Education.objects.select_for_update(of=("self",)).select_related("case__town", "town").get(pk=education.pk)


def _tell_case(education: Education, verb: str, by: User, at: datetime) -> None:
    if education.case:
        said = f"{education.get_kind_display()}：{full_day(education.planned_on)}"
        steps.write(verb=verb, by=by, at=at, case=education.case, text=said, clause=CLAUSE)
