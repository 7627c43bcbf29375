"""换届: many posts in one act; areas and villages that merge and split."""

from datetime import timedelta

import pytest
from django.urls import reverse

from dushi import clock
from dushi.matters.models import Matter
from dushi.records.models import Event
from dushi.town.models import AreaMembership, Changeover, Handover, Person, Post, Unit
from tests.cast import client_of
from tests.matters import making

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NEW = reverse("changeover_new") + "?kind=LIAISON"


@pytest.fixture
def newcomer(cast):
    return Person.objects.create(town=cast.town, name="示例·新某", is_example=True)


def box(seat):
    return f"who-{seat.pk}"


def done(cast, **typed):
    """The table sent, read once more, and confirmed."""
    data = {"on": clock.today(), "reason": "村“两委”换届", **typed}
    client = client_of(cast.clerk)
    read = client.post(NEW, data)
    assert read.status_code == 200, read.text
    return read, client.post(NEW, {**data, "confirmed": "yes"}, follow=True)


def test_many_posts_change_in_one_act_and_open_matters_follow_the_seat(cast, at, newcomer):
    matter = making.assigned(cast, owner_unit=cast.village)
    first, second = cast.seat(cast.village, "LIAISON"), cast.seat(cast.second_village, "LIAISON")
    gone = first.holder_on()
    read, _ = done(cast, **{box(first): newcomer.name, box(second): "空缺"})
    assert "2 个岗位变动" in read.text
    assert first.holder_on() == newcomer
    assert second.holder_on() is None
    assert first.holder_on(clock.today() - DAY) == gone
    changeover = Changeover.objects.get()
    assert Event.objects.about(changeover).get().verb == "换届"
    handover = changeover.handovers.get(seat=first)
    assert [item["title"] for item in handover.items] == [f"{matter.number_text} {matter.title}"]
    assert Matter.objects.get(pk=matter.pk).kept_by is None
    sheet = client_of(cast.clerk).get(reverse("handover_sheet", args=[handover.pk])).text
    for words in (str(gone), newcomer.name, matter.title, "接收人接办", "监交人"):
        assert words in sheet


def test_whoever_has_no_post_left_is_logged_out_that_day(cast, at, newcomer):
    seat = cast.seat(cast.village, "HEAD")
    leaver = client_of(cast.village_head)
    data = {"on": clock.today() + DAY, "reason": "换届", box(seat): newcomer.name}
    path = reverse("changeover_new") + "?kind=HEAD"
    assert f"{cast.village_head.person}</strong>不再有岗位" in client_of(cast.clerk).post(path, data).text
    client_of(cast.clerk).post(path, {**data, "confirmed": "yes"})
    assert leaver.get(reverse("my_work")).status_code == 200
    at.advance(DAY)
    answer = leaver.get(reverse("my_work"), follow=True)
    assert "您目前没有在任岗位" in answer.text


def test_somebody_acts_for_a_head_and_the_head_stays_in_post(cast, at, newcomer):
    seat = cast.seat(cast.village, "LIAISON")
    until = clock.today() + 20 * DAY
    done(cast, **{box(seat): newcomer.name, f"until-{seat.pk}": until})
    assert seat.holder_on() == newcomer
    assert seat.holder_on(until + DAY) == cast.liaison.person
    sheet = client_of(cast.clerk).get(reverse("handover_sheet", args=[Handover.objects.get().pk])).text
    assert "代理至" in sheet


def test_one_line_that_cannot_be_keeps_all_back_and_loses_nothing_typed(cast, at, newcomer):
    first, second = cast.seat(cast.village, "LIAISON"), cast.seat(cast.second_village, "LIAISON")
    data = {"on": clock.today(), "reason": "换届", box(first): newcomer.name, box(second): "示例·查无"}
    answer = client_of(cast.clerk).post(NEW, data)
    assert answer.status_code == 422
    assert "没有“示例·查无”这个人" in answer.text
    assert f'value="{newcomer.name}"' in answer.text
    data[box(second)] = str(cast.clerk.person)  # nobody gives themselves a post
    answer = client_of(cast.clerk).post(NEW, {**data, "confirmed": "yes"})
    assert "不能给自己任职" in answer.text
    assert first.holder_on() == cast.liaison.person
    assert not Changeover.objects.exists()


def test_a_name_that_two_bear_is_asked_for_with_the_post(cast, at, newcomer):
    Person.objects.create(town=cast.town, name=newcomer.name, is_example=True)
    seat = cast.seat(cast.village, "LIAISON")
    answer = client_of(cast.clerk).post(NEW, {"on": clock.today(), "reason": "换届", box(seat): newcomer.name})
    assert "有 2 位示例·新某" in answer.text


def test_an_unchanged_table_and_a_person_of_the_next_town_change_nothing(cast, at):
    answer = client_of(cast.clerk).post(NEW, {"on": clock.today(), "reason": "换届"})
    assert "还没有写任何变动" in answer.text
    seat = cast.seat(cast.village, "LIAISON")
    answer = client_of(cast.clerk).post(
        NEW, {"on": clock.today(), "reason": "换届", box(seat): str(cast.foreigner.person)}
    )
    assert answer.status_code == 422
    assert not Post.objects.filter(seat=seat, person=cast.foreigner.person).exists()


def test_areas_merge_and_a_new_one_splits_off_while_the_days_before_keep_theirs(cast, at):
    day = clock.today()
    path = reverse("unit_split", args=[cast.area.pk])
    data = {"name": "示例三管区", "parts": [cast.second_village.pk]}
    assert client_of(cast.clerk).post(path, data).status_code == 302
    new = Unit.objects.get(name="示例三管区")
    assert cast.second_village.area_on() == new
    assert cast.village.area_on() == cast.area
    assert cast.second_village.area_on(day - DAY) == cast.area
    at.advance(DAY)
    path = reverse("unit_merge", args=[new.pk])
    assert client_of(cast.clerk).post(path, {"into": cast.other_area.pk}).status_code == 302
    assert cast.second_village.area_on() == cast.other_area
    assert cast.second_village.area_on(day) == new
    assert AreaMembership.objects.filter(village=cast.second_village).count() == 3


@pytest.mark.parametrize("kind", ["PARTY_COMMITTEE", "DEPARTMENT"])
def test_only_areas_and_villages_merge_and_split(cast, kind):
    unit = Unit.objects.filter(town=cast.town, kind=kind).first()
    for name in ("unit_merge", "unit_split"):
        assert client_of(cast.clerk).get(reverse(name, args=[unit.pk])).status_code == 404


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_year_nobody_meant_is_told_and_changes_nothing(cast, at, newcomer, day):
    first, second = cast.seat(cast.village, "LIAISON"), cast.seat(cast.second_village, "LIAISON")
    data = {"on": day, "reason": "换届", "confirmed": "yes"}
    for said in ({box(first): newcomer.name}, {box(second): "空缺"}):
        answer = client_of(cast.clerk).post(NEW, data | said)
        assert answer.status_code == 422 and "年份不对" in answer.text
    assert not Handover.objects.exists()
