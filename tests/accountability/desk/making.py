"""Leads and cases as the desk finds them."""

from __future__ import annotations

from accountability.models import Case, CaseMember, Lead
from dushi import clock

#: Stands in every sealed text of these examples; nobody but who may read it ever meets it.
CANARY = "金丝雀密文"


def a_lead(cast, **more):
    """A registered lead about the head of `village`, in the hands of commission_staff."""
    now = clock.now()
    return Lead.objects.create(
        **{
            "town": cast.town,
            "source": Lead.Source.HAND,
            "person": cast.village_head.person,
            "title": f"{CANARY}反映的问题",
            "clause": "3.3(4)",
            "deed_on": clock.today(),
            "status": Lead.Status.REGISTERED,
            "status_at": now,
            "registered_at": now,
            "registered_by": cast.commission_staff.person,
            "handler": cast.commission_staff.person,
        }
        | more
    )


def a_case(cast, **more):
    """An accepted case about the head of `village`, inquired by commission_staff and commission_secretary."""
    now = clock.now()
    made = Case.objects.create(
        **{
            "town": cast.town,
            "person": cast.village_head.person,
            "category": "VILLAGE_MANAGER",
            "deed_on": clock.today(),
            "title": f"{CANARY}反映的问题",
            "status_at": now,
            "opened_at": now,
            "opened_by": cast.secretary.person,
        }
        | more
    )
    if made.town_id == cast.town.pk:
        CaseMember.objects.create(
            case=made, person=cast.commission_staff.person, named_at=now, named_by=cast.commission_secretary.person
        )
    return made
