"""The pages of the window and the handler (2.0.m7): short, printed without content, one lawful step after another."""

import re

import pytest
from django.urls import reverse

from dushi import clock
from dushi.matters.models import Matter
from dushi.regulation.burden import burden
from inspections.models import EnvelopeStub, IdentityReading, PublicReport
from inspections.public.codes import report_of
from inspections.public.providers import rungs, work
from tests.cast import client_of
from tests.inspections.public.making import CONTACT, NAME, TEXT, K, accepted, handed, in_days, take

NEW = {"channel": "VISIT", "kind": "PETITION", "text": TEXT, "name": NAME, "contact": CONTACT}


def open_form(client, name="publicreport_new", who="?who=other"):
    return client.get(reverse(name) + who).context["form"].initial


def page_of(report, user):
    return client_of(user).get(reverse("publicreport_page", args=[report.pk]))


def step(report, user, key, **data):
    return client_of(user).post(reverse("publicreport_step", args=[report.pk, key]), data)


@pytest.mark.clause("2.0.m7")
def test_the_window_registers_and_prints_a_receipt_without_content(cast, at):
    client = client_of(cast.desk)
    data = NEW | open_form(client) | {"about": cast.village.pk}
    receipt = client.post(reverse("publicreport_receipt"), data)
    code = re.search(r"\d{4}( \d{4}){4}", receipt.content.decode())[0]
    assert report_of(code) == PublicReport.objects.get()
    assert not any(word in receipt.content.decode() for word in (TEXT, NAME, CONTACT, "示例一村"))
    assert receipt["Cache-Control"].count("no-store")
    again = client.post(reverse("publicreport_receipt"), data)
    assert code in again.content.decode()
    assert PublicReport.objects.count() == 1


@pytest.mark.clause("2.0.m7")
def test_who_it_is_about_is_asked_first_and_the_envelope_asks_nothing_else(cast, at):
    client = client_of(cast.desk)
    first = client.get(reverse("publicreport_new")).content.decode()
    assert "反映的是谁" in first
    assert "textarea" not in first
    page = client.get(reverse("envelope_new"))
    assert list(page.context["form"].fields) == ["receiver"]
    assert "textarea" not in page.content.decode()
    done = client.post(reverse("envelope_new"), {"receiver": "县（区）纪委监委", "text": TEXT, "name": NAME})
    assert EnvelopeStub.objects.get().number in done.content.decode()


def test_an_intake_costs_less_than_two_minutes():
    assert 0 < burden().forms["inspections.forms.public.IntakeForm"].most < 120


def test_nothing_typed_is_lost_where_something_is_missing(cast, at):
    client = client_of(cast.desk)
    answer = client.post(reverse("publicreport_receipt"), NEW | open_form(client) | {"kind": ""})
    assert answer.status_code == 422
    assert TEXT in answer.content.decode()


def test_who_comes_again_is_joined_by_the_code_without_being_shown_anything(cast, at):
    client = client_of(cast.desk)
    receipt = client.post(reverse("publicreport_receipt"), NEW | open_form(client))
    code = re.search(r"\d{4}( \d{4}){4}", receipt.content.decode())[0]
    wrong = client.post(reverse("publicreport_join"), {"code": "1" * 20, "text": "又堵了"})
    assert wrong.status_code == 422
    right = client.post(reverse("publicreport_join"), {"code": code, "text": "又堵了"}, follow=True)
    assert TEXT not in right.content.decode()
    assert PublicReport.objects.get().words.get().text == "又堵了"


def test_after_handing_on_the_window_is_left_with_the_day(cast, at):
    report = take(cast)
    assert TEXT in page_of(report, cast.desk).content.decode()
    done = step(report, cast.desk, "hand", handler=cast.clerk.person.pk)
    assert done.url == reverse("publicreport_list")
    assert page_of(report, cast.desk).status_code == 404
    shown = client_of(cast.desk).get(reverse("publicreport_list")).content.decode()
    assert "9月17日转办" in shown
    assert "示例一村" not in shown


@pytest.mark.clause("2.0.m7")
def test_the_handler_reads_a_name_with_a_reason_once(cast, at):
    report = accepted(cast, name=NAME, contact=CONTACT)
    assert CONTACT not in page_of(report, cast.clerk).content.decode()
    address = reverse("publicreport_identity", args=[report.pk])
    assert client_of(cast.clerk).post(address, {"reason": ""}).status_code == 422
    assert not IdentityReading.objects.exists()
    shown = client_of(cast.clerk).post(address, {"reason": "核实姓名"}).content.decode()
    assert CONTACT in shown
    after = page_of(report, cast.clerk).content.decode()
    assert CONTACT not in after
    assert "核实姓名" in after


def test_a_handler_goes_from_acceptance_to_the_answer_and_sees_how_far_the_village_is(cast, at):
    report = handed(cast)
    step(report, cast.clerk, "accept", text="")
    due_at = f"{in_days(7):%Y-%m-%dT%H:%M}"
    data = {"unit": cast.village.pk, "title": "疏通排水沟", "text": "请尽快清淤。", "due_at": due_at}
    assert step(report, cast.clerk, "digest", **data).status_code == 422
    assert step(report, cast.clerk, "digest", **data, is_checked="on").status_code == 302
    matter = Matter.objects.get()
    assert reverse("matter_page", args=[matter.pk]) in page_of(report, cast.clerk).content.decode()
    assert step(report, cast.clerk, "answer", text="已清淤。").status_code == 302
    report.refresh_from_db()
    assert report.status == "ANSWERED"


def test_a_step_that_is_not_lawful_now_is_refused_and_an_unknown_one_is_not_there(cast, at):
    report = handed(cast)
    assert step(report, cast.clerk, "answer", text="x").status_code == 403
    assert step(report, cast.clerk, "nothing").status_code == 404


@pytest.mark.clause("2.0.m7", "X.3")
def test_reminders_and_the_desk_say_nothing_of_what_it_is_about(cast, at):
    report = handed(cast, name=NAME)
    told = {rung.name: rung for rung in rungs(clock.now())}
    assert [told[name].title for name in ("before", "due", "late")] == [
        "有一件群众反映将到期",
        "有一件群众反映今天到期",
        "有一件群众反映已超期",
    ]
    assert {tuple(rung.persons) for rung in told.values()} == {(cast.clerk.person.pk,)}
    (item,) = work(cast.clerk, clock.now())
    assert item.title == "一件群众反映待受理"
    assert str(report.pk) in item.url
    for role, user in cast.everybody().items():
        assert role == "clerk" or not list(work(user, clock.now()))


def test_a_tip_waits_for_the_secretary_of_the_commission(cast, at):
    take(cast, K.TIP)
    (item,) = work(cast.commission_secretary, clock.now())
    assert item.title == "一件群众反映待指定经办人"
    assert {tuple(rung.persons) for rung in rungs(clock.now())} == {(cast.commission_secretary.person.pk,)}
