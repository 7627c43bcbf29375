"""The office uploads the district's table once, says what its columns ask, and has it filled every week."""

from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from dushi import clock, tick
from dushi.alerts.models import Alert
from dushi.district.actions import fill_due
from dushi.district.models import DistrictFilling, DistrictTable
from dushi.records.models import Event
from tests.cast import client_of
from tests.district.workbooks import NAME, WEEKLY, added, cells, made
from tests.town.exchanging import book, text

SAID = {
    "name": "区周报表",
    "sheet": "周报",
    "head_row": "4",
    "ready": "4-17",
    "stamp_cell": "",
    "stamp": "",
    "column_1": "village.name",
    "column_2": "report.filed",
}


def upload(user, data, name=NAME):
    return client_of(user).post(reverse("district_add"), {"file": SimpleUploadedFile(name, data)})


@pytest.mark.clause("1.3(a)")
def test_from_the_upload_to_a_filled_copy(cast, at):
    answer = upload(cast.clerk, WEEKLY)
    table = DistrictTable.objects.get()
    assert answer.url == reverse("district_map", args=[table.pk])
    client = client_of(cast.clerk)
    page = client.get(answer.url).content.decode()
    assert "D 列　本周重点工作" in page and "有公式，公式不动" in page and "示例一村、示例二行政村、示例三" in page
    assert client.post(answer.url, SAID).url == reverse("district_page", args=[table.pk])
    page = client.get(reverse("district_page", args=[table.pk])).content.decode()
    assert (
        "对上 3 个村" in page
        and "第 8 行“示例九村”：没有叫这个名称的村，不填。" in page
        and "表里没有：示例四村。" in page
    )
    file = client.get(reverse("district_file", args=[table.pk, "2026-W38"]))
    assert [line[2] for line in cells(file.content)[4:8]] == ["未报", "未报", "未报", ""]
    assert "no-store" in file["Cache-Control"]
    assert list(Event.objects.filter(object_type="district.districttable").values_list("verb", flat=True)) == [
        "上传区里的周表",
        "对好区里周表的各列",
    ]


def test_what_is_no_workbook_of_the_district_is_told(cast):
    def told(data, name=NAME):
        return upload(cast.clerk, data, name).context["form"].errors["file"][0]

    assert told(text(["村名"], ["示例一村"]), "表.xlsx").startswith("请上传 .xlsx 表格")
    assert told(b"\xd0\xcf\x11\xe0").startswith("请上传 .xlsx 表格")
    assert told(book(["村名"], *([["示例一村"]] * 1000))) == "表格超过 1,000 行，请只留每周要报的表。"
    assert told(book([])) == "表里没有内容。"
    assert told(WEEKLY[:3000]).startswith("文件已损坏")
    assert told(b"PK" + b"x" * (2 * 1024 * 1024)).startswith("表格超过 2 MB")
    assert not DistrictTable.objects.exists()


def test_columns_said_wrongly_are_told_and_nothing_typed_is_lost(cast):
    table = added(cast.town, cast.clerk)
    url = reverse("district_map", args=[table.pk])
    wrong = {**SAID, "column_1": "", "stamp_cell": "C9", "column_3": "report.next_plan"}
    answer = client_of(cast.clerk).post(url, wrong)
    errors = answer.context["form"].errors
    assert errors["__all__"] == ["请指出哪一列是村名，只能有一列。"] and errors["stamp_cell"] == [
        "请填表头以上的格子。"
    ]
    assert '<option value="report.next_plan" selected>' in answer.content.decode()
    table.refresh_from_db()
    assert table.mapped_at is None
    twice = client_of(cast.clerk).post(url, {**SAID, "column_3": "village.name"})
    assert twice.context["form"].errors["__all__"]


def test_another_sheet_is_read_anew_without_being_kept(cast):
    table = added(cast.town, cast.clerk)
    url = reverse("district_map", args=[table.pk])
    answer = client_of(cast.clerk).post(url, {**SAID, "sheet": "汇总", "head_row": "1", "reread": "1"})
    assert [field.label for field in answer.context["form"].columns()] == ["A 列　全县问题", "B 列　0"]
    assert 'value="区周报表"' in answer.content.decode()
    table.refresh_from_db()
    assert (table.sheet, table.head_row) == ("周报", 4)


def friday(hour, minute=0):
    return datetime(2026, 9, 18, hour, minute, tzinfo=clock.SHANGHAI)


@pytest.mark.clause("1.3(a)", "X.3")
def test_it_is_filled_every_week_once_and_the_office_is_told(cast, at, settings):
    settings.TICK_STEPS = ["dushi.district.actions.fill_due"]
    table = made(cast.town, cast.clerk)
    fill_due(friday(16, 59))
    assert not table.fillings.exists(), "a week before it was there is not filled"
    for moment in (friday(17), friday(17, 1), friday(17) + timedelta(days=6)):
        tick.run(moment)
    kept = table.fillings.get()
    assert (kept.period, kept.villages) == ("2026-W38", 3)
    told = Alert.objects.filter(object_type="district.districtfilling")
    assert {alert.person for alert in told} == {cast.clerk.person, cast.office_head.person}
    assert told[0].title == "示例县周报表已按2026年第38周填好，请核对后报区里"
    client = client_of(cast.office_head)
    assert "2026年第38周" in client.get(told[0].url).content.decode()
    assert cells(client.get(reverse("district_kept", args=[kept.pk])).content)[4][1] == "示例一村"
    fill_due(friday(17) + timedelta(days=7))
    assert [filling.period for filling in table.fillings.all()] == ["2026-W39", "2026-W38"]


def test_one_that_is_switched_off_or_not_mapped_is_not_filled(cast, at):
    added(cast.town, cast.clerk)
    table = made(cast.town, cast.clerk)
    client = client_of(cast.clerk)
    client.post(reverse("district_switch", args=[table.pk]))
    assert fill_due(friday(17)) == 0
    client.post(reverse("district_switch", args=[table.pk]))
    assert fill_due(friday(17)) == 1
    client.post(reverse("district_remove", args=[table.pk]))
    assert not DistrictFilling.objects.exists()


def test_one_table_that_cannot_be_filled_keeps_no_other_from_it(cast, at):
    broken, whole = made(cast.town, cast.clerk), made(cast.town, cast.clerk)
    DistrictTable.objects.filter(pk=broken.pk).update(content=b"PK", name="0")
    with pytest.raises(ExceptionGroup):
        fill_due(friday(17))
    assert [one.table for one in DistrictFilling.objects.all()] == [whole]


def test_an_idle_minute_asks_once_however_many_tables_there_are(cast, at, django_assert_num_queries):
    for ready in ("3-17", "4-17", "7-12"):
        made(cast.town, cast.clerk, ready=ready)
    assert fill_due(friday(17)) == 3 - 1, "that of next Monday was not there a week ago"
    with django_assert_num_queries(1):
        assert fill_due(friday(17, 1)) == 0


def test_a_week_ahead_or_no_week_is_not_there(cast, at):
    table = made(cast.town, cast.clerk)
    client = client_of(cast.clerk)
    for period in ("2026-W39", "2026-09", "x"):
        assert client.get(reverse("district_file", args=[table.pk, period])).status_code == 404


def test_the_shelf_of_papers_leads_the_office_to_the_filled_weeks(cast):
    for user, count in ((cast.clerk, 1), (cast.liaison, 0)):
        note = client_of(user).get(reverse("issued_papers")).content.decode().split("随时可查")[1].split("</p>")[0]
        assert note.count("区里的周表") == count
