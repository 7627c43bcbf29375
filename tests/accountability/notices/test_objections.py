"""异议: by the subject within the window, answered by somebody who had no hand in the notice (3.4.d)."""

from datetime import date, timedelta

import pytest
from django.db import connection

from accountability.models import CaseStep, NoticeSubject, Objection
from accountability.notices.checking import check
from accountability.notices.objections import answer, file, take_back, take_down
from accountability.notices.permissions import answerers
from dushi import clock
from dushi.records.errors import Refused
from dushi.regulation.models import CalendarDay
from dushi.town.models import Post
from tests.accountability.notices.making import named, registered, told

pytestmark = [pytest.mark.usefixtures("at"), pytest.mark.clause("3.4.d")]
Status = NoticeSubject.Status


def refused(act, **arguments):
    with pytest.raises(Refused) as refusal:
        act(**arguments)
    return refusal.value


def object_to(line, by, **more):
    return file(line=line, text="那一户不在本村。", by=by, **more)


def test_the_head_objects_for_the_village_and_nobody_else_does(cast):
    line = told(cast, cast.village)
    for user in (cast.liaison, cast.dept_head, cast.secretary, cast.commission_staff, cast.foreigner):
        refused(object_to, line=line, by=user)
    objection = object_to(line, cast.village_head)
    assert (objection.status, objection.due_at) == ("FILED", clock.at(date(2026, 9, 25)))
    assert refused(object_to, line=line, by=cast.village_head).message.startswith("已经提出过")


def test_the_window_is_open_until_the_last_minute_of_its_last_day(cast, at):
    line = told(cast, cast.village)
    assert line.window_ends_at == clock.at(date(2026, 10, 2))
    at.travel(clock.at(date(2026, 10, 1), 23, 59))
    objection = object_to(line, cast.village_head)
    take_back(objection=objection, by=cast.village_head)
    at.travel(clock.at(date(2026, 10, 2)))
    assert "异议期已过" in refused(object_to, line=line, by=cast.village_head).message


def test_holidays_are_no_days_of_the_window(cast):
    for number in range(1, 8):
        CalendarDay.objects.create(day=date(2026, 10, number), kind=CalendarDay.Kind.HOLIDAY, name="国庆节")
    CalendarDay.objects.create(day=date(2026, 9, 19), kind=CalendarDay.Kind.WORKDAY, name="国庆节调休")
    assert told(cast, cast.village).window_ends_at == clock.at(date(2026, 10, 1))


def test_the_commissions_secretary_answers_who_neither_wrote_nor_checked(cast):
    line = told(cast, cast.village)
    assert answerers(line) == [cast.commission_secretary.person_id]
    objection = object_to(line, cast.village_head)
    for user in (cast.commission_staff, cast.commission_second, cast.secretary, cast.village_head):
        refused(answer, objection=objection, is_upheld=True, text="成立。", by=user)
    assert refused(answer, objection=objection, is_upheld=True, text="", by=cast.commission_secretary).field == "text"
    answer(objection=objection, is_upheld=True, text="该户属示例二村。", by=cast.commission_secretary)
    line.refresh_from_db()
    assert line.status == Status.DROPPED
    refused(answer, objection=objection, is_upheld=False, text="再答。", by=cast.commission_secretary)


def test_a_main_leader_answers_where_the_secretary_had_a_hand_in_it(cast):
    notice = registered(cast, by=cast.commission_secretary)
    line = named(notice, cast.village, by=cast.commission_staff)
    check(notice=notice, by=cast.commission_second)
    line.refresh_from_db()
    assert answerers(line) == [cast.secretary.person_id, cast.mayor.person_id]
    objection = object_to(line, cast.village_head)
    refused(answer, objection=objection, is_upheld=False, text="不成立。", by=cast.commission_secretary)
    answer(objection=objection, is_upheld=False, text="该户确在本村。", by=cast.mayor)
    objection.refresh_from_db()
    assert (objection.status, objection.answer) == ("REJECTED", "该户确在本村。")
    line.refresh_from_db()
    assert line.status == Status.PENDING
    assert refused(object_to, line=line, by=cast.village_head).message == "异议已经答复。"


def test_an_objection_is_taken_back_by_its_side_alone_and_filed_anew(cast):
    line = told(cast, cast.village)
    objection = object_to(line, cast.village_head)
    refused(take_back, objection=objection, by=cast.commission_secretary)
    refused(take_back, objection=objection, by=cast.liaison)
    take_back(objection=objection, by=cast.village_head)
    refused(take_back, objection=objection, by=cast.village_head)
    refused(answer, objection=objection, is_upheld=True, text="成立。", by=cast.commission_secretary)
    assert object_to(line, cast.village_head).pk != objection.pk


def test_the_commission_takes_down_what_is_brought_on_paper_within_the_window(cast, at):
    line = told(cast, cast.village)
    given = {"line": line, "text": "两户不在本村。"}
    for user in (cast.village_head, cast.clerk, cast.secretary):
        refused(take_down, by=user, **given)
    objection = take_down(by=cast.commission_staff, **given)
    assert (objection.filed_by, objection.status) == (cast.village_head.person, "FILED")
    assert CaseStep.objects.filter(notice=line.notice, verb="代收异议", by=cast.commission_staff.person).exists()
    refused(take_down, by=cast.commission_second, **given)
    take_back(objection=objection, by=cast.village_head)
    at.travel(line.window_ends_at)
    assert "异议期已过" in refused(take_down, by=cast.commission_staff, **given).message
    empty = told(cast, cast.dept, number="菏牡通〔2026〕31号")
    Post.objects.filter(person=cast.dept_head.person).update(valid_to=clock.today() - timedelta(days=1))
    assert "空缺" in refused(take_down, line=empty, text="不实。", by=cast.commission_staff).message


def test_a_named_person_objects_and_a_later_head_speaks_for_the_unit(cast, at):
    own = told(cast, cast.dept_staff.person)
    assert object_to(own, cast.dept_staff).filed_by == cast.dept_staff.person
    refused(object_to, line=own, by=cast.dept_head)
    line = told(cast, cast.dept, number="菏牡通〔2026〕31号")
    Post.objects.filter(person=cast.dept_head.person).update(valid_to=clock.today())
    at.advance(timedelta(days=1))
    Post.objects.create(seat=cast.seat(cast.dept, "HEAD"), person=cast.clerk.person, valid_from=clock.today())
    for user in (cast.dept_head, cast.clerk):
        user.__dict__.pop("rights", None)
    refused(object_to, line=line, by=cast.dept_head)
    assert object_to(line, cast.clerk).status == Objection.Status.FILED


def test_what_is_not_told_yet_is_not_objected_to(cast):
    notice = registered(cast)
    line = named(notice, cast.village, by=cast.commission_staff)
    refused(object_to, line=line, by=cast.village_head)


def test_the_words_of_an_objection_stand_encrypted(cast):
    object_to(told(cast, cast.village), cast.village_head)
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM accountability_objection")
        assert "本村" not in cursor.fetchone()[0]
