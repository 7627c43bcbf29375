"""惩教结合: talks and training with their follow-up, seen by who holds them, never by whom they are about (3.0)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from accountability.education.providers import rungs, work
from accountability.education.talks import cancel, follow_up, hold, plan
from accountability.models import CaseStep, Education, Relation
from dushi import clock
from dushi.alerts.ladder import climb
from dushi.alerts.models import Alert
from dushi.records.errors import Refused
from dushi.records.models import Event
from tests.accountability.desk.making import a_case
from tests.cast import client_of

pytestmark = [pytest.mark.usefixtures("at"), pytest.mark.clause("3.0")]
DAY = date(2026, 9, 21)
TOPIC = "到户核查不能代签"


def planned(cast, **more):
    given = {"kind": "TALK", "topic": TOPIC, "planned_on": DAY, "person": cast.dept_staff.person} | more
    return plan(by=given.pop("by", cast.commission_staff), **given)


def refused(act, **arguments):
    with pytest.raises(Refused) as refusal:
        act(**arguments)
    return refusal.value


def seen_by(user):
    return Education.objects.visible_to(user).count()


def test_a_talk_is_planned_held_and_looked_at_again(cast, at):
    one = planned(cast)
    assert (one.state_text, one.posts_text) == ("待进行", "镇民政办工作人员")
    early = {"education": one, "note": "认识到问题。", "by": cast.commission_staff}
    assert refused(hold, held_on=DAY, **early).field == "held_on"
    at.travel(clock.at(DAY, 16))
    assert refused(hold, held_on=DAY, follow_up_on=DAY, **early).field == "follow_up_on"
    one = hold(held_on=DAY, follow_up_on=DAY + timedelta(days=14), **early)
    assert one.state_text == "待回访"
    refused(hold, held_on=DAY, **early)
    refused(cancel, education=one, by=cast.commission_staff)
    again = {"education": one, "follow_up_note": "已全部重新入户。", "by": cast.commission_staff}
    assert refused(follow_up, followed_up_on=DAY - timedelta(days=1), **again).field == "followed_up_on"
    assert follow_up(followed_up_on=DAY, **again).state_text == "已回访"
    refused(follow_up, followed_up_on=DAY, **again)
    with connection.cursor() as cursor:
        cursor.execute("SELECT topic, note, follow_up_note FROM accountability_education")
        assert not any("核查" in text or "问题" in text or "入户" in text for text in cursor.fetchone())
    assert not Event.objects.exists()


def test_it_is_there_for_who_plans_it_and_the_secretary_and_nobody_else(cast):
    one = planned(cast)
    sees = {role for role, user in cast.everybody().items() if seen_by(user)}
    assert sees == {"commission_staff", "commission_secretary"}
    refused(hold, education=one, held_on=clock.today(), note="代记。", by=cast.commission_second)
    place = reverse("commission:education_page", args=[one.pk])
    assert TOPIC in client_of(cast.commission_staff).get(place).content.decode()
    assert client_of(cast.commission_second).get(place).status_code == 404
    assert client_of(cast.dept_staff).get(place).status_code == 403
    cancel(education=one, by=cast.commission_secretary)
    assert not Education.objects.exists()


def test_nobody_plans_for_themself_a_relative_their_own_unit_or_the_district(cast):
    for person in (cast.commission_staff.person, cast.mayor.person, cast.foreigner.person):
        refused(planned, cast=cast, person=person)
    refused(planned, cast=cast, person=None, unit=cast.commission)
    refused(planned, cast=cast, person=None)
    refused(planned, cast=cast, by=cast.office_head)
    assert refused(planned, cast=cast, planned_on=date(2026, 9, 16)).field == "planned_on"
    Relation.objects.create(
        town=cast.town, person=cast.commission_staff.person, relative=cast.dept_staff.person, kind="兄弟",
        declared_at=clock.now(), declared_by=cast.commission_staff.person,
    )  # fmt: skip
    refused(planned, cast=cast)
    planned(cast, by=cast.commission_second)
    assert planned(cast, kind="TRAINING", person=None, unit=cast.village).subject == cast.village


def test_a_relative_of_the_subject_does_not_read_it(cast):
    planned(cast, by=cast.commission_second)
    assert seen_by(cast.commission_secretary) == 1
    Relation.objects.create(
        town=cast.town, person=cast.dept_staff.person, relative=cast.commission_secretary.person, kind="配偶",
        declared_at=clock.now(), declared_by=cast.dept_staff.person,
    )  # fmt: skip
    assert seen_by(cast.commission_secretary) == 0


def test_beside_a_case_its_history_says_so_and_who_sees_the_case_plans(cast):
    case = a_case(cast)
    place = reverse("commission:case_do", args=[case.pk, "education"])
    typed = {"kind": "TALK", "topic": TOPIC, "planned_on": "2026-09-21"}
    assert client_of(cast.commission_second).post(place, typed).status_code == 404
    assert client_of(cast.commission_staff).post(place, typed | {"topic": ""}).status_code == 422
    assert client_of(cast.commission_staff).post(place, typed).status_code == 302
    one = Education.objects.get()
    assert (one.case, one.subject) == (case, case.subject)
    assert CaseStep.objects.filter(case=case, verb="安排教育", clause="3.0").count() == 1
    refused(plan, case=case, by=cast.commission_second, **typed | {"planned_on": DAY})


def test_the_planner_is_chased_on_the_day_and_after_it_in_words_that_say_nothing(cast, at):
    one = planned(cast)
    assert [item.title for item in work(cast.commission_staff, clock.now())] == ["有一次教育待进行"]
    for user in (cast.commission_second, cast.dept_staff, cast.commission_secretary):
        assert not list(work(user, clock.now()))
    assert not [rung for rung in rungs(clock.now()) if rung.falls_at <= clock.now()]
    for moment, titles in (
        (clock.at(DAY, 6, 59), []),
        (clock.at(DAY, 7), ["有一项问责工作今天到期"]),
        (clock.at(DAY + timedelta(days=1), 7), ["有一项问责工作已超期"]),
    ):
        at.travel(moment)
        climb(clock.now())
        live = Alert.objects.live()
        assert [alert.title for alert in live] == titles
        assert {alert.person_id for alert in live} <= {cast.commission_staff.person_id}
    hold(education=one, held_on=DAY, note="好。", by=cast.commission_secretary, follow_up_on=clock.today())
    climb(clock.now())
    assert {alert.person_id for alert in Alert.objects.live()} == {cast.commission_secretary.person_id}


def test_the_desk_asks_for_one_person_or_one_unit_and_lists_the_nearest_day_first(cast):
    client = client_of(cast.commission_staff)
    new, typed = reverse("commission:education_new"), {"kind": "TALK", "topic": TOPIC, "planned_on": "2026-09-25"}
    both = typed | {"person": cast.dept_staff.person_id, "unit": cast.village.pk}
    for wrong in (typed, both):
        answered = client.post(new, wrong)
        assert answered.status_code == 422
        assert TOPIC in answered.content.decode()
    assert client.post(new, typed | {"unit": cast.village.pk, "kind": "TRAINING"}).status_code == 302
    planned(cast)
    listed = reverse("commission:education_list")
    shown = client.get(listed).content.decode().split("<tbody>")[1]
    assert shown.index("示例·杨某") < shown.index("示例一村")
    for state, rows in (("planned", True), ("due", False), ("follow", False), ("done", False)):
        assert ("<tbody>" in client.get(f"{listed}?state={state}").content.decode()) is rows
    assert client.get(f"{listed}?person__name=x").status_code == 400
