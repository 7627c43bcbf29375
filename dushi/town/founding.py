"""A town is founded: its bodies, departments and villages, and the first administrator. Safe to run again."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction

from dushi import clock
from dushi.records.actions import record
from dushi.records.errors import Refused
from dushi.town.actions.accounts import Slip, issue_slips
from dushi.town.actions.people import add_person
from dushi.town.actions.posts import add_seat, start_post
from dushi.town.actions.units import usual_seats
from dushi.town.models import Person, Post, Seat, Town, Unit, User

DATA = Path(__file__).parent / "data"
#: What the regulation names: the bodies of 1.1–1.3, and who takes part in 2.2.
BODIES: tuple[tuple[str, str], ...] = (
    (Unit.Kind.PARTY_COMMITTEE, "镇党委"),
    (Unit.Kind.JOINT_MEETING, "镇党政联席会议"),
    (Unit.Kind.LEADING_GROUP, "镇脱贫攻坚领导小组"),
    (Unit.Kind.OFFICE, "镇扶贫办"),
    (Unit.Kind.COMMISSION, "镇纪委"),
    (Unit.Kind.DEPARTMENT, "镇财政所"),
    (Unit.Kind.DEPARTMENT, "镇民政办"),
    (Unit.Kind.DEPARTMENT, "镇人社所"),
    (Unit.Kind.DEPARTMENT, "镇建委"),
    (Unit.Kind.DEPARTMENT, "镇督查办"),
)
#: Seats of the bodies that have no usual ones: (kind of body, kind of seat, 序, 职务名称).
LEADERS: tuple[tuple[str, str, int, str], ...] = (
    (Unit.Kind.PARTY_COMMITTEE, Seat.Kind.MAIN_LEADER, 1, "镇党委书记"),
    (Unit.Kind.PARTY_COMMITTEE, Seat.Kind.MAIN_LEADER, 2, "镇长"),
    (Unit.Kind.LEADING_GROUP, Seat.Kind.HEAD, 1, "领导小组组长"),
)


@dataclass(frozen=True)
class Village:
    """A line of a town's data file."""

    code: str
    name: str


def data_file(code: str) -> Path | None:
    """The data file that comes with the product for a town of that division code, if there is one."""
    path = DATA / f"{code}.csv"
    return path if path.exists() else None


def read_villages(path: Path, town_code: str) -> list[Village]:
    """Villages of a CSV file with the headings code and name. Raises Refused naming the line that is wrong."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = csv.DictReader(file)
        if not {"code", "name"} <= set(lines.fieldnames or ()):
            raise Refused(f"{path.name} 第 1 行须有 code、name 两列。")
        return [_village(line, lines.line_num, path, town_code) for line in lines]


def _village(line: dict[str, str], number: int, path: Path, town_code: str) -> Village:
    code, name = (line["code"] or "").strip(), (line["name"] or "").strip()
    if len(code) != 12 or not code.isdecimal() or not code.startswith(town_code):
        raise Refused(f"{path.name} 第 {number} 行：村代码须为 12 位数字，并以 {town_code} 开头。")
    if not name:
        raise Refused(f"{path.name} 第 {number} 行：没有村名。")
    return Village(code, name)


def check_code(code: str) -> None:
    """Raises Refused for what is no division code of a town."""
    if len(code) != 9 or not code.isdecimal():
        raise Refused("镇的区划代码须为 9 位数字。", field="code")


@transaction.atomic
def found_town(
    *, code: str, name: str, county: str = "", live_from: date | None = None, villages: Iterable[Village] = ()
) -> Town:
    """The town of that division code with its bodies, departments and villages, and their usual seats, all empty.

    What is there already stays as it is; what lacks is added. live_from: first day on which anything opens; today
    where not given. Areas are the town's own: none until the office draws them. Raises Refused for a bad code.
    """
    check_code(code)
    day = live_from or clock.today()
    town, is_new = Town.objects.get_or_create(code=code, defaults={"name": name, "county": county, "live_from": day})
    if is_new:
        record("建镇", town, town=town, data={"live_from": day.isoformat()})
    since = min(town.live_from, clock.today())
    known = set(town.units.values_list("kind", "name"))
    bodies = {kind for kind, _ in known}
    units = [
        Unit(town=town, kind=kind, name=title, order=order, valid_from=since)
        for order, (kind, title) in enumerate(BODIES)
        if (kind, title) not in known and (kind == Unit.Kind.DEPARTMENT or kind not in bodies)
    ]
    units += [
        Unit(town=town, kind=Unit.Kind.VILLAGE, name=row.name, code=row.code, valid_from=since)
        for row in villages
        if (Unit.Kind.VILLAGE, row.name) not in known
    ]
    _establish(units)
    return town


def _establish(units: list[Unit]) -> None:
    Unit.objects.bulk_create(units)
    seats = [seat for unit in units for seat in usual_seats(unit)]
    seats += [
        Seat(town=unit.town, unit=unit, kind=kind, ordinal=ordinal, title=title)
        for unit in units
        for body, kind, ordinal, title in LEADERS
        if unit.kind == body
    ]
    Seat.objects.bulk_create(seats)
    for unit in units:
        record(f"设立{unit.get_kind_display()}", unit)


def administrators(town: Town) -> list[Person]:
    """Who keeps the accounts today."""
    posts = Post.objects.in_force().filter(seat__town=town, seat__kind=Seat.Kind.ADMINISTRATOR)
    return [post.person for post in posts.select_related("person").order_by("pk")]


@transaction.atomic
def first_administrator(*, town: Town, name: str, login: str = "") -> Slip | None:
    """The first administrator with a one-time password, to be printed once; None where the town has one already.

    login: the 登录名; a number where not given. Raises Refused where it is taken.
    """
    if administrators(town):
        return None
    if login and User.objects.filter(username=login).exists():
        raise Refused("这个登录名已有人用，请换一个。", field="login")
    office = town.units.get(kind=Unit.Kind.OFFICE)
    person = add_person(town=town, by=None, name=name)
    seat = add_seat(unit=office, kind=Seat.Kind.ADMINISTRATOR, by=None)
    start_post(seat=seat, person=person, on=min(town.live_from, clock.today()), by=None)
    return renew_slip(person, login)


def renew_slip(person: Person, login: str = "") -> Slip:
    """A new one-time password, for whoever lost the last one and has the machine in their hands."""
    (slip,) = issue_slips(people=[person], by=None)
    if not login:
        return slip
    User.objects.filter(person=person).update(username=login)
    return Slip(person, login, slip.password)
