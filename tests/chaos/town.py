"""The town of a drill: the cast of the tests with as many villages more as asked for, each with an officer logged in.

Imported only where Django is set up on the machine's database.
"""

from __future__ import annotations

import http.client
import json
import threading
import time
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse

from dushi import chance, clock
from dushi.alerts.models import Robot
from dushi.regulation.loading import load_regulation
from dushi.regulation.periods import Period
from dushi.regulation.rulebook import read
from dushi.town.models import AreaMembership, Person, Post, Seat, Unit, User
from tests.cast import Cast, told_of
from tests.chaos.machine import Machine

#: Monday, 8:00: the first week of the drill.
FIRST = Period.parse("2026-W38")
#: Seconds a request may take before it counts as hanging.
HANGS = 20.0
#: The secret of the form, in cookie and body alike.
TOKEN = "x" * 32


@dataclass(frozen=True)
class Officer:
    """Who reports for one village."""

    user: int
    village: int
    session: str


@dataclass
class Town:
    officers: list[Officer]
    office: Officer
    area: int


def found(villages: int) -> Town:
    """The cast, its rule book, and `villages` more villages in one area."""
    load_regulation(book=read(), at=clock.at(date(2017, 1, 1)))
    cast = Cast()
    cast.town.live_from = FIRST.first_day
    cast.foreign_town.live_from = date(2030, 1, 1)
    cast.town.save()
    cast.foreign_town.save()
    day = date(2026, 1, 1)
    units = Unit.objects.bulk_create(
        Unit(town=cast.town, kind=Unit.Kind.VILLAGE, name=f"练兵{number}村", order=100 + number, valid_from=day)
        for number in range(villages)
    )
    AreaMembership.objects.bulk_create(AreaMembership(area=cast.area, village=unit, valid_from=day) for unit in units)
    seats = Seat.objects.bulk_create(Seat(town=cast.town, unit=unit, kind=Seat.Kind.LIAISON) for unit in units)
    people = Person.objects.bulk_create(
        Person(town=cast.town, name=f"示例·{unit.name}", email=f"lian{number}@example.cn", is_example=True)
        for number, unit in enumerate(units)
    )
    Post.objects.bulk_create(
        Post(seat=seat, person=person, valid_from=day) for seat, person in zip(seats, people, strict=True)
    )
    users = User.objects.bulk_create(
        User(username=f"lian{number:04}", person=person, password="!", must_change_password=False)
        for number, person in enumerate(people)
    )
    Robot.objects.create(town=cast.town, unit=cast.office, name="练兵群", env_key="ROBOT_DRILL")
    sessions = _log_in([*users, cast.clerk])
    officers = [Officer(user.pk, unit.pk, sessions[user.pk]) for user, unit in zip(users, units, strict=True)]
    return Town(officers, Officer(cast.clerk.pk, 0, sessions[cast.clerk.pk]), cast.area.pk)


def _log_in(users: list[User]) -> dict[int, str]:
    store = SessionStore()
    end = clock.now() + timedelta(days=3650)
    rows = {
        user.pk: Session(session_key=chance.salt(), session_data=store.encode(told_of(user)), expire_date=end)
        for user in users
    }
    Session.objects.bulk_create(rows.values())
    return {user: row.session_key for user, row in rows.items()}


@dataclass(frozen=True)
class Answer:
    """What came back: status (0 where nothing did), what was told, headers of the drill."""

    status: int
    told: dict[str, object]
    statements: int = 0
    seconds: float = 0.0

    @property
    def is_kept(self) -> bool:
        return self.status == 200 and self.told.get("state") == "kept"


