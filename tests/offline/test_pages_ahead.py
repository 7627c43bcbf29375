"""What a phone fetches ahead, and what it may keep: the own forms alone, nothing of covert visits, cases or leads."""

from datetime import timedelta

import pytest
from django.urls import reverse

from dushi import clock
from dushi.offline.models import Receipt
from dushi.regulation.models import MergedWeek
from meetings.offline_pages import pages
from tests.cast import client_of
from tests.inspections.making import under_way
from tests.meetings.report_stage import TUESDAY, WEEK, form_of, posted, send, text
from tests.offline.sending import by

PHONE = {"X-Requested-With": "phone"}


def told(user):
    return client_of(user).get(reverse("offline_pages")).json()["pages"]


@pytest.mark.clause("1.4.r")
def test_an_officer_gets_the_forms_of_the_own_villages_and_may_keep_them(stage):
    forms = [form_of(stage.village), form_of(stage.second_village)]
    assert pages(stage.liaison, TUESDAY) == forms
    assert told(stage.liaison) == [reverse("my_work"), reverse("sent_list"), *forms]
    client = client_of(stage.liaison)
    assert all("X-Offline" in client.get(path, headers=PHONE) for path in told(stage.liaison))
    send(stage.village, stage.liaison, period=WEEK.previous())
    unchanged = form_of(stage.village, name="report_unchanged")
    assert pages(stage.liaison, TUESDAY) == [forms[0], unchanged, forms[1]]
    assert "X-Offline" in client.get(unchanged, headers=PHONE)
    send(stage.village, stage.liaison)
    assert pages(stage.liaison, TUESDAY) == forms
    assert pages(stage.village_head, TUESDAY) == pages(stage.dept_head, TUESDAY) == []


@pytest.mark.clause("1.4.r")
def test_in_a_week_that_is_merged_the_form_is_that_of_the_receiving_week(stage):
    MergedWeek.objects.create(year=2026, week=38, into_year=2026, into_week=39, is_by_hand=True)
    assert pages(stage.liaison, TUESDAY)[0] == form_of(stage.village, WEEK.next())


@pytest.mark.clause("1.5")
def test_who_goes_to_the_villages_gets_the_form_of_each_that_serves_the_own_duty(stage):
    choice = reverse("visit_new")
    area = [f"{choice}?village={village.pk}" for village in (stage.village, stage.second_village)]
    assert pages(stage.member, TUESDAY) == [choice, *area]
    assert pages(stage.mayor, TUESDAY) == [choice, f"{choice}?village={stage.key_village.pk}"]
    client = client_of(stage.member)
    assert all("X-Offline" in client.get(path, headers=PHONE) for path in pages(stage.member, TUESDAY))


@pytest.mark.clause("2.0.m9")
def test_my_work_on_the_phone_says_nothing_of_a_covert_inspection_and_counts_nothing(stage):
    hidden = under_way(stage, kind="SPOT", covert=True)
    client = client_of(stage.member)
    assert str(hidden) in text(client.get(reverse("my_work")))
    kept = client.get(reverse("my_work"), headers=PHONE)
    assert "X-Offline" in kept
    assert str(hidden) not in kept.text and str(hidden.pk) not in kept.text
    assert all(entry.count == 0 for group in kept.context["frame"].groups for entry in group.entries)
    assert "X-Offline" not in client.get(reverse("inspection_page", args=[hidden.pk]), headers=PHONE)


@pytest.mark.clause("1.4.r")
def test_everybody_finds_the_own_sendings_with_number_and_time_and_nobody_elses(stage):
    by(stage.liaison, form_of(stage.village), posted())
    clock.advance(timedelta(hours=1))
    by(stage.second_liaison, form_of(stage.demo_village), posted())
    own = text(client_of(stage.liaison).get(reverse("sent_list")))
    assert "2026-000001" in own and "示例一村 2026年第38周调度报告" in own and "9月15日 9:00" in own
    assert "2026-000002" not in own
    Receipt.objects.filter(number=2).update(person=stage.clerk.person)
    assert "2026-000002" not in text(client_of(stage.second_liaison).get(reverse("sent_list")))
