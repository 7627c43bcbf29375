"""The same few townspeople in every test: one small town, and one officer of the next town."""

from __future__ import annotations

from datetime import date

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.test import Client

from dushi import chance, clock
from dushi.idle import RENEWED
from dushi.town.models import AreaMembership, Person, Post, Seat, Town, Unit, User
from tests.remembered import step

#: Everybody's password; nobody must change it.
PASSWORD = "示例口令 2026"
#: Everything holds from this day; nothing opens before it.
LIVE_FROM = date(2026, 1, 1)

K = Seat.Kind
U = Unit.Kind

UNITS = {
    "party": (U.PARTY_COMMITTEE, "示例镇党委"),
    "joint": (U.JOINT_MEETING, "党政联席会议"),
    "group": (U.LEADING_GROUP, "脱贫攻坚领导小组"),
    "office": (U.OFFICE, "扶贫办"),
    "commission": (U.COMMISSION, "镇纪委"),
    "dept": (U.DEPARTMENT, "镇民政办"),
    "finance": (U.DEPARTMENT, "镇财政所"),
    "labour": (U.DEPARTMENT, "镇人社所"),
    "construction": (U.DEPARTMENT, "镇建委"),
    "supervision": (U.DEPARTMENT, "镇督查办"),
    "area": (U.AREA, "示例一管区"),
    "other_area": (U.AREA, "示例二管区"),
    "village": (U.VILLAGE, "示例一村"),
    "second_village": (U.VILLAGE, "示例二村"),
    "demo_village": (U.VILLAGE, "示例甲村"),
    "other_village": (U.VILLAGE, "示例三村"),
    "key_village": (U.VILLAGE, "示例四村"),
    "other_demo_village": (U.VILLAGE, "示例乙村"),
}
#: Six villages: three in each area. 示例甲村 and 示例乙村 stand outside the counts.
AREAS = {
    "area": ("village", "second_village", "demo_village"),
    "other_area": ("other_village", "key_village", "other_demo_village"),
}
#: role → (surname, 管理权限, seats as (unit, kind, ordinal, title))
PEOPLE: dict[str, tuple[str, str, list[tuple[str, str, int, str]]]] = {
    "secretary": (
        "赵某",
        "COUNTY",
        [("party", K.MAIN_LEADER, 1, "镇党委书记"), ("group", K.HEAD, 1, "领导小组组长")],
    ),
    "mayor": ("钱某", "COUNTY", [("party", K.MAIN_LEADER, 2, "镇长")]),
    "member": ("孙某", "COUNTY", [("party", K.MEMBER, 1, "党委委员"), ("area", K.AREA_LEADER, 1, "")]),
    "linked": ("李某", "COUNTY", [("party", K.MEMBER, 2, "副镇长"), ("other_village", K.LINK_LEADER, 1, "")]),
    "commission_secretary": (
        "周某",
        "COUNTY",
        [
            ("commission", K.COMMISSION_SECRETARY, 1, "镇纪委书记"),
            ("party", K.MEMBER, 3, "党委委员"),
            ("key_village", K.LINK_LEADER, 1, ""),
        ],
    ),
    "commission_staff": ("吴某", "TOWN", [("commission", K.COMMISSION_STAFF, 1, "")]),
    "commission_second": ("许某", "TOWN", [("commission", K.COMMISSION_STAFF, 2, "")]),
    "office_head": ("郑某", "TOWN", [("office", K.HEAD, 1, "扶贫办主任")]),
    "clerk": ("王某", "TOWN", [("office", K.STAFF, 1, "")]),
    "area_secretary": ("冯某", "TOWN", [("area", K.AREA_SECRETARY, 1, "")]),
    "other_area_secretary": ("陈某", "TOWN", [("other_area", K.AREA_SECRETARY, 1, "")]),
    "liaison": ("褚某", "TOWN", [("village", K.LIAISON, 1, ""), ("second_village", K.LIAISON, 1, "")]),
    "second_liaison": ("卫某", "TOWN", [("village", K.LIAISON, 2, ""), ("demo_village", K.LIAISON, 1, "")]),
    "other_liaison": ("蒋某", "TOWN", [("other_village", K.LIAISON, 1, ""), ("key_village", K.LIAISON, 1, "")]),
    "village_head": ("沈某", "VILLAGE", [("village", K.HEAD, 1, "")]),
    "dept_head": ("韩某", "TOWN", [("dept", K.HEAD, 1, "")]),
    "dept_staff": ("杨某", "TOWN", [("dept", K.STAFF, 1, "")]),
    "desk": ("朱某", "TOWN", [("supervision", K.PETITION_DESK, 1, "")]),
    "admin": ("秦某", "TOWN", [("office", K.ADMINISTRATOR, 1, "")]),
}
#: Who holds the same posts as somebody else, in another place: another leader, village, area or desk.
TWINS = frozenset(
    {"linked", "mayor", "other_area_secretary", "second_liaison", "other_liaison", "dept_staff", "commission_second"}
)
#: Seats nobody sits in: 空缺.
EMPTY = [("other_demo_village", K.LIAISON), ("other_village", K.HEAD), ("finance", K.HEAD)]


