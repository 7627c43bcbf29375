"""岗位, 任职, 岗位移交."""

from datetime import time, timedelta
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.urls import reverse

from dushi import clock
from dushi.records.errors import Refused
from dushi.records.models import Event
from dushi.town.actions.posts import add_seat, end_post, remove_seat, start_post, transfer
from dushi.town.contracts import OpenItem
from dushi.town.models import Handover, Person, Post, Seat
from dushi.town.models.post import joined
from meetings.models import MeetingSeries
from tests.cast import client_of

HERE = "tests.town.test_posts"
DAY = timedelta(days=1)
#: What the room of the tests was told: ("keep" or "take", item, name).
TOLD = []


def open_items(seat, on):
    """Two open things of every seat, as a room above would say."""
    late = clock.now() - DAY
    return [
        OpenItem(HERE, "1", "示例事项一", "/matters/1/"),
        OpenItem(HERE, "2", "示例事项二", "/matters/2/", due_at=late, is_late=True),
    ]


def keep(item_id, person, by):
    if person.name == "示例·出错":
        raise Refused("此件不能留。")
    TOLD.append(("keep", item_id, person.name))


def take(item_id, person, by):
    TOLD.append(("take", item_id, person.name))


@pytest.fixture
def room(settings):
    """One room above hands down what is open."""
    TOLD.clear()
    settings.HANDOVER_PROVIDERS = [HERE]
    return TOLD


@pytest.fixture
def newcomer(cast):
    return Person.objects.create(town=cast.town, name="示例·新某", is_example=True)


@pytest.fixture
def seat(cast):
    return cast.seat(cast.village, "LIAISON")


@pytest.mark.parametrize(
    ("unit", "label", "said"),
    [
        ("示例一管区", "管区书记", "示例一管区书记"),
        ("镇纪委", "纪委人员", "镇纪委人员"),
        ("示例一村", "包村人员", "示例一村包村人员"),
        ("示例镇党委", "班子成员", "示例镇党委班子成员"),
    ],
)
def test_a_seat_is_called_without_saying_a_word_twice(unit, label, said):
    assert joined(unit, label) == said


def test_the_office_fills_an_empty_seat(cast, newcomer):
    path = reverse("post_start", args=[cast.empty_seat.pk])
    assert client_of(cast.clerk).post(path, {"person": newcomer.pk, "on": clock.today()}).status_code == 302
    assert cast.empty_seat.holder_on() == newcomer
    assert Event.objects.about(cast.empty_seat).get().verb == "任职"


def test_a_held_seat_is_not_filled_a_second_time(cast, seat, newcomer):
    answer = client_of(cast.clerk).post(
        reverse("post_start", args=[seat.pk]), {"person": newcomer.pk, "on": clock.today()}
    )
    assert "换人请用“岗位移交”" in answer.text
    assert seat.posts.count() == 1


def test_somebody_acts_beside_the_absent_holder_until_a_day(cast, seat, newcomer):
    data = {"person": newcomer.pk, "on": clock.today(), "is_acting": "on"}
    path = reverse("post_start", args=[seat.pk])
    assert "代理须填止日" in client_of(cast.clerk).post(path, data).text
    client_of(cast.clerk).post(path, {**data, "until": clock.today() + 7 * DAY})
    assert seat.holder_on() == newcomer
    assert seat.holder_on(clock.today() + 8 * DAY) == cast.liaison.person


def test_nobody_acts_in_a_seat_in_which_somebody_acts_already(cast, seat, newcomer):
    """Two acting heads at once would both sign."""
    today = clock.today()
    start_post(seat=seat, person=newcomer, on=today, until=today + 7 * DAY, is_acting=True, by=cast.clerk)
    path = reverse("post_start", args=[seat.pk])
    other = {"person": cast.dept_staff.person_id, "is_acting": "on", "until": today + 9 * DAY}
    answer = client_of(cast.clerk).post(path, {**other, "on": today + 7 * DAY})
    assert "已由示例·新某代理" in answer.text and "不能重叠" in answer.text
    assert client_of(cast.clerk).post(path, {**other, "on": today + 8 * DAY}).status_code == 302
    assert seat.posts.filter(is_acting=True).count() == 2


