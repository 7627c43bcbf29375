"""人员, 请假, logins of people, one's own settings."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from dushi import clock
from dushi.records.errors import Refused
from dushi.records.models import Event
from dushi.town.actions.accounts import issue_slips, rename_login
from dushi.town.actions.people import enter_leave
from dushi.town.models import Leave, Person, Post, User
from tests.cast import LIVE_FROM, PASSWORD, client_of

DAY = timedelta(days=1)


def test_an_officer_sees_the_people_of_the_own_villages_alone(cast):
    page = client_of(cast.liaison).get(reverse("person_list")).text
    assert "示例·沈某" in page
    assert "示例·王某" not in page


def test_the_list_finds_a_name_and_whoever_has_no_post(cast):
    Person.objects.create(town=cast.town, name="示例·闲某")
    client = client_of(cast.clerk)
    assert "示例·闲某" not in client.get(reverse("person_list")).text
    assert "示例·闲某" in client.get(reverse("person_list"), {"state": "none"}).text
    assert "示例·沈某" not in client.get(reverse("person_list"), {"q": "褚", "state": "all"}).text


def test_the_page_shows_posts_now_and_before(cast):
    Post.objects.create(
        seat=cast.empty_seat, person=cast.liaison.person, valid_from=LIVE_FROM, valid_to=LIVE_FROM + DAY
    )
    page = client_of(cast.clerk).get(reverse("person_page", args=[cast.liaison.person_id])).text
    assert "至今" in page
    assert "2026年1月2日" in page


def test_a_person_is_entered_without_anything_private(cast):
    client_of(cast.clerk).post(reverse("person_add"), {"name": "示例·新某", "level": "TOWN", "phone": "0530-1234567"})
    assert Person.objects.get(name="示例·新某").town == cast.town
    page = client_of(cast.clerk).post(reverse("person_add"), {"name": "示例·乙", "level": "TOWN", "phone": "微信"}).text
    assert "电话只填数字" in page
    assert 'value="微信"' in page


def test_the_history_of_a_person_keeps_no_phone_number(cast):
    path = reverse("person_edit", args=[cast.liaison.person_id])
    client_of(cast.clerk).post(path, {"name": "示例·褚某", "level": "TOWN", "phone": "13800001234"})
    event = Event.objects.about(cast.liaison.person).get()
    assert event.data == {"fields": ["phone"]}


def test_leave_is_entered_once_and_ended(cast):
    data = {"valid_from": clock.today(), "valid_to": "", "reason": "病假", "approved_by": "示例·赵某"}
    path = reverse("leave_add", args=[cast.liaison.person_id])
    client = client_of(cast.clerk)
    client.post(path, data)
    assert "重叠" in client.post(path, {**data, "valid_from": clock.today() + DAY}).text
    leave = Leave.objects.get()
    assert "销假" in client.get(reverse("person_page", args=[cast.liaison.person_id])).text
    early = client.post(reverse("leave_end", args=[leave.pk]), {"on": clock.today() - DAY})
    assert "不能早于" in early.text
    client.post(reverse("leave_end", args=[leave.pk]), {"on": clock.today()})
    assert Leave.objects.get().valid_to == clock.today()


def test_leave_names_who_approved_it_and_runs_forward(cast):
    data = {"valid_from": clock.today(), "valid_to": clock.today() - DAY, "reason": "事假", "approved_by": ""}
    page = client_of(cast.clerk).post(reverse("leave_add", args=[cast.liaison.person_id]), data).text
    assert "请填写" in page
    with pytest.raises(Refused, match="不能早于"):
        enter_leave(person=cast.liaison.person, by=cast.clerk, **{**data, "approved_by": "示例·赵某"})


def test_a_colleague_does_not_read_why_somebody_is_away(cast):
    Leave.objects.create(person=cast.liaison.person, valid_from=LIVE_FROM, reason="示例病因", approved_by="示例·赵某")
    path = reverse("person_page", args=[cast.liaison.person_id])
    assert "示例病因" not in client_of(cast.second_liaison).get(path).text
    assert "示例病因" in client_of(cast.liaison).get(path).text
    assert "示例病因" in client_of(cast.clerk).get(path).text


def test_the_office_prints_a_slip_and_the_person_comes_in_with_it(cast):
    person = Person.objects.create(town=cast.town, name="示例·新某")
    Post.objects.create(seat=cast.empty_seat, person=person, valid_from=LIVE_FROM)
    client = client_of(cast.clerk)
    assert "示例·新某" in client.get(reverse("account_slips")).text
    answer = client.post(reverse("account_slips"), {"person": [person.pk]})
    assert "no-store" in answer["Cache-Control"]
    username, password = re.findall(r"<dd>(\d{6,10})</dd>", answer.text)
    fresh = Client()
    assert fresh.post(reverse("login"), {"username": username, "password": password}).status_code == 302
    assert fresh.get(reverse("unit_list")).url == reverse("password_change")
    assert User.objects.get(person=person).must_change_password


def test_a_slip_ends_the_old_password_and_its_sessions(cast):
    client = client_of(cast.liaison)
    issue_slips(people=[cast.liaison.person], by=cast.clerk)
    assert client.get(reverse("unit_list")).url.startswith(reverse("login"))
    assert not User.objects.get(pk=cast.liaison.pk).check_password(PASSWORD)


def test_the_slip_itself_is_written_down_nowhere(cast):
    (slip,) = issue_slips(people=[cast.liaison.person], by=cast.clerk)
    assert slip.password not in User.objects.get(pk=cast.liaison.pk).password
    assert slip.password not in str(list(Event.objects.values()))


@pytest.mark.parametrize("role", ["commission_secretary", "commission_staff", "admin"])
def test_the_office_resets_neither_commission_nor_administrator(cast, role):
    user = getattr(cast, role)
    client_of(cast.office_head).post(reverse("account_slips"), {"person": [user.person_id]})
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


def test_nobody_gets_a_slip_for_the_next_town(cast):
    client_of(cast.admin).post(reverse("account_slips"), {"person": [cast.foreigner.person_id, "x", "9" * 40]})
    assert User.objects.get(pk=cast.foreigner.pk).check_password(PASSWORD)


def test_choosing_nobody_is_said(cast):
    assert "请先选择" in client_of(cast.clerk).post(reverse("account_slips"), follow=True).text


def test_the_administrator_renames_and_disables_a_login(cast):
    client = client_of(cast.admin)
    page = client.post(reverse("account_rename", args=[cast.liaison.person_id]), {"username": "clerk"}).text
    assert "已有人用" in page
    client.post(reverse("account_rename", args=[cast.liaison.person_id]), {"username": "chumou"})
    client.post(reverse("account_state", args=[cast.liaison.person_id]), {"reason": "退休"})
    user = User.objects.get(pk=cast.liaison.pk)
    assert (user.username, user.is_active) == ("chumou", False)
    assert "已停用" in client.get(reverse("person_page", args=[cast.liaison.person_id])).text
    with pytest.raises(Refused, match="请先启用"):
        issue_slips(people=[cast.liaison.person], by=cast.admin)
    client.post(reverse("account_state", args=[cast.liaison.person_id]), {"reason": "返聘"})
    assert User.objects.get(pk=cast.liaison.pk).is_active


def test_an_administrator_does_not_disable_the_own_login(cast):
    page = client_of(cast.admin).post(reverse("account_state", args=[cast.admin.person_id]), {"reason": "试试"}).text
    assert "不能停用自己的登录" in page
    assert rename_login(user=cast.admin, username="guanli", by=cast.admin).username == "guanli"


def test_everybody_keeps_the_own_phone_and_reads_what_was_done_to_the_login(cast):
    issue_slips(people=[cast.liaison.person], by=cast.clerk)
    User.objects.filter(pk=cast.liaison.pk).update(must_change_password=False)
    client = client_of(User.objects.get(pk=cast.liaison.pk))
    client.post(reverse("my_settings"), {"phone": "0530-7654321", "email": "a@example.com"})
    assert Person.objects.get(pk=cast.liaison.person_id).phone == "0530-7654321"
    page = client.get(reverse("my_settings")).text
    assert "发一次性口令" in page
    assert "邮箱格式不对" in client.post(reverse("my_settings"), {"email": "不是邮箱"}).text
