"""The stage: areas, departments, people, posts and logins of the demo, made by the real actions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time

from django.contrib.auth.hashers import make_password

from dushi.demo import roster
from dushi.demo.logins import PASSWORD
from dushi.demo.papering import set_heads
from dushi.demo.roster import Role
from dushi.town.actions.people import add_person
from dushi.town.actions.posts import add_seat, start_post
from dushi.town.actions.units import add_unit, change_unit
from dushi.town.models import Person, Seat, SupportUnit, Town, Unit, User
from meetings.series_actions import save_series


@dataclass
class Stage:
    """Who and what the story speaks of. users: login name → User; units: name or kind of a body → Unit."""

    town: Town
    by: User
    units: dict[str, Unit] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    #: village name → logins of its 包村人员, the 主 first
    officers: dict[str, list[str]] = field(default_factory=dict)
    #: the first day of everybody's posts
    begins_on: date = date.min
    #: the day the play ends, kept by `play`
    ends_on: date = date.max

    def user(self, login: str) -> User:
        """The login with its rights read afresh: they change with the clock."""
        self.users[login].__dict__.pop("rights", None)
        return self.users[login]

    def person(self, login: str) -> Person:
        """The person behind a login."""
        return Person.objects.get(user=self.users[login])

    def login_of(self, person_id: int | None) -> str:
        """Login name of a person of the play. Raises StopIteration for anybody else."""
        return next(login for login, user in self.users.items() if user.person_id == person_id)

    def areas(self) -> list[Unit]:
        return [self.units[name] for name in roster.AREAS]

    def villages(self) -> list[Unit]:
        """The real villages by code, then the example ones."""
        return [self.units[name] for name in self.officers]


def build(town: Town, by: User, on: date) -> Stage:
    """Fill the founded town with its demo people, in post from the civil day `on`."""
    stage = Stage(town, by, begins_on=on)
    for unit in town.units.all():
        stage.units[unit.name] = unit
        stage.units.setdefault(unit.kind, unit)
    _draw_areas(stage, on)
    add_unit(town=town, kind=Unit.Kind.DEPARTMENT, name=roster.DEPARTMENT, by=by, valid_from=on, is_example=True)
    stage.units[roster.DEPARTMENT] = town.units.get(name=roster.DEPARTMENT)
    password = make_password(PASSWORD)
    _take_over(stage, password)
    for role in (*roster.LEADERS, *roster.STAFF):
        _seat(stage, role, password, on)
    _seat_officers(stage, password, on)
    _support(stage)
    _meet(stage)
    set_heads(town, by, stage.user("jiwei"))
    return stage


def _draw_areas(stage: Stage, on: date) -> None:
    real = sorted((unit for unit in stage.units.values() if unit.kind == Unit.Kind.VILLAGE), key=lambda unit: unit.code)
    villages = list({unit.pk: unit for unit in real}.values())
    start = 0
    for order, (name, count) in enumerate(roster.AREAS.items(), start=1):
        area = add_unit(town=stage.town, kind=Unit.Kind.AREA, name=name, by=stage.by, valid_from=on, order=order)
        stage.units[name] = area
        for village in villages[start : start + count]:
            change_unit(unit=village, by=stage.by, area=area)
            stage.officers[village.name] = []
        start += count
    for place in roster.KEY_VILLAGES:
        stage.units[villages[place].name] = change_unit(unit=villages[place], by=stage.by, is_key=True)
    for name, area_name in roster.EXAMPLES.items():
        stage.units[name] = add_unit(
            town=stage.town,
            kind=Unit.Kind.VILLAGE,
            name=name,
            by=stage.by,
            valid_from=on,
            is_example=True,
            area=stage.units[area_name],
        )
        stage.officers[name] = []


def _take_over(stage: Stage, password: str) -> None:
    """The administrator whom the founding made plays along, with the password of the demo."""
    User.objects.filter(pk=stage.by.pk).update(password=password, must_change_password=False)
    Person.objects.filter(user=stage.by).update(is_example=True)
    stage.users[stage.by.username] = stage.by


def _login(stage: Stage, login: str, person: Person, password: str) -> None:
    user = User.objects.create(username=login, person=person, password=password, must_change_password=False)
    stage.users[login] = user


def _sit(stage: Stage, unit: Unit, kind: str, ordinal: int, title: str, person: Person, on: date) -> None:
    """The seat of that number, made where the unit has none yet, and the person's post in it."""
    seat = Seat.objects.filter(unit=unit, kind=kind, ordinal=ordinal).first()
    if seat is None:
        seat = add_seat(unit=unit, kind=kind, by=stage.by, title=title)
    elif title and seat.title != title:
        Seat.objects.filter(pk=seat.pk).update(title=title)
    start_post(seat=seat, person=person, on=on, by=None)


def _seat(stage: Stage, role: Role, password: str, on: date) -> None:
    person = add_person(town=stage.town, by=stage.by, name=role.name, level=role.level, is_example=True)
    for unit, kind, ordinal, title in role.seats:
        _sit(stage, stage.units[unit], kind, ordinal, title, person, on)
    _login(stage, role.login, person, password)


def _seat_officers(stage: Stage, password: str, on: date) -> None:
    """Sixteen officers for twenty-five villages: most serve two in a row; the third village has a second officer."""
    people = [add_person(town=stage.town, by=stage.by, name=name, is_example=True) for name in roster.OFFICERS]
    for number, person in enumerate(people, start=1):
        _login(stage, f"baocun{number:02}", person, password)
    villages = list(stage.officers)
    for place, name in enumerate(villages):
        number = place * len(people) // len(villages)
        _sit(stage, stage.units[name], Seat.Kind.LIAISON, 1, "", people[number], on)
        stage.officers[name].append(f"baocun{number + 1:02}")
    shared = next(name for name, logins in stage.officers.items() if logins == [f"baocun{roster.SICK + 1:02}"])
    _sit(stage, stage.units[shared], Seat.Kind.LIAISON, 2, "", people[roster.SICK + 1], on)
    stage.officers[shared].append(f"baocun{roster.SICK + 2:02}")
    successor = add_person(town=stage.town, by=stage.by, name=roster.SUCCESSOR, is_example=True)
    _login(stage, "baocun17", successor, password)


def _support(stage: Stage) -> None:
    """Each area's villages have one 帮扶单位, a 示例 as everybody outside the town is."""
    for number, area in enumerate(stage.areas(), start=1):
        unit = SupportUnit.objects.create(
            town=stage.town, name=f"示例帮扶单位{'甲乙丙丁'[number - 1]}", kind=SupportUnit.Kind.COUNTY
        )
        unit.villages.set(Unit.objects.of_area(area))


def _meet(stage: Stage) -> None:
    """The usual hours of the bodies (design.md, "The week"); areas meet on Thursday, the office on Friday."""
    for body, rhythm in roster.SERIES.items():
        units = stage.areas() if body == Unit.Kind.AREA else [stage.units[body]]
        for unit in units:
            chair = Seat.objects.get(
                unit=stage.units[rhythm.chair_of] if rhythm.chair_of else unit,
                kind=rhythm.chair,
                ordinal=rhythm.ordinal,
            )
            save_series(
                body=unit,
                weekday=rhythm.weekday,
                hour=time(rhythm.hour),
                week_of_month=rhythm.week_of_month,
                place=rhythm.place,
                chair=chair,
                by=stage.by,
            )
