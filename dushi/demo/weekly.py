"""The office's papers of every week: 周通报 edited and signed, the district's own table filled, lists kept."""

from __future__ import annotations

from datetime import date

from dushi import clock
from dushi.bulletin import actions as bulletins
from dushi.bulletin.models import Bulletin
from dushi.bulletin.signers import name_signer
from dushi.demo.documents import weekly_table
from dushi.demo.stage import Stage
from dushi.demo.story import scene
from dushi.district.actions import add_table, map_table
from dushi.district.models import DistrictTable
from dushi.district.workbook import sheets_of
from dushi.sheets.actions import ask_for
from dushi.sheets.lists import ExportedList
from dushi.sheets.making import make
from dushi.town.actions.filters import save_filter

SUMMARIES = (
    "本周各级调度会议按期召开，帮扶工作按计划推进。",
    "本周重点核对收入台账和帮扶手册，各管区调度有序。",
    "本周安排技术培训和劳务对接，项目资金使用情况已公示。",
)
NOTE = "请各管区周四前核对本管区未销号事项。"
TABLE = "示例区脱贫攻坚工作周报表.xlsx"


def write_bulletin(stage: Stage) -> None:
    """The past week's draft gets its few words and goes to be signed."""
    for draft in Bulletin.objects.filter(town=stage.town, status=Bulletin.Status.DRAFT):
        words = SUMMARIES[draft.week.number % len(SUMMARIES)]
        office = stage.user("fupinban")
        bulletins.edit_words(bulletin=draft, summary=words, note=NOTE, by=office)
        bulletins.send(bulletin=draft, by=office)


def sign_bulletin(stage: Stage, newest: date) -> None:
    """签发 and 公开 in the afternoon; what tells of the week from `newest` on still waits for its signature."""
    for ready in Bulletin.objects.filter(town=stage.town, status=Bulletin.Status.READY):
        if ready.week.first_day < newest:
            signer = "fushuji" if ready.week.number % 2 else "shuji"
            signed = bulletins.sign(bulletin=ready, by=stage.user(signer))
            bulletins.publish(bulletin=signed, by=stage.user("fupinban"))


@scene(1, 2, "09:40")
def a_deputy_may_sign_too(stage: Stage) -> None:
    name_signer(person=stage.person("fushuji"), by=stage.user("shuji"))


@scene(2, 2, "15:20")
def the_districts_table_is_set_up(stage: Stage) -> None:
    """Uploaded empty once, its columns as their heads propose; from Friday on it fills itself."""
    office, content = stage.user("fupinban"), weekly_table(stage.villages())
    table = add_table(town=stage.town, file_name=TABLE, content=content, sheets=sheets_of(content), by=office)
    map_table(
        table=table,
        by=office,
        columns={int(column): key for column, key in table.columns.items()},
        name=table.name,
        sheet=table.sheet,
        head_row=table.head_row,
        ready=DistrictTable.Ready.FRIDAY,
        stamp_cell="A2",
        stamp="填报单位：【镇】　　填报时间：【起】至【止】",
    )


@scene(3, 2, "10:10")
def lists_often_looked_at_are_kept(stage: Stage) -> None:
    for login, name, query in (
        ("fupinban", "部门在办", "tier=OFFICE"),
        ("fupinban", "逾期未办", "overdue=on"),
        ("shuji", "领导小组研究", "tier=LEADING_GROUP"),
    ):
        save_filter(by=stage.user(login), list_name="matter_list", name=name, query=query)


@scene(12, 5, "16:00")
def a_long_list_is_taken_out(stage: Stage) -> None:
    """备查资料 of the year; the file waits in 提醒."""
    office, listed = stage.user("fupinban"), ExportedList.at("/papers/")
    if listed is not None:
        sheet = listed.sheet(office)
        make(ask_for(listed=listed, title=sheet.title, count=sheet.count(), by=office).pk, clock.now())