class Cast:
    """Roles are logins (`cast.liaison`, with `.person`); units stand under their names (`cast.village`, `cast.office`).

    Roles: secretary, mayor, member (包片 area), linked (联系 other_village), commission_secretary (联系 key_village),
    commission_staff and commission_second (an inquiry takes two), office_head, clerk, area_secretary,
    other_area_secretary, liaison (village and second_village), second_liaison (village 副, demo_village),
    other_liaison (other_village, key_village), village_head (village), dept_head, dept_staff, desk, admin; `foreigner`
    heads the office of the next town and sees all of it.
    """

    def __init__(self) -> None:
        self.town = Town(code="371799101", name="示例镇", county="示例县", live_from=LIVE_FROM)
        self.foreign_town = Town(code="371799102", name="示例镇", county="邻县", live_from=LIVE_FROM)
        Town.objects.bulk_create([self.town, self.foreign_town])
        self._units()
        self._people()

    def __getattr__(self, name: str) -> object:
        raise AttributeError(f"nobody and nothing in the cast is called {name!r}")

    def seat(self, unit: Unit, kind: str, ordinal: int = 1) -> Seat:
        """The seat of that kind in the unit."""
        return Seat.objects.get(unit=unit, kind=kind, ordinal=ordinal)

    def everybody(self) -> dict[str, User]:
        """Role → login of the town's own people."""
        return {role: getattr(self, role) for role in PEOPLE}

    def _units(self) -> None:
        for order, (name, (kind, label)) in enumerate(UNITS.items()):
            code = f"371799101{200 + order}" if kind == U.VILLAGE else ""
            setattr(self, name, _unit(self.town, kind, label, order=order, code=code))
        self.key_village.is_key = True
        self.demo_village.is_example = self.other_demo_village.is_example = True
        self.foreign_office = _unit(self.foreign_town, U.OFFICE, "扶贫办")
        self.foreign_area = _unit(self.foreign_town, U.AREA, "邻镇管区")
        self.foreign_village = _unit(self.foreign_town, U.VILLAGE, "邻镇村", code="371799102201")
        foreign = [self.foreign_office, self.foreign_area, self.foreign_village]
        Unit.objects.bulk_create([*(getattr(self, name) for name in UNITS), *foreign])
        pairs = [(getattr(self, area), getattr(self, name)) for area, names in AREAS.items() for name in names]
        pairs.append((self.foreign_area, self.foreign_village))
        AreaMembership.objects.bulk_create(
            AreaMembership(area=area, village=village, valid_from=LIVE_FROM) for area, village in pairs
        )

    def _people(self) -> None:
        seated = {role: seats for role, (_, _, seats) in PEOPLE.items()}
        people = {
            role: Person(town=self.town, name=f"示例·{name}", level=level, is_example=True)
            for role, (name, level, _) in PEOPLE.items()
        }
        people["foreigner"] = Person(town=self.foreign_town, name="示例·尤某", is_example=True)
        Person.objects.bulk_create(people.values())
        seats = {
            (role, unit, kind): Seat(town=self.town, unit=getattr(self, unit), kind=kind, ordinal=ordinal, title=title)
            for role, chairs in seated.items()
            for unit, kind, ordinal, title in chairs
        }
        seats["foreigner", "office", K.HEAD] = Seat(town=self.foreign_town, unit=self.foreign_office, kind=K.HEAD)
        empty = [Seat(town=self.town, unit=getattr(self, unit), kind=kind) for unit, kind in EMPTY]
        self.empty_seat = empty[0]
        Seat.objects.bulk_create([*seats.values(), *empty])
        Post.objects.bulk_create(
            Post(seat=seat, person=people[role], valid_from=LIVE_FROM) for (role, _, _), seat in seats.items()
        )
        self._logins(people)

    def _logins(self, people: dict[str, Person]) -> None:
        password = make_password(PASSWORD)
        users = {
            role: User(username=role, person=person, password=password, must_change_password=False)
            for role, person in people.items()
        }
        User.objects.bulk_create(users.values())
        for role, user in users.items():
            setattr(self, role, user)


def _unit(town: Town, kind: str, name: str, order: int = 0, code: str = "") -> Unit:
    return Unit(town=town, kind=kind, name=name, order=order, code=code, valid_from=LIVE_FROM)


def client_of(user: User, **options: object) -> Client:
    """A browser in which `user` is logged in."""
    return clients_of({"": user}, **options)[""]


def clients_of(people: dict[str, User], **options: object) -> dict[str, Client]:
    """The same for each role; their sessions are stored at once, as after a first page."""
    store = SessionStore()
    sessions = {
        role: Session(
            session_key=chance.token(16), session_data=store.encode(told_of(user)), expire_date=store.get_expiry_date()
        )
        for role, user in people.items()
    }
    Session.objects.bulk_create(sessions.values())
    clients = {role: Client(**options) for role in people}
    for role, client in clients.items():
        client.cookies[settings.SESSION_COOKIE_NAME] = sessions[role].session_key
    return clients


def told_of(user: User) -> dict[str, str]:
    """What a session keeps of a login."""
    return {
        SESSION_KEY: str(user.pk),
        BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[-1],
        HASH_SESSION_KEY: user.get_session_auth_hash(),
        RENEWED: clock.now().isoformat(),
    }


@pytest.fixture
def cast(db: None) -> Cast:
    """The town of the tests; see Cast for who is there."""
    return step(Cast)
