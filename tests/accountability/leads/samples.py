"""Handings over and declared relations for the test that opens every address as everybody."""

from __future__ import annotations

from accountability.models import Lead, Relation, TransferStub
from dushi import clock
from dushi.town.models import Person
from tests.accountability.desk.making import a_lead
from tests.sample import sample


def stub(cast, is_foreign):
    town = cast.foreign_town if is_foreign else cast.town
    lead = a_lead(cast, town=town, person=None, title="", status=Lead.Status.TRANSFERRED)
    return TransferStub.objects.create(
        town=town, lead=lead, number="镇纪函1号", handed_on=clock.today(), receiver="区纪委", is_bare=True
    )


@sample("transfer")
def transfer(cast, is_foreign):
    return [stub(cast, is_foreign).pk]


@sample("act on a transfer")
def act_on_a_transfer(cast, is_foreign):
    return [stub(cast, is_foreign).pk, "receipt"]


@sample("relation")
def relation(cast, is_foreign):
    town = cast.foreign_town if is_foreign else cast.town
    person = cast.foreigner.person if is_foreign else cast.commission_staff.person
    relative = Person.objects.create(town=town, name="示例·亲某")
    made = Relation.objects.create(
        town=town, person=person, relative=relative, kind="子女", declared_at=clock.now(), declared_by=person
    )
    return [made.pk]
