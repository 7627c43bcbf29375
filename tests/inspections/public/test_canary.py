"""What the public told is looked for everywhere (reliability row 24): every page of every other role, every table.

The search must find what was planted: the handler's page is the control.
"""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.urls import reverse

from dushi import clock, tick
from dushi.matters.models import Matter
from inspections.actions import public, public_handling
from inspections.actions.public_digest import send_digest
from inspections.models import PublicReport
from tests.access import addresses, document
from tests.cast import client_of
from tests.inspections.public.making import K, accepted, handed, in_days, take, tell
from tests.remembered import step

WORDS = ("喜鹊衔枝", "乌鸦反哺", "白鹭上天", "布谷催耕", "杜鹃啼血", "13977770001", "鹧鸪")
#: role → what it is entitled to find on the way: its own report
HANDLERS = {"clerk", "commission_staff", "commission_secretary", "desk"}


@pytest.fixture
def planted(cast, at):
    """One in the hands of the clerk, with a digest; one 检举 of the 纪委人员; one still at the window."""
    report = step(lambda: plant(cast))
    at.travel(in_days(80))
    step(lambda: tick.run(clock.now()) and None)
    return report


def plant(cast):
    report = accepted(cast, text="喜鹊衔枝", name="鹧鸪", contact="13977770001")
    public.add_words(report=report, text="乌鸦反哺")
    public_handling.record_call(report=report, result="CONFIRMED", note="白鹭上天", by=cast.clerk)
    handed(cast, K.TIP, text="布谷催耕", name="鹧鸪", contact="13977770001")
    tell(cast, text="杜鹃啼血", name="鹧鸪", contact="13977770001")
    send_digest(
        report=report,
        unit=cast.village,
        title="疏通排水沟",
        text="请清淤。",
        due_at=in_days(1),
        is_checked=True,
        by=cast.clerk,
    )
    tick.run(clock.now())
    return report


def pages_for(cast, role):
    """Every page without an object that the role may open, and those of what the digest became."""
    lines = document()
    for name in sorted(set(addresses()) & set(lines)):
        line = lines[name]
        if "GET" in line.methods and not line.sample and not line.is_open and line.expected(role) == "open":
            yield reverse(name)
    matter = Matter.objects.get(source=Matter.Source.PUBLIC)
    yield reverse("matter_page", args=[matter.pk])
    yield reverse("unit_page", args=[cast.village.pk])
    for report in PublicReport.objects.all():
        yield reverse("publicreport_page", args=[report.pk])


def found_by(cast, role):
    """Words met by that role, and pages that named a report's reference; whatever opening a page did is undone."""
    client = client_of(getattr(cast, role), raise_request_exception=False)
    met, references = set(), {str(report.pk) for report in PublicReport.objects.all()}
    with transaction.atomic():
        for path in pages_for(cast, role):
            answer = client.get(path, follow=True)
            said = b"".join(answer) if answer.streaming else answer.content
            met |= {word for word in WORDS if word.encode() in said}
            if answer.status_code == 200:
                met |= {reference for reference in references if reference.encode() in said}
        transaction.set_rollback(True)
    return met


@pytest.mark.clause("2.0.m7")
@pytest.mark.only_on("sqlite")  # pages say the same on both engines
def test_nobody_else_meets_a_word_or_even_the_reference_of_a_report(cast, planted):
    for role in cast.everybody():
        if role not in HANDLERS:
            assert not found_by(cast, role), role


@pytest.mark.parametrize(
    ("role", "own", "others"),
    [
        ("clerk", {"喜鹊衔枝", "乌鸦反哺", "白鹭上天"}, {"布谷催耕", "杜鹃啼血"}),
        ("commission_staff", {"布谷催耕"}, {"喜鹊衔枝", "乌鸦反哺", "杜鹃啼血"}),
        ("commission_secretary", {"布谷催耕"}, {"喜鹊衔枝", "乌鸦反哺", "杜鹃啼血"}),
        ("desk", {"杜鹃啼血"}, {"喜鹊衔枝", "乌鸦反哺", "布谷催耕"}),
    ],
)
@pytest.mark.only_on("sqlite")
def test_the_search_finds_what_is_ones_own_nothing_of_another_and_a_name_on_no_page(cast, planted, role, own, others):
    met = found_by(cast, role)
    assert own <= met
    assert not met & (others | {"鹧鸪", "13977770001"})


@pytest.mark.clause("2.0.m7")
def test_no_table_holds_a_word_of_it_unencrypted(cast, planted):
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            stored = str(cursor.fetchall())
            assert not [word for word in WORDS if word in stored], table


def test_no_log_line_holds_a_word_of_it(cast, at, caplog):
    caplog.set_level("DEBUG", logger="dushi")
    report = take(cast, text="喜鹊衔枝", name="鹧鸪")
    page = reverse("publicreport_page", args=[report.pk])
    for role in ("desk", "clerk", "mayor"):
        client_of(getattr(cast, role), raise_request_exception=False).get(page)
    assert not [word for word in WORDS if word in caplog.text]
