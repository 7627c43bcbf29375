"""帮扶单位, 贫困户, 联户责任人, and 反馈与减负建议."""

import pytest
from django.urls import reverse

from dushi import clock
from dushi.records.models import Event
from dushi.town.actions.feedback import give_feedback
from dushi.town.models import Feedback, Household, HouseholdSupporter, SupportUnit
from tests.cast import client_of


@pytest.fixture
def household(cast):
    return Household.objects.create(town=cast.town, village=cast.village, code="0001", masked_name="张*")


def test_the_office_enters_a_support_unit_and_the_village_shows_it(cast):
    client = client_of(cast.clerk)
    data = {"name": "示例区水务局", "kind": "COUNTY", "villages": [cast.village.pk]}
    client.post(reverse("support_unit_add"), data)
    assert "示例区水务局" in client_of(cast.liaison).get(reverse("unit_page", args=[cast.village.pk])).text
    assert "已有同名" in client.post(reverse("support_unit_add"), data).text
    unit = SupportUnit.objects.get()
    client.post(reverse("support_unit_edit", args=[unit.pk]), {**data, "villages": [cast.key_village.pk]})
    assert list(unit.villages.all()) == [cast.key_village]
    client.post(reverse("support_unit_remove", args=[unit.pk]))
    assert not SupportUnit.objects.exists()


def test_only_a_village_of_this_town_can_be_helped_here(cast):
    for key in (cast.foreign_village.pk, 10**30):
        data = {"name": "示例局", "kind": "COUNTY", "villages": [key]}
        page = client_of(cast.clerk).post(reverse("support_unit_add"), data)
        assert page.status_code == 200 and "示例局" in page.text
    assert not SupportUnit.objects.exists()


@pytest.mark.parametrize(
    ("code", "name", "word"),
    [
        ("0002", "张三丰", "只登记隐名"),
        ("37172819700101123X", "张*", "像是身份证号"),
        ("一户", "张*", "只用数字、字母"),
        ("0001", "李*", "已登记"),
    ],
)
def test_what_must_not_be_kept_is_refused(cast, household, code, name, word):
    path = reverse("household_add", args=[cast.village.pk])
    page = client_of(cast.clerk).post(path, {"code": code, "masked_name": name}).text
    assert word in page
    assert f'value="{code}"' in page
    assert Household.objects.count() == 1


def test_a_household_is_entered_and_gets_somebody_who_answers_for_it(cast):
    client = client_of(cast.clerk)
    client.post(reverse("household_add", args=[cast.village.pk]), {"code": "0002", "masked_name": "欧阳＊"})
    household = Household.objects.get(code="0002")
    assert household.masked_name == "欧阳*"
    data = {"supporter-name": "示例·李某", "supporter-unit_name": "镇民政办", "supporter-on": clock.today()}
    client.post(reverse("supporter_add", args=[household.pk]), data)
    page = client_of(cast.liaison).get(reverse("household_list", args=[cast.village.pk])).text
    assert "示例·李某（镇民政办）" in page
    client.post(reverse("supporter_end", args=[HouseholdSupporter.objects.get().pk]))
    assert HouseholdSupporter.objects.get().valid_to == clock.today()


def test_a_supporter_without_a_name_is_asked_for_and_the_household_stays(cast, household):
    answer = client_of(cast.clerk).post(reverse("supporter_add", args=[household.pk]), {})
    assert "请填写" in answer.text
    assert "0001" in answer.text


def test_a_household_goes_and_the_history_keeps_its_code_alone(cast, household):
    client_of(cast.clerk).post(reverse("household_remove", args=[household.pk]))
    assert not Household.objects.exists()
    event = Event.objects.get(verb="注销贫困户")
    assert event.data == {"code": "0001"}
    assert "张" not in event.object_label


def test_a_household_is_changed(cast, household):
    client = client_of(cast.clerk)
    client.post(reverse("household_page", args=[household.pk]), {"code": "0009", "masked_name": "李某"})
    assert Household.objects.get().code == "0009"
    assert "0009" in client.get(reverse("household_page", args=[household.pk])).text


def test_feedback_is_read_by_office_administrator_and_whoever_wrote_it(cast):
    client_of(cast.liaison).post(reverse("feedback"), {"text": "周报告少一栏更好", "page": "/reports/"})
    assert Feedback.objects.get().person == cast.liaison.person
    readers = {
        role for role, user in cast.everybody().items() if "少一栏" in client_of(user).get(reverse("feedback")).text
    }
    assert readers == {"liaison", "clerk", "office_head", "admin"}
    assert "少一栏" not in client_of(cast.foreigner).get(reverse("feedback")).text


def test_feedback_without_a_word_is_asked_for(cast):
    assert "请填写" in client_of(cast.liaison).post(reverse("feedback"), {"text": ""}).text
    assert 'value="/reports/"' in client_of(cast.liaison).get(reverse("feedback"), {"from": "/reports/"}).text


def test_feedback_is_answered_once_by_office_or_administrator_and_its_writer_reads_it(cast):
    row = give_feedback(text="周报告少一栏更好", page="/reports/", by=cast.liaison)
    url, said = reverse("feedback_answer", args=[row.pk]), {f"row{row.pk}-answer": "下周起去掉这一栏"}
    wrong = client_of(cast.admin).post(url, {f"row{row.pk}-answer": ""})
    assert wrong.status_code == 422 and "请填写" in wrong.text
    client_of(cast.admin).post(url, said)
    assert "下周起去掉这一栏" in client_of(cast.liaison).get(reverse("feedback")).text
    again = client_of(cast.clerk).post(url, {f"row{row.pk}-answer": "不行"})
    assert again.status_code == 422 and "已经有人答复" in again.text
    row.refresh_from_db()
    assert (row.answer, row.answered_by) == ("下周起去掉这一栏", cast.admin.person)


def test_large_print_is_kept_by_the_browser_before_and_after_the_login(cast):
    client = client_of(cast.liaison)
    page = client.get(reverse("my_settings")).text
    assert "换成大字" in page and 'class="large"' not in page
    back = client.post(reverse("print_size"), {"size": "large", "next": "/settings/"})
    assert back.url == "/settings/" and 'class="large"' in client.get("/settings/").text
    client.post(reverse("logout"))
    assert 'class="large"' in client.get(reverse("login")).text
    client.post(reverse("print_size"), {"size": "", "next": "//elsewhere.example/"})
    assert 'class="large"' not in client.get(reverse("login")).text


def test_large_print_leads_nowhere_else(client):
    assert client.post(reverse("print_size"), {"size": "large", "next": "//elsewhere.example/"}).url == "/"
