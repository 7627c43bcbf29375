"""Every side door of a Django admin stays shut on the desk: history, deletion, popups, lookups, export, sorting."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.admin import ModelAdmin
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from accountability.desk.closed import ClosedAdmin
from accountability.models import Case, Lead
from dushi.town.models import User
from tests.accountability.desk.making import CANARY, a_case, a_lead
from tests.accountability.desk.walking import ADMINS, LISTS, english, list_path, text_of
from tests.cast import client_of, clients_of

#: Rules know no engine; PostgreSQL is the one that refuses a careless query.
pytestmark = pytest.mark.only_on("postgresql")
#: Paths that Django's own admin would answer below a model, and below the site.
BELOW_MODEL = (
    "add/",
    "history/",
    "delete/",
    "change/",
    "autocomplete/",
    "export/",
    "import/",
    "1/",
    "1/change/",
    "me/",
)
BELOW_ROW = ("history/", "delete/", "change/", "do/", "do/delete/", "password/", "export/")
BELOW_SITE = ("login/", "logout/", "password_change/", "autocomplete/", "jsi18n/", "r/1/1/", "accountability/", "auth/")
#: Questions a list never answers: popups, foreign lookups, facets, sorting, pages that hold everything.
ASKED = (
    "_popup=1",
    "_to_field=id",
    "_facets=1",
    "_source_model=accountability.case",
    "all=",
    "e=1",
    "o=1",
    "o=-1.2",
    "pk__in=1",
    "town=1",
    "town__name=x",
    "title__startswith=a",
    "title__contains=a",
    "person__name__startswith=a",
    "person__user__password__startswith=a",
    "handler__user__username=x",
    "status__exact=HEARING",
    "case__title__contains=a",
    "_export=xlsx",
    "format=csv",
    "action=delete_selected",
    "status=HEARING%27",
    "due=nonsense",
    "unit=999999",
    "situation=x",
)


def test_of_djangos_own_views_none_is_open():
    views = ("add_view", "change_view", "changelist_view", "changeform_view", "delete_view", "history_view")
    assert not [name for name in views if hasattr(getattr(ClosedAdmin, name), "access_rules")]
    assert all(getattr(ClosedAdmin, name) is getattr(ModelAdmin, name) for name in views)


@pytest.mark.parametrize("noun", sorted(ADMINS))
def test_a_model_on_the_desk_has_no_address_but_its_own_pages(noun):
    names = {url.name for url in ADMINS[noun].get_urls()}
    assert names <= {f"{noun}_{what}" for what in ("list", "page", "do", "new", "file", "paper", "letter")}


def test_what_djangos_admin_would_answer_does_not_exist(cast):
    client = client_of(cast.commission_secretary)
    rows = {"case": a_case(cast).pk, "lead": a_lead(cast).pk}
    home = reverse("commission:index")
    paths = [f"{home}{below}" for below in BELOW_SITE]
    paths += [f"{home}{noun}/{below}" for noun in ADMINS for below in BELOW_MODEL]
    paths += [f"{home}{noun}/{pk}/{below}" for noun, pk in rows.items() for below in BELOW_ROW]
    paths += [f"{home}accountability/{noun}/{pk}/{below}" for noun, pk in rows.items() for below in ("", *BELOW_ROW)]
    met = {path: client.get(path).status_code for path in paths}
    assert {path: status for path, status in met.items() if status != 404} == {}


@pytest.mark.parametrize("noun", LISTS)
def test_a_list_answers_no_question_that_is_not_declared(cast, noun):
    a_case(cast)
    a_lead(cast)
    client = client_of(cast.commission_secretary)
    declared = ADMINS[noun].filter_names()
    assert client.get(list_path(noun)).status_code == 200
    for question in ASKED:
        answer = client.get(f"{list_path(noun)}?{question}")
        assert answer.status_code == 400, f"{question} of {noun}, which declares {declared}"
        assert english(answer) == []


@pytest.mark.parametrize("noun", LISTS)
def test_a_list_takes_no_act(cast, noun):
    lead = a_lead(cast)
    sent = {"action": "delete_selected", "_selected_action": str(lead.pk), "post": "yes"}
    assert client_of(cast.commission_secretary).post(list_path(noun), sent).status_code == 405
    assert Lead.objects.filter(pk=lead.pk).exists()


@pytest.mark.clause("3.0")
@pytest.mark.parametrize("noun", LISTS)
def test_a_colleague_who_does_not_serve_meets_no_word_of_it_by_any_filter_or_search(cast, noun):
    lead = a_lead(cast, title=f"{CANARY}甲", posts_text=f"{CANARY}职务")
    case = a_case(cast, lead=lead)
    names = {lead.person.name, CANARY}
    client = client_of(cast.commission_second)
    first = client.get(list_path(noun))
    paths = [f"?q={word}" for word in (*names, "示例村", "%", "")]
    for spec in first.context["listed"].filter_specs:
        paths += [f"?{spec.parameter_name}={value}" for value, _ in spec.lookup_choices]
    for path in ["", *paths]:
        answer = client.get(f"{list_path(noun)}{path}") if "=" in path else first
        if path.startswith("?q=") and not ADMINS[noun].search_fields:
            continue
        said = answer.content.decode()
        shown = said.replace(f'value="{path[3:]}"', "") if path.startswith("?q=") else said
        assert not [word for word in (*names, str(case.pk), str(lead.pk)) if word in shown], path


def test_nothing_sealed_can_be_searched_for(cast):
    a_case(cast)
    a_lead(cast)
    client = client_of(cast.commission_secretary)
    for noun in ("case", "lead"):
        found = client.get(list_path(noun), {"q": CANARY})
        assert list(found.context["rows"]) == []
        assert len(client.get(list_path(noun), {"q": cast.village_head.person.name}).context["rows"]) == 1


def test_no_list_shows_what_is_sealed(cast):
    a_case(cast, lead=a_lead(cast))
    client = client_of(cast.commission_secretary)
    for path in (reverse("commission:index"), *map(list_path, LISTS)):
        assert CANARY not in text_of(client.get(path)), path


def test_who_is_not_of_the_commission_meets_the_same_refusal_at_every_address(cast):
    case, lead = a_case(cast), a_lead(cast)
    paths = [reverse("commission:index"), *map(list_path, LISTS)]
    paths += [reverse("commission:case_page", args=[case.pk]), reverse("commission:lead_page", args=[lead.pk])]
    paths += [reverse("commission:case_do", args=[case.pk, "begin"])]
    outside = {role: user for role, user in cast.everybody().items() if "commission" not in role}
    for role, client in clients_of(outside).items():
        for path in paths:
            for method in ("get", "post"):
                answer = getattr(client, method)(path)
                assert answer.status_code == 403, f"{role} {method} {path}"
                assert CANARY not in answer.content.decode()


def test_the_log_of_djangos_admin_stays_empty(cast):
    """Its table is there because the app is; nobody may read it, and nothing ever writes it."""
    client = client_of(cast.commission_secretary)
    case = a_case(cast)
    client.get(reverse("commission:case_page", args=[case.pk]))
    assert not LogEntry.objects.exists()
    assert LogEntry not in {admin.model for admin in ADMINS.values()}
    assert User not in {admin.model for admin in ADMINS.values()}
    assert not {admin.model for admin in ADMINS.values()} - set(apps.get_app_config("accountability").get_models())


def test_a_case_of_the_next_town_answers_as_one_that_does_not_exist(cast):
    foreign = a_case(cast, town=cast.foreign_town, person=cast.foreigner.person)
    client = client_of(cast.commission_secretary)
    gone = a_case(cast)
    Case.objects.filter(pk=gone.pk).delete()
    bodies = set()
    for pk in (foreign.pk, gone.pk):
        answer = client.get(reverse("commission:case_page", args=[pk]))
        assert answer.status_code == 404
        bodies.add(answer.content.decode().replace(str(pk), ""))
    assert len(bodies) == 1
