"""A table goes out: what one may see, as text that stays text, and fit to come in again."""

import io
import zipfile
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import load_workbook

from dushi.records.models import Event
from dushi.town.actions.exchange import check
from dushi.town.exchange import reading, sandbox
from dushi.town.exchange.tables import TABLES
from dushi.town.exchange.writing import lines_of_text, workbook
from dushi.town.models import Household, HouseholdSupporter, Person, Post, Seat, SupportUnit, Unit, User
from tests.cast import LIVE_FROM, client_of
from tests.sizes import size
from tests.town.exchanging import bring, bring_in, taken_out

SIGNS = ["=", "+", "-", "@", "＝", "＋", "－", "＠", " =", "'="]
FORMS = ["xlsx", "csv"]


def parts_of(user, kind):
    answer = client_of(user).get(reverse("roster_export", args=[kind, "xlsx"]))
    return zipfile.ZipFile(io.BytesIO(answer.content))


def test_units_go_out_with_their_areas_and_real_dates(cast):
    heads, *rows = taken_out(cast.clerk, "units")
    assert heads == ["类别", "名称", "区划代码", "管区", "重点村", "排序", "示例", "设立日期"]
    assert ["村", "示例四村", cast.key_village.code, "示例二管区", "是", 16, "否", date(2026, 1, 1)] in rows
    assert len(rows) == 18


def test_posts_of_today_and_to_come_go_out_and_those_past_do_not(cast, at):
    Post.objects.filter(person=cast.desk.person).update(valid_to=date(2026, 2, 1))
    rows = taken_out(cast.clerk, "posts", "csv")
    assert ["村", "示例一村", "包村人员", "2", "示例·卫某", "", "2026-01-01", "", "否"] in rows
    assert not any("示例·朱某" in row for row in rows)


@pytest.mark.parametrize("kind", ["units", "seats", "people", "posts"])
def test_nothing_of_the_next_town_goes_out(cast, kind):
    for user in (cast.clerk, cast.admin):
        assert not any("尤某" in str(cell) or "邻镇" in str(cell) for row in taken_out(user, kind) for cell in row)
    assert len(taken_out(cast.foreigner, kind)) == (4 if kind == "units" else 2)


def test_households_of_the_town_go_out_masked(cast):
    Household.objects.create(town=cast.foreign_town, village=cast.foreign_village, code="9", masked_name="尤*")
    home = Household.objects.create(town=cast.town, village=cast.village, code="0001", masked_name="张*")
    HouseholdSupporter.objects.create(household=home, name="示例·李某", unit_name="镇财政所", valid_from=LIVE_FROM)
    HouseholdSupporter.objects.create(household=home, name="示例·前某", valid_from=LIVE_FROM, valid_to=date(2026, 1, 2))
    assert taken_out(cast.clerk, "households")[1:] == [["示例一村", "0001", "张*", "示例·李某", "镇财政所"]]


def test_the_workbook_is_laid_out_for_paper_and_tells_who_took_it_out(cast, at):
    sheet = parts_of(cast.clerk, "people").read("xl/worksheets/sheet1.xml").decode()
    assert 'orientation="landscape"' in sheet and 'paperSize="9"' in sheet and 'state="frozen"' in sheet
    assert "<cols>" in sheet and "示例·王某 9月17日 10:00 导出" in sheet


def test_an_export_is_noted_with_the_number_of_its_rows(cast):
    taken_out(cast.clerk, "people", "csv")
    event = Event.objects.get(verb="导出人员")
    assert (event.actor, event.data) == (cast.clerk, {"rows": len(cast.everybody()), "form": "csv"})


def test_a_csv_opens_in_a_spreadsheet_with_its_chinese(cast):
    answer = client_of(cast.clerk).get(reverse("roster_export", args=["people", "csv"]))
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("form", FORMS)
def test_no_cell_of_any_export_is_a_formula(cast, sign, form):
    evil = f"{sign}HYPERLINK()"
    Person.objects.filter(pk=cast.clerk.person_id).update(name=evil, phone=f"{sign}1", email=evil)
    Unit.objects.filter(pk=cast.village.pk).update(name=evil, code=f"{sign}1")
    Unit.objects.filter(pk=cast.area.pk).update(name=evil)
    Seat.objects.update(title=evil)
    home = Household.objects.create(town=cast.town, village=cast.village, code=f"{sign}1", masked_name=evil[:10])
    HouseholdSupporter.objects.create(household=home, name=evil, unit_name=evil, valid_from=LIVE_FROM)
    SupportUnit.objects.create(town=cast.town, name=evil, kind="COUNTY").villages.add(cast.village)
    for kind in TABLES:
        rows = taken_out(cast.office_head, kind, form)
        cells = [cell for row in rows for cell in row if isinstance(cell, str)]
        assert any("HYPERLINK" in cell or cell == f"'{sign}1" for cell in cells), kind
        assert not any(cell.lstrip().startswith(tuple("=+-@＝＋－＠")) for cell in cells), kind
        if form == "xlsx":
            assert b"<f>" not in parts_of(cast.office_head, kind).read("xl/worksheets/sheet1.xml")


rare = st.text("䶮𠮷龘㼆示例甲乙=+-@'＝A1·", min_size=1, max_size=8)
phone = st.from_regex(r"\A[0-9+][0-9+\-]{3,12}\Z")