@pytest.mark.clause("3.0")
def test_whom_the_office_is_watched_by_a_main_leader_names(cast, newcomer):
    """Who looks into the office's work, or makes logins, is none of the office's choice, and rests on a paper."""
    seat = cast.seat(cast.commission, "COMMISSION_SECRETARY")
    move, said = reverse("post_transfer", args=[seat.pk]), {"successor": newcomer.pk, "on": clock.today()}
    end = reverse("post_end", args=[seat.posts.get().pk])
    clerk, chief = client_of(cast.clerk), client_of(cast.secretary)
    based = {**said, "reason": "示委〔2026〕9号"}
    assert [clerk.post(move, based).status_code, clerk.post(end, based).status_code] == [403, 403]
    assert move not in clerk.get(reverse("seat_page", args=[seat.pk])).text
    with pytest.raises(Refused, match="由镇主要领导或系统管理员办理"):
        transfer(seat=seat, successor=newcomer, on=clock.today(), by=cast.clerk, reason="示例")
    with pytest.raises(Refused, match="写明依据"):
        transfer(seat=seat, successor=newcomer, on=clock.today(), by=cast.secretary, reason=" ")
    assert "依据</a>：请填写" in chief.post(move, said).text
    assert reverse("seat_page", args=[seat.pk]) in chief.get(reverse("unit_page", args=[cast.commission.pk])).text
    assert chief.post(move, based).status_code == 302
    assert seat.holder_on() == newcomer
    assert Event.objects.about(seat).get().reason == "示委〔2026〕9号"


def test_a_main_leader_fills_no_other_seat(cast, newcomer):
    path = reverse("post_start", args=[cast.empty_seat.pk])
    assert client_of(cast.secretary).get(path).status_code == 403


@pytest.mark.parametrize("role", ["clerk", "admin"])
def test_nobody_gives_themselves_a_post(cast, role):
    user = getattr(cast, role)
    answer = client_of(user).post(
        reverse("post_start", args=[cast.empty_seat.pk]), {"person": user.person_id, "on": clock.today()}
    )
    assert "不能给自己任职" in answer.text
    assert cast.empty_seat.holder_on() is None


def test_a_person_of_the_next_town_cannot_be_posted_here(cast):
    data = {"person": cast.foreigner.person_id, "on": clock.today()}
    answer = client_of(cast.clerk).post(reverse("post_start", args=[cast.empty_seat.pk]), data)
    assert "没有这个人" in answer.text
    with pytest.raises(Refused, match="本镇人员"):
        start_post(seat=cast.empty_seat, person=cast.foreigner.person, on=clock.today(), by=cast.clerk)


def test_with_the_last_post_the_login_ends(cast):
    client = client_of(cast.dept_staff)
    post = Post.objects.get(person=cast.dept_staff.person)
    end_post(post=post, on=clock.today() - DAY, by=cast.clerk, reason="调离")
    assert client.get(reverse("unit_list")).url == reverse("login")


def test_a_post_does_not_end_before_it_began_nor_twice(cast):
    post = Post.objects.get(person=cast.dept_staff.person)
    with pytest.raises(Refused, match="不能早于"):
        end_post(post=post, on=post.valid_from - DAY, by=cast.clerk)
    end_post(post=post, on=clock.today() - DAY, by=cast.clerk)
    with pytest.raises(Refused, match="早已结束"):
        end_post(post=post, on=clock.today(), by=cast.clerk)


def test_a_second_officer_gets_a_seat_of_their_own(cast):
    client_of(cast.clerk).post(reverse("seat_add", args=[cast.second_village.pk]), {"kind": "LIAISON"})
    assert Seat.objects.get(unit=cast.second_village, kind="LIAISON", ordinal=2)


def test_a_village_gets_no_secretary_of_the_commission(cast):
    answer = client_of(cast.clerk).post(reverse("seat_add", args=[cast.village.pk]), {"kind": "COMMISSION_SECRETARY"})
    assert answer.status_code == 200
    assert not cast.village.seats.filter(kind="COMMISSION_SECRETARY").exists()


def test_a_seat_somebody_sat_in_stays(cast, seat):
    with pytest.raises(Refused, match="任职记录"):
        remove_seat(seat=seat, by=cast.clerk)
    spare = add_seat(unit=cast.village, kind="LIAISON", by=cast.clerk)
    client_of(cast.clerk).post(reverse("seat_remove", args=[spare.pk]))
    assert not Seat.objects.filter(pk=spare.pk).exists()


