"""A table comes in: read, checked, shown, confirmed; every row or none."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dushi import clock, tick
from dushi.records.models import Event
from dushi.town.models import Person, Unit, Upload, User
from tests.cast import client_of
from tests.town.exchanging import book, bring, bring_in, faults, refusal, text

HEADS = ["姓名", "管理权限", "工作电话", "电子邮箱"]
NEW = ["示例·新某", "村级", "0530-1234567", "new@example.com"]


def people(*rows):
    return book(HEADS, *rows)


def test_a_clerk_brings_in_people_after_looking_at_them(cast):
    answer = bring(
        cast.clerk, "people", people(NEW, ["示例·王某", "", "13800000000", ""], ["示例·朱某", "镇管", "", ""])
    )
    page = client_of(cast.clerk).get(answer.url)
    assert "读出 3 行：新增 1，修改 1，不变 1。" in page.content.decode()
    assert [(one.row, one.label, one.headings) for one in page.context["changes"]] == [
        (2, "示例·新某", ()),
        (3, "示例·王某", ("工作电话",)),
    ]
    assert not Person.objects.filter(name="示例·新某").exists()
    done = client_of(cast.clerk).post(f"{answer.url}confirm/", follow=True)
    assert "已导入人员：新增 1，修改 1，不变 1。" in done.content.decode()
    person = Person.objects.get(name="示例·新某")
    assert (person.level, person.phone, person.email) == ("VILLAGE", "0530-1234567", "new@example.com")
    assert Person.objects.get(name="示例·王某").phone == "13800000000"


def test_one_event_tells_of_the_import_and_counts_its_rows(cast):
    bring_in(cast.clerk, "people", people(NEW, ["示例·朱某", "镇管", "", ""]), "全镇人员.xlsx")
    event = Event.objects.get(verb="导入人员")
    assert event.actor == cast.clerk
    assert event.object_id == str(cast.town.pk)
    assert event.data == {"new": 1, "changed": 0, "same": 1, "file": "全镇人员.xlsx"}
    assert "导入人员" in client_of(cast.clerk).get(reverse("import_list")).content.decode()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030"])
def test_a_csv_comes_in_as_well(cast, encoding):
    bring_in(cast.clerk, "people", text(HEADS, ["王𠮷䶮", "镇管", "", ""], encoding=encoding), "人员.csv")
    assert Person.objects.filter(name="王𠮷䶮").exists()


def test_every_fault_names_its_row_its_column_and_why(cast):
    wrong = [
        ["", "镇管", "", ""],
        NEW,
        ["示例·丙某", "省管", "电话", "不是邮箱"],
        ["名" * 41, "", "", ""],
        ["示例·丁某", "省管", "37170219800101001X", ""],
    ]
    answer = bring(cast.clerk, "people", people(*wrong))
    assert faults(answer) == [
        ("2", "姓名", "没有填。"),
        ("4", "工作电话", "电话只填数字，可加区号，例如 0530-1234567。"),
        ("4", "电子邮箱", "邮箱格式不对，例如 name@example.com。"),
        ("4、6", "管理权限", "“省管”认不出来，只能填：区管、镇管、村级。"),
        ("5", "姓名", "有 41 字，最多 40 字。"),
        ("6", "工作电话", "这像是身份证号，不能登记。"),
    ]
    assert "有 7 处不对，一行都没有导入" in answer.content.decode()


def test_where_one_row_is_wrong_nothing_is_kept_of_any(cast):
    bring(cast.clerk, "people", people(NEW, ["", "", "", ""], ["", "镇管", "", ""]))
    assert not Person.objects.filter(name="示例·新某").exists()
    assert not Upload.objects.exists()


def test_what_changed_since_the_preview_stops_every_row(cast):
    answer = bring(
        cast.clerk, "units", book(["类别", "名称", "管区"], ["村", "示例新村", ""], ["村", "示例五村", "示例二管区"])
    )
    Unit.objects.filter(pk=cast.other_area.pk).update(valid_to=clock.today() - timedelta(days=1))
    page = client_of(cast.clerk).post(f"{answer.url}confirm/", follow=True)
    assert "这次没有导入" in page.content.decode()
    assert faults(page) == [("3", "管区", "没有“示例二管区”这个管区。")]
    assert "确认导入" not in page.content.decode()
    assert not Unit.objects.filter(name="示例新村").exists()
    assert not Event.objects.filter(verb="导入单位").exists()


def test_a_name_taken_at_the_same_moment_stops_every_row(cast, monkeypatch):
    answer = bring(cast.clerk, "units", book(["类别", "名称"], ["村", "示例新村"], ["村", "示例五村"]))
    from dushi.town.exchange.tables import UnitTable

    def lock(table):
        """Somebody else is quicker, after this import has read what is there."""
        table.book.all_units  # noqa: B018 - read now
        Unit.objects.create(town=cast.town, kind="VILLAGE", name="示例五村", valid_from=clock.today())

    monkeypatch.setattr(UnitTable, "lock", lock)
    page = client_of(cast.clerk).post(f"{answer.url}confirm/", follow=True)
    assert "登记的内容刚刚有变动，这次没有导入" in page.content.decode()
    assert not Unit.objects.filter(name="示例新村").exists()


def test_confirmed_twice_it_is_imported_once(cast):
    answer = bring(cast.clerk, "people", people(NEW))
    client = client_of(cast.clerk)
    assert client.post(f"{answer.url}confirm/").status_code == 302
    assert client.post(f"{answer.url}confirm/").status_code == 404
    assert Person.objects.filter(name="示例·新某").count() == 1
    assert not Upload.objects.exists()


def test_brought_in_again_it_changes_nothing(cast):
    bring_in(cast.clerk, "people", people(NEW))
    page = bring_in(cast.clerk, "people", people(NEW))
    assert "新增 0，修改 0，不变 1" in page.content.decode()


def test_an_empty_cell_and_an_absent_column_change_nothing(cast):
    bring_in(cast.clerk, "people", people(NEW))
    bring_in(cast.clerk, "people", book(["姓名", "工作电话"], ["示例·新某", ""]))
    assert Person.objects.get(name="示例·新某").phone == "0530-1234567"


def test_not_imported_its_contents_go_at_once(cast):
    answer = bring(cast.clerk, "people", people(NEW))
    client_of(cast.clerk).post(f"{answer.url}cancel/")
    assert not Upload.objects.exists()
    assert not Person.objects.filter(name="示例·新某").exists()


@pytest.mark.parametrize("step", ["", "confirm/", "cancel/"])
def test_nobody_else_finds_what_somebody_uploaded(cast, step):
    url = bring(cast.clerk, "people", people(NEW)).url + step
    for other in (cast.office_head, cast.admin, cast.foreigner):
        client = client_of(other)
        assert (client.post(url) if step else client.get(url)).status_code == 404
    assert Upload.objects.count() == 1
    assert not Person.objects.filter(name="示例·新某").exists()


@pytest.mark.parametrize("step", ["", "confirm/", "cancel/"])
def test_an_upload_nobody_confirmed_is_gone_after_a_quarter_of_an_hour(cast, at, step):
    url = bring(cast.clerk, "people", people(NEW)).url + step
    at.advance(timedelta(minutes=15))
    client = client_of(cast.clerk)
    assert (client.post(url) if step else client.get(url)).status_code == 404


def test_the_tick_deletes_what_was_abandoned_and_nothing_else(cast, at, settings):
    settings.TICK_STEPS = [step for step in settings.TICK_STEPS if step.endswith("purge_abandoned")]
    bring(cast.clerk, "people", people(NEW))
    at.advance(timedelta(minutes=14))
    bring(cast.office_head, "people", people(NEW))
    tick.run()
    assert Upload.objects.count() == 2
    at.advance(timedelta(minutes=1))
    tick.run()
    assert [upload.owner for upload in Upload.objects.all()] == [cast.office_head]


def test_a_second_upload_of_the_same_table_replaces_the_first(cast):
    first = bring(cast.clerk, "people", people(NEW)).url
    bring(cast.clerk, "people", people(NEW))
    assert client_of(cast.clerk).get(first).status_code == 404
    assert Upload.objects.count() == 1


def test_households_are_the_office_s_alone(cast):
    for name, arguments in (
        ("import_new", ["households"]),
        ("import_blank", ["households"]),
        ("roster_export", ["households", "xlsx"]),
    ):
        path = reverse(name, args=arguments)
        assert client_of(cast.admin).get(path).status_code == 404
        assert client_of(cast.clerk).get(path).status_code == 200
    shown = client_of(cast.admin).get(reverse("import_list")).context["tables"]
    assert [table.key for table in shown] == ["units", "seats", "people", "posts"]


def test_whoever_lost_the_post_in_between_confirms_nothing(cast):
    answer = bring(cast.clerk, "people", people(NEW))
    cast.clerk.person.posts.update(valid_to=clock.today() - timedelta(days=1))
    clerk = User.objects.get(pk=cast.clerk.pk)
    assert client_of(clerk).post(f"{answer.url}confirm/").url == reverse("login")
    assert not Person.objects.filter(name="示例·新某").exists()


def test_no_such_table_and_no_such_form_do_not_exist(cast):
    client = client_of(cast.clerk)
    assert client.get("/import/matters/").status_code == 404
    assert client.get("/export/people.docx").status_code == 404


def test_people_of_the_next_town_are_neither_seen_nor_changed(cast):
    answer = bring(cast.clerk, "people", people(["示例·尤某", "村级", "", ""]))
    page = client_of(cast.clerk).get(answer.url)
    assert page.context["outcome"].new == 1
    client_of(cast.clerk).post(f"{answer.url}confirm/")
    assert Person.objects.get(pk=cast.foreigner.person_id).level == "TOWN"
    assert faults(bring(cast.clerk, "seats", book(["单位", "岗位类别"], ["邻镇村", "包村人员"]))) == [
        ("2", "单位", "没有“邻镇村”这个单位。")
    ]


def test_a_file_that_cannot_be_read_is_told_at_the_field(cast):
    assert refusal(bring(cast.clerk, "people", b"\xd0\xcf\x11\xe0")).startswith("这是旧版 .xls 表格")
    assert refusal(bring(cast.clerk, "people", b"")) == "文件是空的。"
    assert refusal(bring(cast.clerk, "people", book(["电话"], ["1"]))) == "表头缺少：姓名。"
    assert client_of(cast.clerk).post(reverse("import_new", args=["people"])).context["form"].errors["file"] == [
        "请选择文件。"
    ]
    assert refusal(bring(cast.clerk, "people", b"x" * (5 * 1024 * 1024 + 1))).startswith("文件超过 5 MB")


def test_columns_that_were_not_read_are_neither_kept_nor_hidden(cast):
    data = book([*HEADS, "身份证号"], [*NEW, "37170219800101001X"])
    page = bring(cast.clerk, "people", data, follow=True)
    assert "没有用到的列：身份证号" in page.content.decode()
    assert "37170219800101001X" not in str(Upload.objects.get().rows)


def test_thousands_of_rows_go_in_batch_by_batch_and_none_is_lost(cast):
    rows = [[f"示例·第{number}", "镇管", f"138{number:08d}", ""] for number in range(4500)]
    bring_in(cast.clerk, "people", people(*rows))
    changed = [[name, "村级", phone, ""] for name, _, phone, _ in rows]
    assert "修改 4500，不变 0" in bring_in(cast.clerk, "people", people(*changed)).content.decode()
    assert Person.objects.filter(town=cast.town, name__startswith="示例·第", level="VILLAGE").count() == 4500


def queries(user, url, method="get"):
    client = client_of(User.objects.get(pk=user.pk))
    with CaptureQueriesContext(connection) as asked:
        assert getattr(client, method)(url).status_code in (200, 302)
    return len(asked)


def test_an_import_costs_as_many_queries_for_a_hundred_rows_as_for_two(cast):
    costs = []
    for count in (2, 100):
        rows = [[f"示例·新{count}之{number}", "镇管", "", ""] for number in range(count)]
        url = bring(cast.clerk, "people", people(*rows)).url
        costs.append((queries(cast.clerk, url), queries(cast.clerk, f"{url}confirm/", "post")))
        rows = [[name, "村级", "", ""] for name, *_ in rows]
        url = bring(cast.clerk, "people", people(*rows)).url
        costs[-1] += (queries(cast.clerk, url), queries(cast.clerk, f"{url}confirm/", "post"))
    assert costs[0] == costs[1]
