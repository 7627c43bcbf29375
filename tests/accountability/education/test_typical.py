"""典型案例: nobody is named; another publishes; all staff read it as a lesson (3.0)."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from accountability.education.naming import gives_away
from accountability.education.providers import work
from accountability.education.typical import change, publish, withdraw, write
from accountability.models import TypicalCase
from dushi import clock
from dushi.records.errors import Refused
from dushi.records.models import Event
from dushi.town.models import Household, HouseholdSupporter, Person, SupportUnit
from tests.accountability.education.samples import TEXT
from tests.cast import client_of

pytestmark = [pytest.mark.usefixtures("at"), pytest.mark.clause("3.0")]


def refused(act, **arguments):
    with pytest.raises(Refused) as refusal:
        act(**arguments)
    return refusal.value


@pytest.fixture
def town(cast):
    Person.objects.create(town=cast.town, name="欧阳建国")
    SupportUnit.objects.create(town=cast.town, name="区水务局", kind="UNIT")
    household = Household.objects.create(town=cast.town, village=cast.village, code="SLY-017", masked_name="张*")
    HouseholdSupporter.objects.create(household=household, name="司马光明", valid_from=date(2026, 1, 1))
    return cast.town


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("某村干部把危房报成改造完。", []),
        ("镇党委会议研究，镇纪委查明。", []),
        ("该村主任欧阳建国代签。", ["欧阳建国"]),
        ("该村主任欧 阳 建 国代签。", ["欧阳建国"]),
        ("示例·沈某代签。", ["示例沈某"]),
        ("沈某代签。", ["沈某"]),
        ("在示例一村，两户没有改造。", ["示例一村"]),
        ("在示例一，两户没有改造。", ["示例一"]),
        ("镇民政办审核不严。", ["镇民政办"]),
        ("民政办审核不严。", ["民政办"]),
        ("扶贫办没有复核。", ["扶贫办"]),
        ("示例二管区没有发现。", ["示例二管区"]),
        ("联户责任人司马光明没有到户。", ["司马光明"]),
        ("区水务局没有到村。", ["区水务局"]),
        ("户编号SLY-017。", ["SLY-017"]),
        ("见菏牡通〔2026〕5号。", ["〔2026〕5号"]),
        ("见菏牡通［２０２６］第 5 号。", ["[2026]第5号"]),
        ("电话13812345678。", ["13812345678"]),
    ],
)
def test_what_gives_somebody_away_is_found_however_it_is_typed(town, text, found):
    assert gives_away(text, town) == found


@pytest.mark.parametrize("field", ["title", "text", "lesson"])
def test_a_text_that_names_somebody_is_refused_at_its_field(cast, field):
    refusal = refused(write, by=cast.commission_staff, **TEXT | {field: "示例甲村的教训"})
    assert (refusal.field, refusal.clause) == (field, "3.0")
    assert "“示例甲村”" in refusal.message
    assert not TypicalCase.objects.exists()


def test_another_publishes_and_only_the_writer_rewrites(cast):
    made = write(by=cast.commission_staff, **TEXT)
    refused(write, by=cast.clerk, **TEXT)
    refused(publish, typical=made, by=cast.commission_staff)
    refused(publish, typical=made, by=cast.mayor)
    refused(change, typical=made, by=cast.commission_second, **TEXT)
    refused(change, typical=made, by=cast.commission_staff, **TEXT | {"text": "示例甲村。"})
    assert (
        change(typical=made, by=cast.commission_staff, **TEXT | {"title": "某村档案造假案"}).title == "某村档案造假案"
    )
    assert [item.title for item in work(cast.commission_second, clock.now())] == ["有一个典型案例待审看"]
    publish(typical=made, by=cast.commission_second)
    refused(publish, typical=made, by=cast.commission_secretary)
    refused(change, typical=made, by=cast.commission_staff, **TEXT)
    assert [event.verb for event in Event.objects.all()] == ["发布典型案例"]
    assert Event.objects.get().object_label == "典型案例"


def test_a_name_that_came_to_the_town_meanwhile_stops_the_publishing(cast):
    made = write(by=cast.commission_staff, **TEXT | {"text": "包村干部南宫平川没有入户。"})
    Person.objects.create(town=cast.town, name="南宫平川")
    assert "南宫平川" in refused(publish, typical=made, by=cast.commission_second).message


def test_all_staff_read_what_is_published_until_it_is_taken_down(cast):
    made = write(by=cast.commission_staff, **TEXT | {"clauses": ["3.3(1)"]})
    listed, place = reverse("typicalcase_list"), reverse("typicalcase_page", args=[made.pk])
    reader = client_of(cast.liaison)
    assert TEXT["title"] not in reader.get(listed).content.decode()
    assert reader.get(place).status_code == 404
    assert client_of(cast.commission_staff).get(place).status_code == 404
    publish(typical=made, by=cast.commission_second)
    assert TEXT["title"] in reader.get(listed).content.decode()
    shown = reader.get(place).content.decode()
    assert TEXT["text"] in shown
    assert "示例·吴某" not in shown
    assert client_of(cast.admin).get(place).status_code == 403
    refused(withdraw, typical=made, by=cast.clerk)
    withdraw(typical=made, by=cast.commission_staff)
    refused(withdraw, typical=made, by=cast.commission_staff)
    assert reader.get(place).status_code == 404
    assert TEXT["title"] not in reader.get(listed).content.decode()


def test_the_desk_writes_and_publishes_it(cast):
    writer, reader = client_of(cast.commission_staff), client_of(cast.commission_second)
    new = reverse("commission:typical_new")
    answered = writer.post(new, TEXT | {"text": "示例甲村有两户。"})
    assert answered.status_code == 422
    assert "示例甲村有两户。" in answered.content.decode()
    assert writer.post(new, TEXT).status_code == 302
    made = TypicalCase.objects.get()
    assert TEXT["text"] in reader.get(reverse("commission:typical_page", args=[made.pk])).content.decode()
    assert writer.post(reverse("commission:typical_do", args=[made.pk, "publish"])).status_code == 403
    assert reader.post(reverse("commission:typical_do", args=[made.pk, "publish"])).status_code == 302
    made.refresh_from_db()
    assert made.state_text == "已发布"
