"""What may not be registered on the desk is refused at start."""

from __future__ import annotations

import pytest
from django.contrib.admin import ModelAdmin, TabularInline
from django.contrib.admin.filters import SimpleListFilter
from django.core.checks import run_checks

from accountability.desk.closed import ClosedAdmin
from accountability.desk.dossier import DossierAdmin
from accountability.desk.site import CommissionSite
from accountability.desk.urls import commission as desk
from accountability.models import Case, CaseMember, Relation


def faults(admin, model=Case):
    """Ids and texts of what the checks say of a model registered so."""
    site = CommissionSite(name="trial")
    site.register(model, admin)
    return [(one.id, one.msg) for one in site.check(None)]


def closed(**attributes):
    return type("Trial", (ClosedAdmin,), attributes)


def test_a_closed_admin_passes():
    assert faults(closed()) == []


def test_an_admin_of_djangos_own_is_refused():
    assert [one for one, _ in faults(type("Open", (ModelAdmin,), {}))] == ["desk.E001"]


class Members(TabularInline):
    model = CaseMember


@pytest.mark.parametrize(
    "attributes",
    [
        {"get_queryset": lambda self, request: Case.objects.all()},
        {"actions": ["delete_selected"], "delete_selected": lambda *a: None},
        {"inlines": [Members]},
        {"autocomplete_fields": ["person"]},
        {"raw_id_fields": ["person"]},
        {"date_hierarchy": "opened_at"},
        {"list_filter": ["status"]},
        {"list_filter": [("person", SimpleListFilter)]},
        {"search_fields": ["title"]},
        {"search_fields": ["lead__title"]},
        {"search_fields": ["nothing__of_that_name"]},
    ],
)
def test_a_side_door_left_ajar_is_refused(attributes):
    assert "desk.E002" in [one for one, _ in faults(closed(**attributes))]


def test_a_model_that_does_not_say_who_sees_it_is_refused():
    assert any("visible_to" in text for _, text in faults(closed(), Relation))


def test_a_dossier_needs_a_random_key():
    assert any("UUID" in text for _, text in faults(type("Trial", (DossierAdmin,), {}), CaseMember))


def test_what_is_registered_is_looked_at_whenever_the_machine_checks_itself(monkeypatch):
    """Also where nobody has asked for an address yet."""

    monkeypatch.setitem(desk._registry, Relation, ModelAdmin(Relation, desk))
    assert "desk.E001" in {one.id for one in run_checks()}
