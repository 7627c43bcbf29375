"""At 2,300 villages and 20,000 findings the pages of findings cost what they cost in a small town."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dushi import clock
from dushi.alerts.tick import climb
from dushi.matters.models import Matter
from inspections.models import CrossCheck, CrossCheckAnswer, Finding, InspectionUnit
from tests.cast import client_of
from tests.inspections.findings.stage import found, inspection_of
from tests.scale import grow, queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at", "live"), pytest.mark.only_on("sqlite")]
ITEMS = [f"2.1({n})" for n in range(1, 9)]
STATES = [Matter.Status.ASSIGNED, Matter.Status.IN_PROGRESS, Matter.Status.SUBMITTED]


def many(cast, villages, count):
    """So many findings all over the villages, two in three handed out; the inspection of the first one."""
    made = inspection_of(cast, villages[0])
    at, start = clock.now(), Matter.objects.count() + 1000
    matters = Matter.objects.bulk_create(
        Matter(
            town=cast.town, year=2026, number=start + n, title=f"示例问题{n}", source=Matter.Source.INSPECTION,
            about=villages[n % len(villages)], tier="OFFICE", status=STATES[n % 3], status_at=at - timedelta(days=9),
            raised_at=at - timedelta(days=9), owner_unit=villages[n % len(villages)], due_at=at + timedelta(days=40),
        )
        for n in range(count * 2 // 3)
    )  # fmt: skip
    Finding.objects.bulk_create(
        Finding(
            town=cast.town, inspection=made, unit=villages[n % len(villages)], item=ITEMS[n % 8], title=f"示例问题{n}",
            found_at=at - timedelta(days=n % 300), found_by=cast.clerk.person,
            matter=matters[n] if n < len(matters) else None,
        )
        for n in range(count)
    )  # fmt: skip
    return made


def asked_everywhere(cast, villages):
    finding = found(inspection_of(cast, villages[0]), villages[0], by=cast.clerk)
    at = clock.now()
    check = CrossCheck.objects.create(
        town=cast.town, finding=finding, question="档案是否齐全？", asked_at=at, asked_by=cast.clerk.person,
        due_at=at + timedelta(days=7),
    )  # fmt: skip
    CrossCheckAnswer.objects.bulk_create(CrossCheckAnswer(crosscheck=check, unit=unit) for unit in villages)
    return check


def costs(cast, made, check):
    finding = Finding.objects.filter(inspection=check.finding.inspection).get()
    place = InspectionUnit.objects.filter(inspection=made).first()
    pages = [(reverse(name), {}) for name in ("finding_list", "rectification_flow", "failing_items", "my_work")]
    pages += [(reverse("failing_items"), {"by": "unit"}), (reverse("rectification_flow"), {"unit": cast.area.pk})]
    pages += [(reverse("failing_items"), {"by": "unit", "area": place.unit.area_on().pk})]
    pages += [(reverse("finding_page", args=[finding.pk]), {}), (reverse("crosscheck_page", args=[check.pk]), {})]
    pages += [(reverse("crosscheck_new", args=[finding.pk]), {}), (reverse("unit_page", args=[place.unit_id]), {})]
    pages += [(f"{reverse('finding_new', args=[made.pk, place.unit_id])}", {"item": "2.1(7)"})]
    client = client_of(cast.clerk)
    return [queries(client, path, **data) for path, data in pages]


def test_every_page_of_findings_costs_the_same_at_2300_villages_and_20000_findings(cast):
    few = grow(cast.town, 23)
    small = costs(cast, many(cast, few, 60), asked_everywhere(cast, few))
    lots = grow(cast.town, 2300, first=23)
    large = costs(cast, many(cast, lots, 20_000), asked_everywhere(cast, lots))
    assert large == small


def test_telling_all_villages_of_a_question_takes_a_fixed_number_of_queries(cast):
    taken = []
    for villages in (grow(cast.town, 3), grow(cast.town, 200, first=3)):
        asked_everywhere(cast, villages)
        with CaptureQueriesContext(connection) as asked:
            climb(clock.now())
        taken.append(len(asked))
    assert taken[1] <= taken[0]
