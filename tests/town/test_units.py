"""管区与村: who sees them, how they are set up, changed and ended."""

from datetime import timedelta

import pytest
from django.urls import reverse

from dushi import clock
from dushi.records.errors import Refused
from dushi.records.models import Event
from dushi.town.actions.units import add_unit, change_unit, end_unit, move_village
from dushi.town.models import AreaMembership, Unit
from tests.cast import LIVE_FROM, client_of

TODAY = clock.today


def test_the_office_sees_every_unit_and_an_officer_the_own_villages(cast):
    assert "示例三村" in client_of(cast.clerk).get(reverse("unit_list")).text
    page = client_of(cast.liaison).get(reverse("unit_list")).text
    assert "示例二村" in page
    assert "示例三村" not in page


def test_the_list_is_filtered_by_name_and_area(cast):
    client = client_of(cast.clerk)
    assert "示例一村" not in client.get(reverse("unit_list"), {"q": "四"}).text
    page = client.get(reverse("unit_list"), {"area": cast.other_area.pk})
    assert [unit.name for unit, _ in page.context["rows"]] == ["示例三村", "示例四村", "示例乙村"]


def test_examples_stand_outside_the_counts(cast):
    assert client_of(cast.clerk).get(reverse("unit_list")).context["counts"][Unit.Kind.VILLAGE] == 4


def test_an_empty_seat_shows_as_empty(cast):
    assert "空缺" in client_of(cast.clerk).get(reverse("unit_page", args=[cast.other_demo_village.pk])).text


def test_the_page_of_an_area_lists_its_villages(cast):
    page = client_of(cast.area_secretary).get(reverse("unit_page", args=[cast.area.pk])).text
    assert "示例一村" in page
    assert "示例三村" not in page


def test_an_administrator_sees_a_village_but_nothing_of_its_work(cast, settings):
    settings.UNIT_SECTIONS = ["tests.town.test_units.a_section"]
    path = reverse("unit_page", args=[cast.village.pk])
    page = client_of(cast.liaison).get(path).text
    assert "上级的话" in page
    assert "示例一村的事" in page
    page = client_of(cast.admin).get(path).text
    assert "示例一村" in page
    assert "上级的话" not in page
    assert "查看贫困户" not in page


def a_section(user, unit, at):
    from dushi.town.contracts import Section

    return [Section("上级的话", "_parts/_empty.html", {"text": f"{unit}的事"})]


def test_the_office_sets_up_a_village_with_its_usual_seats(cast):
    data = {"name": "示例五村", "code": "371799101299", "order": 9, "area": cast.area.pk}
    client_of(cast.clerk).post(reverse("unit_add", args=["VILLAGE"]), data)
    village = Unit.objects.get(name="示例五村")
    assert village.area_on() == cast.area
    assert {seat.kind for seat in village.seats.all()} == {"LIAISON", "HEAD"}
    assert list(Event.objects.about(village).values_list("verb", flat=True)) == ["设立村", "划入管区"]


@pytest.mark.parametrize(
    ("data", "word"),
    [
        ({"name": "", "order": 1}, "请填写"),
        ({"name": "示例一村", "order": 1}, "已有同名的村"),
        ({"name": "新村", "order": 1, "code": "12"}, "12 位数字"),
    ],
)
def test_a_bad_unit_is_refused_at_its_field_and_nothing_typed_is_lost(cast, data, word):
    answer = client_of(cast.clerk).post(reverse("unit_add", args=["VILLAGE"]), data)
    assert word in answer.text
    assert f'value="{data["name"]}"' in answer.text or not data["name"]


def test_there_is_no_second_office(cast):
    assert client_of(cast.clerk).get(reverse("unit_add", args=["OFFICE"])).status_code == 404
    with pytest.raises(Refused, match="不能再设"):
        add_unit(town=cast.town, kind=Unit.Kind.OFFICE, name="第二扶贫办", by=cast.clerk)


def test_a_village_that_changes_its_area_keeps_the_old_one_for_the_days_before(cast):
    move_village(village=cast.village, area=cast.other_area, by=cast.clerk, on=TODAY())
    assert cast.village.area_on() == cast.other_area
    assert cast.village.area_on(TODAY() - timedelta(days=1)) == cast.area
    assert AreaMembership.objects.filter(village=cast.village).count() == 2


def test_moving_twice_on_one_day_leaves_no_empty_stay(cast):
    move_village(village=cast.village, area=cast.other_area, by=cast.clerk)
    move_village(village=cast.village, area=cast.area, by=cast.clerk)
    assert cast.village.area_on() == cast.area
    assert AreaMembership.objects.filter(village=cast.village).count() == 2


def test_a_village_of_the_next_town_is_no_area_to_choose(cast):
    data = {"name": "示例一村", "order": 0, "area": cast.foreign_area.pk}
    answer = client_of(cast.clerk).post(reverse("unit_edit", args=[cast.village.pk]), data)
    assert answer.status_code == 200
    assert cast.village.area_on() == cast.area


@pytest.mark.clause("1.5.main")
def test_the_office_marks_a_key_village_and_the_history_says_so(cast):
    village = cast.village
    data = {"name": "示例一村", "code": village.code, "order": village.order, "area": cast.area.pk, "is_key": "on"}
    client_of(cast.clerk).post(reverse("unit_edit", args=[cast.village.pk]), data)
    assert Unit.objects.get(pk=cast.village.pk).is_key
    assert Event.objects.about(cast.village).get().data["after"] == {"is_key": True}


def test_saving_without_a_change_writes_no_history(cast):
    change_unit(unit=cast.village, by=cast.clerk, name="示例一村")
    assert not Event.objects.about(cast.village).exists()


def test_an_ended_village_leaves_the_list_and_its_seats_fall_empty(cast):
    path = reverse("unit_end", args=[cast.village.pk])
    client_of(cast.clerk).post(path, {"on": TODAY() - timedelta(days=1), "successor": cast.second_village.pk})
    village = Unit.objects.get(pk=cast.village.pk)
    assert not village.is_in_force()
    assert village.successor == cast.second_village
    assert cast.seat(village, "LIAISON").holder_on() is None
    assert "示例一村" not in client_of(cast.clerk).get(reverse("unit_list")).text


def test_an_area_with_villages_is_not_ended(cast):
    answer = client_of(cast.clerk).post(reverse("unit_end", args=[cast.area.pk]), {"on": TODAY()})
    assert "请先把各村划入别的管区" in answer.text
    assert Unit.objects.get(pk=cast.area.pk).valid_to is None


def test_a_body_of_the_regulation_is_not_ended(cast):
    with pytest.raises(Refused, match="不能撤销"):
        end_unit(unit=cast.office, on=TODAY(), by=cast.clerk)


def test_a_unit_does_not_end_before_it_began(cast):
    with pytest.raises(Refused, match="不能早于"):
        end_unit(unit=cast.dept, on=LIVE_FROM - timedelta(days=1), by=cast.clerk)
