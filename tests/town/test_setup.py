"""The first deployment: manage.py setup_town, and the page that leads through the rest."""

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse

from dushi import clock
from dushi.regulation.models import Regulation
from dushi.town.founding import data_file, found_town, read_villages
from dushi.town.models import Post, Seat, Town, Unit, User
from tests.cast import client_of

FLAGS = {"code": "371702104", "admin": "示例·秦某", "no_input": True}


def setup_town(**flags):
    said = StringIO()
    call_command("setup_town", stdout=said, **{**FLAGS, **flags})
    return said.getvalue()


def slip_of(said):
    return re.search(r"登录名 (\S+)，一次性口令 (\d+)", said).groups()


def test_the_town_stands_with_its_23_villages_and_no_areas(db):
    setup_town()
    town = Town.objects.get()
    assert (town.name, town.county) == ("都司镇", "菏泽市牡丹区")
    assert town.units.villages().count() == 23
    assert town.units.get(code="371702104201").name == "都司村"
    assert not town.units.areas().exists()
    assert town.units.filter(kind=Unit.Kind.DEPARTMENT).count() == 5
    assert Seat.objects.filter(unit__kind=Unit.Kind.VILLAGE, kind=Seat.Kind.LIAISON).count() == 23
    assert Regulation.objects.in_force().exists()


def test_the_administrator_comes_in_once_with_the_printed_password(db):
    username, password = slip_of(setup_town(login="guanli"))
    assert username == "guanli"
    client = Client()
    assert client.post(reverse("login"), {"username": username, "password": password}).status_code == 302
    own = {"old_password": password, "new_password1": "自己的新口令 7", "new_password2": "自己的新口令 7"}
    client.post(reverse("password_change"), own)
    assert "待设" in client.get(reverse("setup_checklist")).text


def test_running_it_again_adds_nothing_and_prints_no_password(db):
    setup_town()
    before = (Town.objects.count(), Unit.objects.count(), Seat.objects.count(), Post.objects.count())
    said = setup_town(admin="另一人")
    assert (Town.objects.count(), Unit.objects.count(), Seat.objects.count(), Post.objects.count()) == before
    assert "一次性口令" not in said.replace("--reset-admin", "")


def test_where_the_input_ends_what_is_missing_is_named(db, monkeypatch):
    monkeypatch.setattr("sys.stdin", StringIO("\n\n\n"))
    with pytest.raises(CommandError, match="缺少：第一位系统管理员的姓名"):
        call_command("setup_town", stdout=StringIO())
    assert not Town.objects.exists()


def test_a_lost_administrator_gets_a_new_password_from_whoever_holds_the_machine(db):
    first = slip_of(setup_town())
    again = slip_of(setup_town(reset_admin=True))
    assert first[0] == again[0]
    assert User.objects.get().check_password(again[1])


def test_what_the_office_renamed_or_ended_is_not_made_again(db):
    setup_town()
    Unit.objects.filter(kind=Unit.Kind.OFFICE).update(name="乡村振兴办")
    setup_town()
    assert Unit.objects.filter(kind=Unit.Kind.OFFICE).count() == 1


def test_before_its_first_day_the_town_can_be_set_up(db):
    live_from = clock.date(clock.today().year + 1, 3, 1)
    username, _ = slip_of(setup_town(live_from=live_from))
    assert Town.objects.get().live_from == live_from
    assert Unit.objects.in_force().villages().count() == 23
    assert User.objects.get(username=username).rights.is_admin


@pytest.mark.parametrize(
    ("flags", "word"),
    [
        ({"code": "37"}, "9 位数字"),
        ({"code": "371702105"}, "缺少：镇名"),
        ({"admin": ""}, "缺少：第一位系统管理员的姓名"),
    ],
)
def test_what_lacks_is_said_and_nothing_is_made(db, flags, word):
    with pytest.raises(CommandError, match=word):
        setup_town(**flags)
    assert not Town.objects.exists()


def test_questions_are_asked_at_the_keyboard(db, monkeypatch):
    answers = iter(["", "", "2026-12-01", "示例·秦某"])
    monkeypatch.setattr("builtins.input", lambda question: next(answers))
    said = setup_town(code=None, admin=None, no_input=False)
    assert "都司镇：23 个村" in said
    assert "启用日期 2026-12-01" in said


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("代码,村名\n371702104201,都司村\n", "须有 code、name"),
        ("code,name\n371702104201,都司村\n371702105202,别镇村\n", "第 3 行：村代码"),
        ("code,name\n371702104201,\n", "第 2 行：没有村名"),
    ],
)
def test_a_bad_list_of_villages_is_refused_by_line(db, tmp_path, text, word):
    path = tmp_path / "villages.csv"
    path.write_text(text)
    with pytest.raises(CommandError, match=word):
        setup_town(file=path)


def test_two_towns_of_one_name_stand_side_by_side(db):
    found_town(code="371702104", name="都司镇")
    found_town(code="371799104", name="都司镇")
    assert Town.objects.filter(name="都司镇").count() == 2


def test_the_data_file_names_23_villages(db):
    assert len(read_villages(data_file("371702104"), "371702104")) == 23


def test_the_checklist_says_what_lacks_and_leads_there(cast):
    page = client_of(cast.clerk).get(reverse("setup_checklist")).text
    assert "2 个管区，各村都已划入" in page
    assert "1 个重点村" in page
    assert reverse("seat_list") in page
