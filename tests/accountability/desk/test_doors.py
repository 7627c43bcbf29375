"""Who may open the desk, and what of it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accountability.models import DossierReading
from tests.accountability.desk.making import a_case, a_lead
from tests.cast import client_of


@pytest.mark.clause("3.0")
def test_the_desk_opens_to_the_commission_alone(cast, client):
    desk = reverse("commission:index")
    assert client.get(desk).url.startswith(reverse("login"))
    for role, user in cast.everybody().items():
        expected = 200 if role.startswith("commission") else 403
        assert client_of(user).get(desk).status_code == expected, role


def test_a_superuser_without_a_post_in_the_commission_opens_nothing(cast):
    cast.admin.is_superuser = cast.admin.is_staff = True
    cast.admin.save()
    for name in ("index", "lead_list", "case_list"):
        assert client_of(cast.admin).get(reverse(f"commission:{name}")).status_code == 403


def test_a_page_of_a_case_is_there_for_who_serves_on_it_and_each_look_is_kept(cast):
    case = a_case(cast)
    path = reverse("commission:case_page", args=[case.pk])
    assert client_of(cast.commission_second).get(path).status_code == 404
    assert not DossierReading.objects.exists()
    assert client_of(cast.commission_staff).get(path).status_code == 200
    look = DossierReading.objects.get()
    assert (look.case, look.read_by, look.what) == (case, cast.commission_staff.person, "案卷")


def test_a_list_holds_what_its_reader_may_see(cast):
    lead = a_lead(cast)
    path = reverse("commission:lead_list")
    assert lead.person.name in client_of(cast.commission_staff).get(path).content.decode()
    assert lead.person.name not in client_of(cast.commission_second).get(path).content.decode()
