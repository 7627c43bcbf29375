"""Examples for the test that opens every address as everybody."""

from __future__ import annotations

from datetime import timedelta

from accountability.education import talks, typical
from accountability.models import Education, TypicalCase
from dushi import clock
from tests.sample import sample

TEXT = {
    "title": "某村危房改造弄虚作假案",
    "text": "某村把没有改造的危房报成改造完。",
    "lesson": "到户看过再盖章。",
    "clauses": [],
}


def planned(cast, is_foreign):
    day = clock.today() + timedelta(days=3)
    if is_foreign:
        officer = cast.foreigner.person
        return Education.objects.create(
            town=cast.foreign_town, person=officer, kind="TALK", topic="谈", planned_on=day, planned_by=officer
        )
    return talks.plan(kind="TALK", topic="谈", planned_on=day, person=cast.dept_staff.person, by=cast.commission_staff)


def published(cast, is_foreign):
    if is_foreign:
        return TypicalCase.objects.create(town=cast.foreign_town, written_by=cast.foreigner.person, **TEXT)
    made = typical.write(by=cast.commission_staff, **TEXT)
    return typical.publish(typical=made, by=cast.commission_second)


@sample("education")
def education(cast, is_foreign):
    return [planned(cast, is_foreign).pk]


@sample("act on education")
def act_on_education(cast, is_foreign):
    return [planned(cast, is_foreign).pk, "hold"]


@sample("typical case")
def typical_case(cast, is_foreign):
    return [published(cast, is_foreign).pk]


@sample("act on a typical case")
def act_on_a_typical_case(cast, is_foreign):
    return [published(cast, is_foreign).pk, "withdraw"]
