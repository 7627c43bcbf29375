"""The district's own table, filled: what stands in it, and what of it stays as the district made it."""

import io
import re
import zipfile
from datetime import date

import pytest

from dushi import clock
from dushi.district.actions import map_table
from dushi.district.filling import fill, rows_of
from dushi.matters.models import Matter
from dushi.regulation.periods import Period
from dushi.town.models import Unit
from meetings.models import DispatchReport
from tests.district.workbooks import WEEKLY, cells, made, read

WEEK = Period.parse("2026-W38")
BODY = "xl/worksheets/sheet1.xml"


def file_report(village, author, **said):
    usual = {
        "id": f"00000000-0000-4000-8000-{village.pk:012}",
        "town": village.town,
        "village": village,
        "period": WEEK.key,
        "author": author.person,
        "received_at": clock.at(date(2026, 9, 17), 9),
        "counts_at": clock.at(date(2026, 9, 17), 9),
        "body_sha256": "0" * 64,
        "key_work": "核对示例户档案",
        "support_visit": "CAME",
        "supporter_duty": "NORMAL",
        "next_plan": "入户走访",
    }
    return DispatchReport.objects.create(**{**usual, **said})


def raise_matter(village, number, **said):
    usual = {
        "town": village.town,
        "year": 2026,
        "number": number,
        "title": f"示例问题{number}",
        "source": Matter.Source.REPORT,
        "about": village,
        "status_at": clock.now(),
        "raised_at": clock.at(date(2026, 9, 15), 9),
    }
    return Matter.objects.create(**{**usual, **said})


@pytest.fixture
def table(cast, at):
    return made(
        cast.town, cast.clerk, stamp_cell="A2", stamp="填报单位：【镇】　填报时间：【起】至【止】（第【周】周）"
    )


def part(data, name=BODY):
    return zipfile.ZipFile(io.BytesIO(data)).read(name).decode()


@pytest.mark.clause("1.3(a)", "1.4.r")
def test_a_week_stands_in_the_district_s_own_table(cast, table):
    file_report(cast.village, cast.liaison)
    file_report(cast.second_village, cast.liaison, key_work="=HYPERLINK(1)", returned_at=None)
    raise_matter(cast.village, 1)
    raise_matter(cast.village, 2, raised_at=clock.at(date(2026, 9, 1)))
    raise_matter(cast.other_village, 3, source=Matter.Source.PUBLIC, title="群众说的事")
    data, villages = fill(table, WEEK, clock.now())
    assert villages == 3
    lines = cells(data)
    assert lines[1][0] == "填报单位：示例镇　填报时间：2026年9月14日至2026年9月20日（第38周）"
    assert lines[4][:6] == [1, "示例一村", "已报", "核对示例户档案", 1, 2]
    assert lines[4][7:] == ["到了", "入户走访", "示例备注"]
    assert lines[5][:4] == [2, "示例二行政村", "已报", "'=HYPERLINK(1)"]
    assert lines[6][:6] == [3, "示例三", "未报", "", 0, 0], "what the public reported is not told"
    assert lines[7][:4] == [4, "示例九村", "", ""], "a row of nobody's stays empty"


def test_rows_are_villages_by_name_code_or_short_name_once(cast, table):
    matched = rows_of(table, WEEK)
    assert {number: str(unit) for number, unit in matched.rows.items()} == {
        5: "示例一村",
        6: "示例二村",
        7: "示例三村",
    }
    assert (matched.unknown, matched.twice) == ([(8, "示例九村")], [])
    assert [str(unit) for unit in matched.missing] == ["示例四村"], "示例甲村 stands outside the counts"
    table.sheets[0]["rows"][7][1][1] = cast.village.code
    assert rows_of(table, WEEK).twice == [(8, cast.village.code)]


def test_a_village_that_is_no_more_is_left_out_of_its_later_weeks(cast, table):
    Unit.objects.filter(pk=cast.second_village.pk).update(valid_to=date(2026, 9, 1))
    assert 6 not in rows_of(table, WEEK).rows
    assert 6 in rows_of(table, Period.parse("2026-W30")).rows


def test_of_two_lines_of_heads_every_column_is_proposed(cast, table):
    assert table.columns == {
        "1": "village.name",
        "2": "report.filed",
        "3": "report.key_work",
        "4": "matter.new",
        "5": "matter.open",
        "7": "report.support_visit",
        "8": "report.next_plan",
    }
    assert (table.sheet, table.head_row) == ("周报", 4)
    assert [place for place in read()[0]["formulas"] if place[0] == 5] == [(5, 6)]


def test_a_formula_column_asked_for_is_still_left_alone(cast, table):
    columns = {int(column): key for column, key in table.columns.items()} | {6: "matter.late"}
    said = {name: getattr(table, name) for name in ("name", "sheet", "head_row", "ready", "stamp_cell", "stamp")}
    map_table(table=table, by=cast.clerk, columns=columns, **said)
    data, _ = fill(table, WEEK, clock.now())
    assert len(re.findall(r"<f[^>]*>", part(data))) == len(re.findall(r"<f[^>]*>", part(WEEKLY)))
