"""受理: a lead that a main leader approved becomes a case. Nothing but a person opens one (X.1)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accountability import steps
from accountability.models import Case, Lead
from accountability.rules import limits, situations
from accountability.rules.category import category_of
from accountability.rules.measures import rule_sets
from dushi import clock
from dushi.records.errors import demand
from dushi.town.access import person_of
from dushi.town.models import User

VERB = "受理"


@transaction.atomic
def open_case(*, lead: Lead, by: User, at: datetime | None = None) -> Case:
    """The case of that lead, with its subject, posts, day and evidence. `by` approved it: a main leader, who is not
    asked anything more of it.

    Raises Refused for 区管 people and the commission's own (移送 alone), a day of the deed that is unknown, to come or
    before the first rule set, and a subject of none of the three groups on that day (3.1–3.3).
    """
    moment = at or clock.now()
    subject, deed_on = lead.subject, lead.deed_on
    demand(by.rights.is_main_leader, "转问责事项由主要领导批准。", clause="X.1")
    demand(subject is not None, "请先写明线索的对象。", clause="3.0")
    demand(deed_on is not None and deed_on <= clock.today(), "请先写明行为日期。", clause="3.0")
    assert subject is not None and deed_on is not None  # noqa: S101 - as demanded
    demand(deed_on >= rule_sets()[0].since, "行为在问责条例施行以前，只能移送。", clause="3.4.a")
    demand(not situations.is_referred_out(subject, deed_on), "区管干部、纪委和纪委人员的问题只能移送。", clause="3.4.b")
    demand(bool(situations.groups_of(subject, deed_on)), "对象行为时不属于制度三规定的三类对象。", clause="3.0")
    case = Case.objects.create(
        town=lead.town,
        lead=lead,
        person=lead.person,
        unit=lead.unit,
        posts_text=lead.posts_text,
        category=category_of(subject),
        deed_on=deed_on,
        title=lead.title,
        status_at=moment,
        due_at=limits.limit("CASE_INQUIRY").end(moment),
        opened_at=moment,
        opened_by=person_of(by),
    )
    lead.evidence.update(case=case)
    steps.write(verb=VERB, by=by, at=moment, case=case, after=case.status, clause="3.0")
    return case
