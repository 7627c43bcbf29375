"""Whatever is typed into whatever an act asks is answered in Chinese, never by an error of the server."""

from __future__ import annotations

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse

from accountability.acts import offers
from accountability.cases.served import ACTS as SERVED
from accountability.desk.dossier import DossierAdmin
from accountability.desk.site import commission
from accountability.models import Case, Lead, ServedPaper
from dushi import clock
from tests.accountability.cases import making
from tests.accountability.leads.making import registered
from tests.cast import client_of
from tests.obligations.conftest import live, rulebook  # noqa: F401 - fixtures

pytestmark = pytest.mark.clause("3.0")

TEXTS = ("\x00", "字" * 5000)
DAYS = ("0001-01-01", "9999-12-31")
CHOSEN = ("\x00", "9" * 30)
FILES = (b"", b"PK\x03\x04junk", b"\xff\xd8\xffjunk")


def plain(form):
    """Something acceptable for every field, as far as the form offers it."""
    said = {}
    for name, field in form.fields.items():
        if isinstance(field, forms.ModelChoiceField):
            keys = [str(one.pk) for one in field.queryset[:2]]
            said[name] = keys if isinstance(field, forms.ModelMultipleChoiceField) else (keys or [""])[0]
        elif isinstance(field, forms.MultipleChoiceField):
            said[name] = [str(value) for value, _ in field.choices][:1]
        elif isinstance(field, forms.ChoiceField):
            said[name] = next((str(value) for value, _ in field.choices if value), "")
        elif isinstance(field, forms.DateField):
            said[name] = clock.today().isoformat()
        elif isinstance(field, forms.BooleanField):
            said[name] = "on"
        elif isinstance(field, forms.FileField):
            said[name] = upload(b"%PDF-1.4 x")
        else:
            said[name] = "1"
    return said


def upload(content, name="材料.pdf"):
    return SimpleUploadedFile(name, content, "application/pdf")


def wrong(form):
    """The plain answers with one field of them spoilt, in every way."""
    for name, field in form.fields.items():
        kinds = {forms.DateField: DAYS, forms.ChoiceField: CHOSEN, forms.ModelChoiceField: CHOSEN}
        bad = next((values for kind, values in kinds.items() if isinstance(field, kind)), TEXTS)
        if isinstance(field, forms.FileField):
            bad = [upload(content, "材\x00料.txt") for content in FILES]
        for value in bad:
            yield name, value, plain(form) | {name: value}


def try_all(user, url, form):
    """Every spoilt answer, each taken back again."""
    client, failed = client_of(user, raise_request_exception=False), []
    for name, value, said in wrong(form):
        with transaction.atomic():
            answer = client.post(url, said)
            after = client.get(answer["Location"]).status_code if answer.status_code == 302 else 200
            if answer.status_code not in (200, 302, 422) or after != 200:
                failed.append((name, str(value)[:20], answer.status_code, after))
            transaction.set_rollback(True)
    assert not failed, (url, failed)


def desk_forms(user, model, obj):
    admin: DossierAdmin = commission._registry[model]
    for offer in offers(admin.acts, user, obj):
        if offer.is_ready and offer.act.form:
            yield admin.address("do", obj.pk, offer.act.code), offer.act.form(user=user, obj=obj)


CASES = {"accepted": making.opened, "heard": making.told}


@pytest.mark.parametrize("state", CASES)
def test_the_acts_on_a_case(live, state):  # noqa: F811
    case = CASES[state](live)
    for user in (live.commission_secretary, live.commission_staff):
        for url, form in desk_forms(user, Case, case):
            try_all(user, url, form)
    for paper in ServedPaper.objects.for_subject(live.liaison):
        for offer in offers(SERVED, live.liaison, paper):
            if offer.is_ready and offer.act.form:
                url = reverse("served_do", args=[paper.pk, offer.act.code])
                try_all(live.liaison, url, offer.act.form(user=live.liaison, obj=paper))


def test_a_lead_that_is_registered(live):  # noqa: F811
    user = live.commission_secretary
    act = commission._registry[Lead].creating
    try_all(user, reverse("commission:lead_new"), act.form(user=user, obj=None))


def test_odd_addresses(live):  # noqa: F811
    lead, user = registered(live), client_of(live.commission_secretary)
    listed = reverse("commission:lead_list")
    for asked_for in ("?q=%00", "?q=" + "x" * 3000, "?p=abc", "?p=-1", "?p=" + "9" * 30, "?o=1", "?e=1", "?status=%00",
                      "?unit=" + "9" * 30, "?handler__name__startswith=吴", "?_to_field=id", "?all="):  # fmt: skip
        assert user.get(listed + asked_for).status_code in (200, 400), asked_for
    for path in (
        f"{listed}{lead.pk}/history/",
        f"{listed}{lead.pk}/delete/",
        f"{listed}autocomplete/",
        f"{listed}add/",
    ):
        assert user.get(path).status_code in (404,), path
    leader = client_of(live.secretary)
    for name in ("score_page", "assessment_page", "scheme_page"):
        for year in ("0", "1", "99999", "abc", "%00", "-1", "²"):
            assert leader.get(f"{reverse(name)}?year={year}&version={year}").status_code in (200, 400, 404)
    for year in (0, 1, 9999, 99999, 10**30):
        assert leader.get(f"/assessment/{year}/close/").status_code in (200, 404, 400)
    for name in ("served_list", "notice_list"):
        for number in ("abc", "-1", "9" * 30, "%00"):
            assert client_of(live.liaison).get(f"{reverse(name)}?page={number}").status_code == 200
