"""举一反三: the same question to other units, 没有 or 有, and who has not answered (2.3.gen)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from dushi import clock
from dushi.alerts.models import Alert
from dushi.alerts.tick import climb
from dushi.matters import actions as matters
from dushi.matters.models import Matter
from dushi.records.errors import Refused
from inspections.actions.crosschecks import answer_crosscheck, ask_around
from inspections.findings.providers import calendar, clauses, work
from inspections.models import CrossCheck, CrossCheckAnswer
from tests.cast import client_of
from tests.inspections.findings.stage import Kind, found, inspection_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at", "live"), pytest.mark.clause("2.3.gen")]
QUESTION = "档案中收入核算表是否齐全？"


def asked(cast, *units, finding=None, **more):
    row = finding or found(inspection_of(cast), cast.village, by=cast.clerk)
    given = {"question": QUESTION, "due_at": clock.at(clock.today() + timedelta(days=7), 18), "by": cast.clerk} | more
    return ask_around(finding=row, units=units or [cast.second_village, cast.other_village, cast.dept], **given)


def line(check, unit):
    return check.answers.get(unit=unit)


def told(user):
    return list(Alert.objects.filter(person=user.person, object_type="inspections.crosscheckanswer").live())


def test_each_unit_finds_the_question_on_the_desk_and_in_its_alerts(cast):
    asked(cast)
    climb(clock.now())
    assert [item.note for item in work(cast.other_liaison, clock.now())] == ["示例三村"]
    assert [alert.title for alert in told(cast.other_liaison)] == [f"请自查：{QUESTION}"]
    assert not list(work(cast.second_liaison, clock.now()))
    week = clock.today() + timedelta(days=7)
    assert [entry.day for entry in calendar(cast.dept_staff, clock.today(), week)] == [week]


def test_no_is_an_answer_and_stops_the_asking(cast):
    check = asked(cast)
    climb(clock.now())
    answer = answer_crosscheck(answer=line(check, cast.other_village), has_problem=False, by=cast.other_liaison)
    assert answer.answered_by == cast.other_liaison.person and answer.matter is None
    assert not list(work(cast.other_liaison, clock.now())) and not told(cast.other_liaison)


@pytest.mark.clause("X.2")
def test_yes_becomes_a_matter_of_the_area_or_for_a_department_of_the_office(cast):
    check = asked(cast)
    village = answer_crosscheck(
        answer=line(check, cast.other_village), has_problem=True, note="五户缺表", by=cast.other_liaison
    )
    dept = answer_crosscheck(answer=line(check, cast.dept), has_problem=True, note="两户缺表", by=cast.dept_staff)
    assert (village.matter.tier, village.matter.about, village.matter.title) == ("AREA", cast.other_village, "五户缺表")
    assert (village.matter.clause, village.matter.source_id) == ("2.3.gen", str(check.pk))
    assert dept.matter.tier == "OFFICE"
    assert matters.confirm(matter=village.matter, by=cast.other_area_secretary).status == "CONFIRMED"


def test_said_again_it_stays_one_matter_and_no_may_still_become_yes(cast):
    check = asked(cast)
    answer = line(check, cast.other_village)
    answer_crosscheck(answer=answer, has_problem=False, by=cast.other_liaison)
    for _ in range(2):
        answer_crosscheck(answer=answer, has_problem=True, note="五户缺表", by=cast.other_liaison)
    assert Matter.objects.filter(clause="2.3.gen").count() == 1
    with pytest.raises(Refused, match="在事项中办理"):
        answer_crosscheck(answer=answer, has_problem=False, by=cast.other_liaison)


def test_yes_without_a_word_or_by_somebody_else_is_refused(cast):
    answer = line(asked(cast), cast.other_village)
    with pytest.raises(Refused, match="请写明"):
        answer_crosscheck(answer=answer, has_problem=True, by=cast.other_liaison)
    for role in ("liaison", "clerk", "other_area_secretary", "foreigner"):
        with pytest.raises(Refused, match="被问单位自己"):
            answer_crosscheck(answer=answer, has_problem=False, by=getattr(cast, role))


@pytest.mark.clause("X.3")
def test_a_late_answer_is_chased_up_the_ladder(cast):
    check = asked(cast, cast.other_village)
    clock.travel(check.due_at + timedelta(minutes=1))
    climb(clock.now())
    assert {alert.rung for alert in told(cast.other_liaison)} == {"late"}
    clock.advance(timedelta(days=1))
    climb(clock.now())
    assert {alert.rung for alert in told(cast.other_area_secretary)} == {"chief"}
    page = client_of(cast.clerk).get(reverse("crosscheck_page", args=[check.pk])).content.decode()
    assert "逾期未答 1 个" in page


def test_the_asked_see_their_own_line_and_never_where_it_was_found(cast):
    check = asked(cast)
    page = client_of(cast.other_liaison).get(reverse("crosscheck_page", args=[check.pk])).content.decode()
    assert "示例三村" in page and "示例一村" not in page and "示例二村" not in page and "原发现" not in page
    assert client_of(cast.village_head).get(reverse("crosscheck_page", args=[check.pk])).status_code == 404


def test_the_table_shows_where_it_also_exists_in_the_order_of_the_town(cast):
    check = asked(cast)
    answer_crosscheck(answer=line(check, cast.other_village), has_problem=True, note="五户缺表", by=cast.other_liaison)
    answer = client_of(cast.member).get(reverse("crosscheck_page", args=[check.pk]))
    assert "存在 1 个，没有 0 个，未答 2 个" in answer.content.decode()
    assert [str(row.unit) for row in answer.context["page"]] == ["镇民政办", "示例二村", "示例三村"]


def test_a_question_that_names_the_place_is_refused_unless_it_is_asked_there_alone(cast):
    with pytest.raises(Refused, match="不要写出"):
        asked(cast, question="像示例一村那样缺表吗？")
    assert asked(cast, cast.village, question="示例一村其他户是否缺表？")


def test_nothing_is_asked_around_about_what_others_may_not_know_of(cast):
    covert = found(inspection_of(cast, methods=["2.0.m9"]), cast.village, by=cast.clerk)
    made = inspection_of(cast, kind=Kind.FOCUSED)
    sealed = found(made, cast.village, "2.2(1)", by=cast.commission_staff)
    for finding in (covert, sealed):
        with pytest.raises(Refused):
            asked(cast, finding=finding, by=cast.commission_secretary)
        with pytest.raises(Refused):
            asked(cast, finding=finding)
    assert not CrossCheck.objects.exists()


@pytest.mark.parametrize("role", ["liaison", "village_head", "area_secretary", "dept_staff"])
def test_nobody_else_asks_around(cast, role):
    with pytest.raises(Refused, match="举一反三由"):
        asked(cast, by=getattr(cast, role))


def test_whoever_led_the_inspection_asks_around_and_sees_the_table(cast):
    made = inspection_of(cast, team=[cast.dept_staff, cast.dept_head])
    check = asked(cast, finding=found(made, cast.village, by=cast.dept_staff), by=cast.dept_staff)
    page = client_of(cast.dept_staff).get(reverse("crosscheck_page", args=[check.pk]))
    assert len(page.context["page"].object_list) == 3


def test_a_whole_area_is_asked_in_one_tap_but_not_the_place_itself(cast):
    finding = found(inspection_of(cast), cast.village, by=cast.clerk)
    client = client_of(cast.clerk)
    path = reverse("crosscheck_new", args=[finding.pk])
    data = {"question": QUESTION, "areas": [cast.area.pk], "others": [cast.dept.pk], "due_at": "2026-09-24T18:00"}
    page = client.post(path, data, follow=True)
    check = CrossCheck.objects.get()
    assert page.request["PATH_INFO"] == reverse("crosscheck_page", args=[check.pk])
    names = {str(unit) for unit in check.answers.values_list("unit__name", flat=True)}
    assert names == {"示例二村", "示例甲村", "镇民政办"}


def test_what_is_wrong_is_said_and_what_was_typed_stays(cast):
    finding = found(inspection_of(cast), cast.village, by=cast.clerk)
    path = reverse("crosscheck_new", args=[finding.pk])
    answer = client_of(cast.clerk).post(path, {"question": QUESTION, "due_at": "2026-09-24T18:00"})
    assert answer.status_code == 422
    assert "请至少选一个" in answer.content.decode() and QUESTION in answer.content.decode()
    absurd = {"question": QUESTION, "due_at": "2026-09-24T18:00", "others": [10**30]}
    assert client_of(cast.clerk).post(path, absurd).status_code == 422


def test_an_officer_answers_on_the_page_for_the_own_unit(cast):
    check = asked(cast)
    client = client_of(cast.other_liaison)
    path = reverse("crosscheck_answer", args=[line(check, cast.other_village).pk])
    refused = client.post(path, {"has_problem": "1", "note": ""})
    assert refused.status_code == 422 and "请写明存在什么问题" in refused.content.decode()
    page = client.post(path, {"has_problem": "1", "note": "五户缺表"}, follow=True).content.decode()
    assert "并转为事项" in page and "五户缺表" in page
    assert CrossCheckAnswer.objects.get(unit=cast.other_village).matter


def test_the_state_of_the_regulation_says_how_often_it_was_done(cast):
    assert not clauses(cast.mayor, clock.now())
    check = asked(cast)
    answer_crosscheck(answer=line(check, cast.dept), has_problem=True, note="两户缺表", by=cast.dept_staff)
    state = clauses(cast.mayor, clock.now())["2.3.gen"]
    assert (state.text, state.last_on) == ("近一年 1 次，存在 1 个单位，未答 2 个", clock.today())
