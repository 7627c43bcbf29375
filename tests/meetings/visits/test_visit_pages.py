"""The pages of visits: pick a village, answer a few questions, confirm, look it up."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from dushi import chance, clock
from dushi.matters.models import Matter
from dushi.obligations.models import State
from dushi.records.models import Attachment
from dushi.regulation.periods import Period
from dushi.town.models import Post
from meetings.models import Visit
from meetings.visit_providers import calendar, section, villages, work
from tests.cast import client_of
from tests.meetings.visits.conftest import OCTOBER, owed, visit
from tests.obligations.conftest import tick
from tests.scale import grow, queries

WEEK = Period.of(Period.Kind.WEEK, OCTOBER)


def address(village):
    return f"{reverse('visit_new')}?village={village.pk}"


def filled(user, village, **more):
    """What the browser posts when the form is sent as it is offered, with a sentence typed."""
    first = client_of(user).get(address(village)).context["form"].initial
    return {**first, "visited_on": first["visited_on"].isoformat(), "seen": "看了两户。"} | more


def photo(name="1.jpg"):
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


# Recording ----------------------------------------------------------------------------------------------------------


@pytest.mark.clause("1.5.member")
def test_a_leader_taps_the_village_types_one_sentence_and_the_month_is_met(month):
    data = filled(month.member, month.village)
    answer = client_of(month.member).post(address(month.village), data, follow=True)
    made = Visit.objects.get()
    assert answer.request["PATH_INFO"] == reverse("visit_page", args=[made.pk])
    assert (made.visited_on, made.kind, made.recorded_by) == (OCTOBER, "RESEARCH", month.member.person)
    assert [row.person for row in made.participants.all()] == [month.member.person]
    assert owed("1.5.member", month.member).state_at() == State.MET


@pytest.mark.clause("1.5.main")
def test_a_main_leader_is_offered_the_key_villages_first_and_督导(month):
    page = client_of(month.mayor).get(reverse("visit_new"))
    first, *others = page.context["page"].object_list
    assert first == month.key_village
    assert first.fits
    assert not any(village.fits for village in others)
    assert filled(month.mayor, month.key_village)["kind"] == "SUPERVISION"


def test_a_member_is_offered_the_own_area_first_and_example_villages_count_for_nothing(month):
    offered = list(client_of(month.member).get(reverse("visit_new")).context["page"].object_list)
    assert offered[:2] == [month.village, month.second_village]
    assert [village.name for village in offered if village.fits] == ["示例一村", "示例二村"]


def test_a_secretary_of_an_area_is_offered_its_villages_alone(month):
    offered = client_of(month.area_secretary).get(reverse("visit_new")).context["page"].object_list
    assert set(offered) == {month.village, month.second_village, month.demo_village}
    assert client_of(month.area_secretary).get(address(month.other_village)).status_code == 404


def test_the_clerk_enters_it_for_a_leader_who_confirms(month):
    data = filled(month.clerk, month.village, leaders=[month.member.person_id], officers=[month.liaison.person_id])
    assert "leaders" not in filled(month.clerk, month.village) or filled(month.clerk, month.village)["leaders"] == []
    client_of(month.clerk).post(address(month.village), data)
    made = Visit.objects.get()
    assert [item.title for item in work(month.member, clock.now())] == ["确认参加：10月13日示例一村 调研"]
    page = client_of(month.member).get(reverse("visit_page", args=[made.pk])).content.decode()
    assert "您参加了这次调研吗" in page
    client_of(month.member).post(reverse("visit_answer", args=[made.pk]), {"answer": "yes"})
    assert owed("1.5.member", month.member).state_at() == State.MET
    assert not list(work(month.member, clock.now()))


def test_sent_twice_it_is_one_visit_and_one_finding(month):
    data = filled(month.member, month.village, finding="路灯不亮")
    for _ in range(2):
        answer = client_of(month.member).post(address(month.village), data)
        assert answer.status_code == 302
    assert Visit.objects.count() == Matter.objects.count() == 1


def test_changed_and_sent_again_it_is_said_and_the_next_tap_records_it_as_another(month):
    client = client_of(month.member)
    data = filled(month.member, month.village)
    client.post(address(month.village), data)
    answer = client.post(address(month.village), data | {"seen": "另外一次。"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "内容与本次不同" in page
    assert "另外一次。" in page
    fresh = answer.context["form"]["key"].value()
    assert fresh != str(data["key"])
    client.post(address(month.village), data | {"seen": "另外一次。", "key": fresh})
    assert Visit.objects.count() == 2


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({"seen": ""}, "请填写"),
        ({"seen": "长" * 501}, "500"),
        ({"visited_on": "2026-10-14"}, "还没有到"),
        ({"visited_on": "昨天"}, "日期"),
        ({"leaders": []}, "班子成员"),
        ({"leaders": ["999999"]}, "有效"),
        ({"households": "-1"}, "大于或等于0"),
        ({"finding": "", "on_spot": "on"}, "请写明当场改好的"),
    ],
)
def test_what_is_wrong_is_said_in_chinese_and_nothing_typed_is_lost(month, more, word):
    data = filled(month.member, month.village, **({"seen": "看了两户。"} | more))
    answer = client_of(month.member).post(address(month.village), data)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert word in page
    assert data["seen"][:20] in page
    assert not Visit.objects.exists()


def test_a_photo_that_fails_is_said_and_the_visit_stands(month):
    broken = SimpleUploadedFile("坏.jpg", b"no picture", "image/jpeg")
    data = filled(month.member, month.village, photos=[photo(), broken])
    page = client_of(month.member).post(address(month.village), data, follow=True).content.decode()
    assert "文字已保存；照片“坏.jpg”没有保存" in page
    assert Attachment.objects.filter(object_id=str(Visit.objects.get().pk)).count() == 1


def test_photos_may_come_later_and_are_seen_by_whoever_sees_the_visit(month):
    made = visit(month, month.village, month.member)
    client_of(month.member).post(reverse("visit_photos", args=[made.pk]), {"photos": [photo()]})
    file = reverse("attachment_file", args=[Attachment.objects.get().pk])
    assert client_of(month.liaison).get(file).status_code == 200
    assert client_of(month.other_liaison).get(file).status_code == 404
    assert client_of(month.liaison).post(reverse("visit_photos", args=[made.pk]), {}).status_code == 403


def test_an_unknown_village_is_not_there(month):
    client = client_of(month.member)
    assert client.get(f"{reverse('visit_new')}?village=999999").status_code == 404
    assert client.get(address(month.foreign_village)).status_code == 404
    assert client.get(address(month.area)).status_code == 404
    assert client.get(f"{reverse('visit_new')}?village=九").status_code == 200


def test_villages_are_found_by_name(month):
    page = client_of(month.clerk).get(reverse("visit_new"), {"q": "示例四"})
    assert list(page.context["page"].object_list) == [month.key_village]
    assert "没有这个名字的村" in client_of(month.clerk).get(reverse("visit_new"), {"q": "无"}).content.decode()


# Answering ----------------------------------------------------------------------------------------------------------


def test_nobody_answers_for_another(month):
    made = visit(month, month.village, month.member, by=month.clerk)
    path = reverse("visit_answer", args=[made.pk])
    assert client_of(month.secretary).post(path, {"answer": "yes"}).status_code == 403
    assert client_of(month.other_liaison).post(path, {"answer": "yes"}).status_code == 404
    assert client_of(month.foreigner).post(path, {"answer": "yes"}).status_code == 404
    assert client_of(month.member).get(path).status_code == 405


def test_a_participant_sees_the_visit_wherever_the_village_lies(month):
    Post.objects.filter(seat__unit=month.other_village, person=month.other_liaison.person).update(valid_to=None)
    made = visit(month, month.other_village, month.linked, month.other_liaison)
    assert client_of(month.other_liaison).get(reverse("visit_page", args=[made.pk])).status_code == 200


def test_the_page_says_whose_duty_it_counts_for(month):
    made = visit(month, month.village, month.member)
    page = client_of(month.member).get(reverse("visit_page", args=[made.pk]))
    assert [row.duty.key for row in page.context["served"]] == ["1.5.member"]
    assert "计入" in page.content.decode()


def test_the_list_is_filtered_by_word_and_person(month):
    visit(month, month.village, month.member, seen="大棚")
    visit(month, month.key_village, month.mayor, seen="道路")
    client = client_of(month.clerk)

    def found(**query):
        return [row.village for row in client.get(reverse("visit_list"), query).context["page"].object_list]

    assert found() == [month.key_village, month.village]
    assert found(q="道路") == found(who=month.mayor.person_id) == [month.key_village]
    assert found(q="无") == []
    assert found(who="x") == [month.key_village, month.village]


def test_an_officer_sees_the_visits_to_the_own_villages(month):
    visit(month, month.village, month.member)
    visit(month, month.key_village, month.mayor)
    rows = client_of(month.liaison).get(reverse("visit_list")).context["page"].object_list
    assert [row.village for row in rows] == [month.village]


# Elsewhere ----------------------------------------------------------------------------------------------------------


def days(user):
    return [(entry.day, entry.title) for entry in calendar(user, OCTOBER.replace(day=1), OCTOBER.replace(day=31))]


def test_the_calendar_of_those_concerned_and_of_the_office_shows_it(month):
    visit(month, month.village, month.member)
    line = [(OCTOBER, "示例一村 调研")]
    assert days(month.member) == days(month.clerk) == days(month.liaison) == days(month.area_secretary) == line
    assert days(month.mayor) == days(month.other_liaison) == days(month.foreigner) == []


def test_the_grid_counts_what_somebody_stands_to(month):
    visit(month, month.village, month.member)
    last = visit(month, month.village, month.secretary)
    visit(month, month.second_village, month.member, by=month.clerk)
    (row,) = villages([month.village.pk, month.second_village.pk], [WEEK.previous(), WEEK])
    assert row.marks == {month.village.pk: {WEEK.key: "2"}}
    assert row.urls[month.village.pk][WEEK.key] == reverse("visit_page", args=[last.pk])


def test_the_page_of_a_village_shows_the_newest_visits(month):
    for _ in range(6):
        visit(month, month.village, month.member)
    visit(month, month.key_village, month.mayor)
    (shown,) = section(month.clerk, month.village, clock.now())
    assert len(shown.context["visits"]) == 5
    assert not list(section(month.clerk, month.dept, clock.now()))
    (area,) = section(month.clerk, month.other_area, clock.now())
    assert [row.village for row in area.context["visits"]] == [month.key_village]
    page = client_of(month.member).get(reverse("unit_page", args=[month.village.pk])).content.decode()
    assert "登记调研督导" in page


@pytest.mark.only_on("sqlite")  # counts of queries are the same on both engines
def test_every_page_of_visits_costs_the_same_at_2300_villages(month):
    made = visit(month, month.village, month.member, month.mayor)
    costs = [cost(month, made)]
    grow(month.town)
    tick()
    for village in (month.village, month.second_village, month.key_village) * 8:
        visit(month, village, month.member, month.mayor, month.secretary, key=chance.uuid4())
    costs.append(cost(month, made))
    assert costs[0] == costs[1]
    assert max(costs[1].values()) < 25


def cost(town, made):
    clients = {"clerk": client_of(town.clerk), "member": client_of(town.member)}
    pages = [reverse("visit_list"), reverse("visit_new"), address(town.village), reverse("visit_page", args=[made.pk])]
    return {(name, path): queries(client, path) for name, client in clients.items() for path in pages}