class Phone:
    """A queue on a telephone: sends, and is told."""

    def __init__(self, machine: Machine, officer: Officer) -> None:
        self.machine, self.officer = machine, officer

    def post(self, path: str, body: dict[str, str], **headers: str) -> Answer:
        """Send a form as the queue does."""
        return self._send(path, urlencode(body | {"csrfmiddlewaretoken": TOKEN}), **headers)

    def part(self, path: str, content: bytes, offset: int = 0) -> Answer:
        """Send a part of a photo."""
        sent = {"Content-Type": "application/octet-stream", "Upload-Offset": str(offset), "X-CSRFToken": TOKEN}
        return self._send(path, content, **sent)

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        cookies = f"{settings.SESSION_COOKIE_NAME}={self.officer.session}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
        form = {"Content-Type": "application/x-www-form-urlencoded", "X-Requested-With": "queue"}
        return {"Cookie": cookies} | form | {name.replace("_", "-"): value for name, value in more.items()}

    def bytes_of(self, path: str, body: dict[str, str]) -> bytes:
        """The request as it goes over the wire."""
        content = urlencode(body | {"csrfmiddlewaretoken": TOKEN}).encode()
        headers = self._headers({"Host": "127.0.0.1", "Content-Length": str(len(content)), "Connection": "close"})
        lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
        return "\r\n".join(lines).encode() + content

    def _send(self, path: str, body: str | bytes, **headers: str) -> Answer:
        begun = time.monotonic()
        wire = http.client.HTTPConnection("127.0.0.1", self.machine.port, timeout=HANGS)
        try:
            wire.request("POST", path, body, self._headers(headers))
            got = wire.getresponse()
            content = got.read()
        except (OSError, http.client.HTTPException):
            return Answer(0, {}, seconds=time.monotonic() - begun)
        finally:
            wire.close()
        is_json = (got.getheader("Content-Type") or "").startswith("application/json")
        told = json.loads(content) if is_json else {"page": content[:200].decode(errors="replace")}
        return Answer(got.status, told, int(got.getheader("X-Statements") or 0), time.monotonic() - begun)

    def report(self, week: Period, key: UUID, text: str = "走访 12 户。", **headers: str) -> Answer:
        """Send the week's report of the officer's village."""
        path = reverse("report_form", args=[self.officer.village, week])
        return self.post(path, said(key, text), **headers)

    def correct(self, week: Period, key: UUID, text: str, corrects: UUID) -> Answer:
        """Send the next version."""
        path = reverse("report_form", args=[self.officer.village, week])
        return self.post(path, said(key, text) | {"corrects": str(corrects)})


class Inside(Phone):
    """A telephone whose requests the product answers in this very process."""

    def _send(self, path: str, body: str | bytes, **headers: str) -> Answer:
        client = Client(raise_request_exception=False, headers=self._headers(headers), SERVER_NAME="127.0.0.1")
        content = body.encode() if isinstance(body, str) else body
        kind = headers.get("Content-Type", "application/x-www-form-urlencoded")
        got = client.generic("POST", path, content, content_type=kind)
        is_json = got.get("Content-Type", "").startswith("application/json")
        return Answer(got.status_code, json.loads(got.content) if is_json else {"page": got.content.decode()})


def inside(officer: Officer) -> Phone:
    return Inside(None, officer)  # type: ignore[arg-type]


def said(key: UUID, text: str) -> dict[str, str]:
    """What an officer fills in, with one new problem."""
    return {
        "key": str(key),
        "corrects": "",
        "device_at": "",
        "key_work": text,
        "support_visit": "CAME",
        "supporter_duty": "NORMAL",
        "supporter_names": "",
        "next_plan": "走访 12 户。",
        "problem-TOTAL_FORMS": "1",
        "problem-INITIAL_FORMS": "0",
        "problem-0-title": "路灯三盏不亮",
        "problem-0-tier": "OFFICE",
        "problem-0-help_asked": "",
    }


def at_once(acts: list) -> list:
    """Every act at the same moment, each in a thread of its own; what each returns, in their order."""
    gate, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int) -> None:
        gate.wait(HANGS)
        answers[place] = acts[place]()
        connection.close()

    threads = [threading.Thread(target=run, args=[place]) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