def test_a_seat_that_was_given_work_stays_though_nobody_ever_sat_in_it(cast):
    spare = add_seat(unit=cast.area, kind="AREA_SECRETARY", by=cast.clerk)
    MeetingSeries.objects.create(
        town=cast.town, body=cast.area, weekday=4, hour=time(9), place="三楼会议室", chair=spare
    )
    answer = client_of(cast.clerk).post(reverse("seat_remove", args=[spare.pk]), follow=True)
    assert "记在这个岗位名下，不能删除" in answer.text
    assert Seat.objects.filter(pk=spare.pk).exists()
    assert not Event.objects.filter(verb="撤岗位").exists()


@pytest.mark.clause("1.4")
def test_a_post_changes_hands_on_one_screen(cast, seat, newcomer, room):
    path = reverse("post_transfer", args=[seat.pk])
    client = client_of(cast.clerk)
    page = client.get(path).text
    assert page.index("示例事项二") < page.index("示例事项一"), "what is late stands first"
    on = clock.today() + DAY
    data = {"successor": newcomer.pk, "on": on, "reason": "轮岗", f"{HERE}:1": "take", f"{HERE}:2": "leave"}
    assert client.post(path, data).status_code == 302
    assert seat.holder_on(clock.today()) == cast.liaison.person
    assert seat.holder_on(on) == newcomer
    assert sorted(room) == [("keep", "2", "示例·褚某"), ("take", "1", "示例·新某")]
    handover = Handover.objects.get()
    assert handover.grace_until == on + 6 * DAY
    event = Event.objects.about(seat).get()
    assert (event.verb, event.data["taken"], event.data["left"]) == ("岗位移交", ["示例事项一"], ["示例事项二"])


def test_what_is_not_answered_goes_to_the_successor(cast, seat, newcomer, room):
    transfer(seat=seat, successor=newcomer, on=clock.today(), by=cast.clerk)
    assert {act for act, _, _ in room} == {"take"}


def test_a_transfer_is_all_or_nothing(cast, seat, newcomer, room):
    Person.objects.filter(pk=cast.liaison.person_id).update(name="示例·出错")
    with pytest.raises(Refused, match="不能留"), transaction.atomic():
        transfer(seat=seat, successor=newcomer, on=clock.today(), by=cast.clerk, left=[f"{HERE}:1"])
    assert seat.holder_on() == cast.liaison.person
    assert not Handover.objects.exists()


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"successor": ""}, "接任人</a>：请填写"),
        ({"on": ""}, "请填写"),
        ({"on": "2025-12-01"}, "须晚于现任者"),
    ],
)
def test_a_bad_transfer_is_refused_and_the_choices_stay(cast, seat, newcomer, room, change, word):
    data = {"successor": newcomer.pk, "on": clock.today(), f"{HERE}:1": "leave", **change}
    page = client_of(cast.clerk).post(reverse("post_transfer", args=[seat.pk]), data).text
    assert word in page
    assert 'value="leave"' in page
    assert "checked" in page
    assert seat.holder_on() == cast.liaison.person


def test_nobody_takes_over_from_themselves_or_from_nobody(cast, seat):
    with pytest.raises(Refused, match="已在这个岗位"):
        transfer(seat=seat, successor=cast.liaison.person, on=clock.today(), by=cast.clerk)
    with pytest.raises(Refused, match="空缺"):
        transfer(seat=cast.empty_seat, successor=cast.liaison.person, on=clock.today(), by=cast.clerk)
    page = client_of(cast.clerk).get(reverse("post_transfer", args=[cast.empty_seat.pk])).text
    assert "请直接任职" in page


def test_a_room_without_take_is_not_asked_to(cast, seat, newcomer, settings, monkeypatch):
    import sys

    told = []
    quiet = SimpleNamespace(
        open_items=lambda seat, on: [OpenItem("tests.quiet_room", "1", "一件", "/")],
        keep=lambda item_id, person, by: told.append(item_id),
    )
    monkeypatch.setitem(sys.modules, "tests.quiet_room", quiet)
    settings.HANDOVER_PROVIDERS = ["tests.quiet_room"]
    transfer(seat=seat, successor=newcomer, on=clock.today(), by=cast.clerk)
    assert told == []
