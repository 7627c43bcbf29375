"""Every page costs the same number of queries at 23 villages and at 2,300, with a season's work behind it."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from dushi import clock, tick
from dushi.matters.models import Matter
from dushi.obligations.models import Obligation
from dushi.regulation.loading import load_regulation
from dushi.regulation.rulebook import DEFAULT, read
from dushi.regulation.seeding import seed_calendar
from meetings.models import DispatchReport
from tests.access import addresses, document
from tests.cast import client_of
from tests.sample import load
from tests.scale import grow
from tests.statements import statements

LINES = document()
SAMPLES = load()
ROLES = ("office_head", "secretary", "area_secretary", "liaison")


def pages_of(cast, sample, role):
    """Path of every page about that sample ("" for those about none) that the role may open."""
    names = [name for name in sorted(set(addresses()) & set(LINES)) if LINES[name].sample == sample]
    arguments = SAMPLES[sample](cast, False) if sample else []
    for name in names:
        line = LINES[name]
        if "GET" in line.methods and not line.is_open and line.expected(role) == "open":
            yield name, reverse(name, args=arguments)


def cost_of(cast, is_cold=False):
    """(role, name) → queries of its opening; where it is cold, each page is warmed once: what a process reads once."""
    counts, warm = {}, set()
    for role in ROLES:
        client = client_of(getattr(cast, role))
        for sample in ["", *SAMPLES]:
            with transaction.atomic():  # each example stands alone: another may be of the same duty and week
                for name, path in pages_of(cast, sample, role):
                    if is_cold and name not in warm:
                        client.get(path)
                        warm.add(name)
                    with statements() as asked:
                        status = client.get(path).status_code
                    assert status in (200, 302), f"{role} {path}: {status}"
                    counts[role, name] = len(asked)
                transaction.set_rollback(True)
    return counts


def work_in(cast, villages):
    """A report and an open matter of each village, beside the obligations and meetings that the tick opens."""
    at = clock.now()
    tick.run(at)
    # The examples of the rooms open their own for the six villages of the cast.
    Obligation.objects.exclude(scope__code__startswith="3718").delete()
    week = "2026-W37"
    DispatchReport.objects.bulk_create(
        DispatchReport(
            id=f"00000000-0000-4000-8000-{village.pk:012}",
            town=cast.town,
            village=village,
            area=village.area_on(clock.today()) if village.pk == villages[0].pk else None,
            period=week,
            author=cast.liaison.person,
            key_work="走访",
            support_visit="CAME",
            supporter_duty="NORMAL",
            received_at=at - timedelta(days=8),
            counts_at=at - timedelta(days=8),
            body_sha256="0" * 64,
        )
        for village in villages
    )
    start = Matter.objects.count() + 1000
    Matter.objects.bulk_create(
        Matter(
            town=cast.town,
            year=2026,
            number=start + n,
            title=f"示例事项{n}",
            source=Matter.Source.REPORT,
            about=village,
            tier=list(Matter.Tier)[n % 5],
            status=Matter.Status.ASSIGNED,
            status_at=at,
            raised_at=at - timedelta(days=9),
            owner_unit=village,
            due_at=at - timedelta(days=1),
        )
        for n, village in enumerate(villages)
    )


@pytest.fixture
def rules(cast):
    load_regulation(book=read(DEFAULT))
    seed_calendar()


@pytest.mark.only_on("sqlite")  # counts of queries are the same on both engines
def test_every_page_costs_the_same_at_23_and_at_2300_villages(cast, rules, at):
    cast.town.live_from = date(2026, 6, 15)  # a season of thirteen weeks
    cast.town.save()
    work_in(cast, grow(cast.town, 23))
    small = cost_of(cast, is_cold=True)
    work_in(cast, grow(cast.town, 2300, first=23))
    large = cost_of(cast)
    grown = [f"{role} {name}: {small[role, name]} → {n}" for (role, name), n in large.items() if n > small[role, name]]
    assert not grown, "\n" + "\n".join(grown)