def fill(cast, names, phones):
    """The town's rows under rare names."""
    units = list(Unit.objects.filter(town=cast.town).order_by("pk"))
    for unit in units:
        Unit.objects.filter(pk=unit.pk).update(name=f"旧名 {unit.pk}")
    for unit, name in zip(units, names, strict=False):
        unit.name = name
    Unit.objects.bulk_update(units, ["name"])
    Seat.objects.filter(unit=cast.village).update(title=names[0])
    people = list(Person.objects.filter(town=cast.town).order_by("pk"))
    for person, name, number in zip(people, reversed(names), phones, strict=False):
        person.name, person.phone = name, number
    Person.objects.bulk_update(people, ["name", "phone"])
    home = Household.objects.create(town=cast.town, village=cast.village, code="0001", masked_name="𠮷*")
    SupportUnit.objects.all().delete()
    SupportUnit.objects.create(town=cast.town, name=names[0], kind="COUNTY").villages.set(
        [cast.village, cast.key_village]
    )
    for name, unit in zip(names[:2], names[2:4], strict=True):
        HouseholdSupporter.objects.create(household=home, name=name, unit_name=unit, valid_from=LIVE_FROM)


@pytest.fixture
def in_this_process(monkeypatch):
    """The sandbox without its process, for many files in a short time."""
    monkeypatch.setattr(reading, "parsed", sandbox.read)


@settings(
    max_examples=size("round_trips", 12), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    names=st.lists(rare, min_size=18, max_size=18, unique=True),
    phones=st.lists(phone, min_size=18, max_size=18, unique_by=lambda text: "".join(filter(str.isdigit, text))),
)
def test_what_went_out_comes_in_unchanged_and_goes_out_the_same(cast, in_this_process, names, phones):
    Household.objects.all().delete()
    fill(cast, names, phones)
    user = User.objects.get(pk=cast.office_head.pk)
    for table in TABLES.values():
        out = table(user)
        as_text = "".join(lines_of_text(out)).encode()
        for data in (workbook(table(user), "")[0], as_text, as_text.decode("utf-8-sig").encode("gb18030")):
            sheet = reading.read(data, known=out.heads, must=[], aliases=table.aliases)
            outcome = check(table=table, rows=sheet.rows, by=user)
            assert (outcome.faults, outcome.new, outcome.changed) == ([], 0, 0), table.key


def test_a_roster_taken_out_fills_an_empty_town_to_the_same_roster(cast):
    """By the system administrator: the office fills no seat of the commission (ADR 28)."""
    before = {kind: taken_out(cast.admin, kind, "csv") for kind in ("units", "seats", "people", "posts")}
    files = {kind: client_of(cast.admin).get(reverse("roster_export", args=[kind, "xlsx"])).content for kind in before}
    Post.objects.filter(seat__town=cast.town).exclude(person=cast.admin.person).delete()
    Person.objects.filter(town=cast.town).exclude(pk=cast.admin.person_id).delete()
    Seat.objects.filter(town=cast.town).exclude(posts__person=cast.admin.person).delete()
    Unit.objects.filter(town=cast.town).exclude(pk=cast.office.pk).delete()
    for kind, data in files.items():
        bring_in(cast.admin, kind, data)
    after = {kind: taken_out(cast.admin, kind, "csv") for kind in before}
    assert after["units"] == before["units"]
    assert after["posts"] == before["posts"]
    assert sorted(after["people"]) == sorted(before["people"])
    assert [row for row in before["seats"] if row not in after["seats"]] == []


@pytest.mark.parametrize("kind", list(TABLES))
def test_an_empty_table_holds_headings_lists_and_explanations(cast, kind):
    data = client_of(cast.clerk).get(reverse("import_blank", args=[kind])).content
    sheets = load_workbook(io.BytesIO(data))
    assert sheets.sheet_names == [TABLES[kind].label, "填写说明", "选项"]
    assert len(sheets.get_sheet_by_index(0).to_python()) == 1
    inside = zipfile.ZipFile(io.BytesIO(data))
    assert b'<dataValidation type="list"' in inside.read("xl/worksheets/sheet1.xml")
    assert 'name="选项" sheetId="3" state="hidden"'.encode() in inside.read("xl/workbook.xml")
    answer = bring(cast.clerk, kind, data)
    assert answer.context["form"].errors["file"] == ["表头下面没有内容。"]


@pytest.mark.parametrize("kind", list(TABLES))
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.only_on("sqlite")  # counts of queries are the same on both engines
def test_an_export_costs_the_same_however_long_it_is(cast, kind, form):
    def cost():
        client = client_of(User.objects.get(pk=cast.clerk.pk))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("roster_export", args=[kind, form]))
        return len(asked)

    Household.objects.create(town=cast.town, village=cast.village, code="a", masked_name="张*")
    SupportUnit.objects.create(town=cast.town, name="示例局", kind="COUNTY").villages.add(cast.village)
    before = cost()
    villages = [Unit(town=cast.town, kind="VILLAGE", name=f"新{n}村", valid_from=LIVE_FROM) for n in range(40)]
    people = Person.objects.bulk_create(Person(town=cast.town, name=f"示例·{n}") for n in range(40))
    seats = [Seat(town=cast.town, unit=unit, kind="HEAD") for unit in Unit.objects.bulk_create(villages)]
    Seat.objects.bulk_create(seats)
    Post.objects.bulk_create(
        Post(seat=seat, person=person, valid_from=LIVE_FROM) for seat, person in zip(seats, people, strict=True)
    )
    Household.objects.bulk_create(
        Household(town=cast.town, village=cast.village, code=f"{n}", masked_name="张*") for n in range(40)
    )
    for number in range(20):
        unit = SupportUnit.objects.create(town=cast.town, name=f"示例{number}局", kind="COUNTY")
        unit.villages.set([cast.village, cast.key_village])
    assert cost() == before
