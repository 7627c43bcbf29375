"""submit-report: fifty officers send their week through the real view at once, beside a bare INSERT; what one report
costs; and large towns beside small ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from typing import Any

from bench.harness import PAIRS, Differs, Pairs, Result, alike, pairs
from bench.serving import BARE, CSRF, OURS, NotServed, asked, posting, served, sessions
from bench.world import World
from dushi import chance, clock

NAMES = ("submit-report", "submit-report statements", "submit-report commits", "submit-report in a large town")
CLIENTS = 50
#: Reports of one measurement.
REPORTS = 100
RATE, STATEMENTS, COMMITS = 0.35, 12, 1
#: Villages of a small town at most, and of a large one at least.
SMALL, LARGE = 8, 30
ANSWERS = {
    "key_work": "走访脱贫户 12 户，核对帮扶手册；组织防汛巡查。",
    "support_visit": "CAME",
    "supporter_duty": "NORMAL",
    "next_plan": "继续走访，更换两处破损路灯。",
}
NOTES = """CREATE TABLE IF NOT EXISTS bare_note (
    id uuid PRIMARY KEY, user_id bigint NOT NULL REFERENCES town_user, village_id bigint NOT NULL REFERENCES town_unit,
    period varchar(8) NOT NULL, key_work text NOT NULL, support_visit varchar(12) NOT NULL,
    supporter_duty varchar(12) NOT NULL, next_plan text NOT NULL, received_at timestamptz NOT NULL)"""


@dataclass(frozen=True)
class Officer:
    """One village's officer, with a login."""

    user: Any
    village: int


def measure(world: World) -> list[Result]:
    with world.on(world.nation):
        week = _prepare()
        large = _officers(LARGE, 10**6, 2 * PAIRS * REPORTS + 2)
        small = _officers(1, SMALL, PAIRS * REPORTS)
        statements, commits = _cost(large[:2], week)
        reports = [_reports(some, week) for some in (large[2:], small)]
        notes = _notes(large[2:], week)
    with ExitStack() as stack:
        ours, bare = (stack.enter_context(served(world, world.nation, kind)) for kind in (OURS, BARE))
        rate = pairs(_sending(ours, reports[0]), _sending(bare, notes))
        size = pairs(_sending(ours, reports[0]), _sending(ours, reports[1]))
    with world.on(world.nation):
        _check()
    return [
        _as_rate(rate),
        _at_most("submit-report statements", statements, STATEMENTS),
        _at_most("submit-report commits", commits, COMMITS),
        alike("submit-report in a large town", size.floor, size.ours),
    ]


def _as_rate(measured: Pairs) -> Result:
    """Reports in a second."""
    ours, floor = REPORTS / measured.ours, REPORTS / measured.floor
    return Result("submit-report", ours, floor, ours / floor, f"≥ {RATE}", ours / floor >= RATE)


def _at_most(name: str, count: int, most: int) -> Result:
    return Result(name, count, most, count / most, f"≤ {most}", count <= most)


def _prepare() -> str:
    """The floor's table. Returns the key of this week."""
    from django.db import connection

    from dushi.regulation.periods import Period

    with connection.cursor() as cursor:
        cursor.execute(NOTES)
    return Period.of(Period.Kind.WEEK, clock.today()).key


def _officers(least: int, most: int, count: int) -> list[Officer]:
    """So many officers, each with a login of today, of towns of that size, whose week is opened."""
    from django.db.models import Count

    from dushi.obligations.opening import open_for
    from dushi.town.models import Post, Town, Unit, User

    counts = Unit.objects.filter(kind="VILLAGE").order_by().values("town").annotate(size=Count("pk"))
    sized = counts.filter(size__gte=least, size__lte=most).order_by("town").values_list("town", flat=True)
    towns = []
    posts: list[Any] = []
    for town in Town.objects.filter(pk__in=list(sized), county="").order_by("pk"):
        seated = Post.objects.filter(seat__town=town, seat__kind="LIAISON", person__user__isnull=True)
        posts += seated.select_related("seat").order_by("pk")
        towns.append(town)
        if len(posts) >= count:
            break
    if len(posts) < count:
        raise NotServed(f"{len(posts)} villages in towns of {least} to {most}, {count} are needed")
    open_for(towns, clock.now())
    logins = (User(username=f"bench-{post.pk}", person_id=post.person_id, must_change_password=False) for post in posts)
    users = User.objects.bulk_create(list(islice(logins, count)))
    return [Officer(user, post.seat.unit_id) for user, post in zip(users, posts, strict=False)]


def _said(officer: Officer) -> dict[str, str]:
    return {**ANSWERS, "key": str(chance.uuid4()), "problem-TOTAL_FORMS": "0", "problem-INITIAL_FORMS": "0"}


def _address(officer: Officer, week: str) -> str:
    from django.urls import reverse

    return reverse("report_form", args=[officer.village, week])


def _reports(officers: Sequence[Officer], week: str) -> Iterator[bytes]:
    keys = sessions([officer.user for officer in officers], OURS)
    return iter([posting(_address(who, week), key, _said(who)) for who, key in zip(officers, keys, strict=True)])


def _notes(officers: Sequence[Officer], week: str) -> Iterator[bytes]:
    keys = sessions([officer.user for officer in officers], BARE)
    about = [{"village": str(who.village), "period": week, **_said(who)} for who in officers]
    return iter([posting("/note", key, said) for said, key in zip(about, keys, strict=True)])


def _sending(port: int, requests: Iterator[bytes]) -> Callable[[], int]:
    """Sends the next reports, by fifty clients at once. Returns how many were taken."""

    def sent() -> int:
        some = list(islice(requests, REPORTS))
        with ThreadPoolExecutor(CLIENTS) as clients:
            answers = list(clients.map(lambda request: asked(port, request), some))
        return sum(status == 302 for status, _ in answers)

    return sent


def _cost(officers: Sequence[Officer], week: str) -> tuple[int, int]:
    """Statements of one report and how many transactions it commits; the first warms what a process reads once."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    keys = sessions([officer.user for officer in officers], OURS)
    for officer, key in zip(officers, keys, strict=True):
        client = Client(headers={"host": "localhost"})
        client.cookies[settings.SESSION_COOKIE_NAME] = key
        with CaptureQueriesContext(connection) as told:
            status = client.post(_address(officer, week), _said(officer) | {"csrfmiddlewaretoken": CSRF}).status_code
        if status != 302:
            raise NotServed(f"answered {status}")
    asked_for = [query["sql"] for query in told]
    commits = asked_for.count("COMMIT")
    return len(asked_for) - commits - asked_for.count("BEGIN"), commits


def _check() -> None:
    """As many are stored as were sent: a report with its paper, its receipt and its line of history each."""
    from django.db import connection

    from dushi.obligations.models import Obligation
    from dushi.offline.models import Receipt
    from dushi.town.models import User
    from meetings.models import DispatchReport

    sent = 3 * PAIRS * REPORTS + 2
    people = User.objects.filter(username__startswith="bench-").values("person")
    stored = DispatchReport.objects.filter(author__in=people).count()
    receipts = Receipt.objects.filter(person__in=people).count()
    done = Obligation.objects.filter(answerable__in=people, fulfilled_at__isnull=False).count()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM bare_note")
        (notes,) = cursor.fetchone()
    if (stored, receipts, done, notes) != (sent, sent, sent, PAIRS * REPORTS):
        raise Differs(f"{sent} sent: {stored} reports, {receipts} receipts, {done} done, {notes} notes")
