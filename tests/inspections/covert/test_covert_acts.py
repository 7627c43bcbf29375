"""暗访 (2.0.m9) attacked by acts: what the others do beside it gives the same rows, numbers and addresses, and what
they guess at answers as if it did not exist; once it is closed, it is there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dushi import chance, clock, tick
from dushi.matters.models import Matter
from dushi.matters.raising import assign_new
from dushi.records.errors import Refused
from dushi.records.models import Attachment
from inspections.actions import approving, closing, drafting, fieldwork, findings
from inspections.models import CheckLine, Finding, Inspection, Survey
from meetings.adding import add_meeting
from meetings.notice import notify
from tests.access import addresses
from tests.cast import client_of
from tests.inspections import making
from tests.inspections.covert.looking import LINES, ask, differences, look
from tests.inspections.covert.making import SECRET, STATES, Kind, hidden
from tests.inspections.draws.stage import drawn
from tests.inspections.surveys.stage import reply, survey_of

#: See test_covert_world: sequences of PostgreSQL outlive a rollback.
pytestmark = pytest.mark.only_on("sqlite")
GROUND = ("records", "town", "regulation", "alerts", "obligations", "matters", "meetings")
#: Histories show no key, photos have random ones, and the marks of the tick, gone with the next one, no page reads.
UNSHOWN = ("records.event", "records.attachment", "alerts.look", "obligations.look")


@pytest.fixture
def town(live):
    making.with_rulebook()
    return live


def ledger():
    """Every row of the ground floor and of chapter 1, as stored."""
    tables = [model for app in GROUND for model in apps.get_app_config(app).get_models()]
    shown = [model for model in tables if model._meta.label_lower not in UNSHOWN]
    return {model._meta.label: list(model._default_manager.order_by("pk").values_list()) for model in shown}


def others_day(cast):
    """Matter, paper, notice of a meeting, inspection with a finding, draw, alerts: after whatever is hidden. Returns
    what came of it."""
    task = assign_new(
        town=cast.town,
        title="核对档案",
        about=cast.village,
        owner_unit=cast.village,
        due_at=clock.now() + timedelta(days=3),
        source=Matter.Source.DIRECT,
        source_obj=None,
        clause="X.2",
        tier=Matter.Tier.OFFICE,
        by=cast.clerk,
    )
    meeting = add_meeting(
        body=cast.office,
        starts_at=clock.now() + timedelta(days=1),
        place="会议室",
        chair=cast.seat(cast.office, "HEAD"),
        is_extra=True,
        by=cast.clerk,
    )
    notify(meeting=meeting, by=cast.clerk)
    seen = making.under_way(cast)
    common = {"unit": cast.village, "item": "2.1(1)", "evidence": "缺页", "measure": "补齐", "by": cast.clerk}
    found = findings.add_finding(inspection=seen, title="档案缺页", **common)
    fieldwork.fill_rest(place=seen.places.get(), result="MEETS", by=cast.clerk)
    closing.report(inspection=seen, summary="有一处缺页。", by=cast.clerk)
    closing.close(inspection=seen, by=cast.linked)
    lot = drawn(cast, weighs_lately=True, weighs_findings=True)
    tick.run(clock.now() + timedelta(days=4))
    return [
        (lot.pk, lot.frozen, lot.result),
        reverse("matter_page", args=[task.pk]),
        reverse("meeting_page", args=[meeting.pk]),
        reverse("inspection_page", args=[seen.pk]),
        found.repeats,
        (found.matter.pk, found.matter.number_text),
    ]


def undone(act):
    """What `act` returns; everything it did is undone."""
    with transaction.atomic():
        kept = act()
        transaction.set_rollback(True)
    return kept


def day_after(cast, before):
    def act():
        with chance.seeded(3):
            before()
        with chance.seeded(4):
            return others_day(cast), ledger()

    return undone(act)


@pytest.mark.clause("2.0.m9")
@pytest.mark.parametrize("kind", [Kind.SPOT, Kind.FOCUSED])
def test_numbers_and_addresses_given_afterwards_are_the_same(town, kind):
    without = day_after(town, lambda: None)
    for state in STATES:
        assert day_after(town, lambda state=state: hidden(town, kind, state)) == without, state


def test_the_ledger_notices_an_inspection_that_is_not_covert(town):
    plain = day_after(town, lambda: hidden(town, Kind.SPOT, "reported", covert=False, villages=[town.village]))
    assert plain != day_after(town, lambda: None)


def guesses(one):
    """(URL name, arguments) of everything about a hidden inspection that has an address with a key in it."""
    keys = [
        one.pk,
        *Finding.objects.filter(inspection=one).values_list("pk", flat=True),
        *Survey.objects.filter(inspection=one).values_list("pk", flat=True),
        *Attachment.objects.filter(object_type=CheckLine._meta.label_lower).values_list("pk", flat=True),
    ]
    unit = one.places.first().unit_id
    for name in sorted(set(addresses()) & set(LINES)):
        for key in keys:
            for arguments in ([key], [key, unit]):
                try:
                    yield name, key, reverse(name, args=arguments)
                except (NoReverseMatch, AttributeError):  # a week is no key
                    continue


@pytest.mark.clause("2.0.m9")
@pytest.mark.parametrize("role", ["village_head", "clerk", "commission_staff"])
def test_a_guessed_address_answers_like_one_that_was_never_given(town, role):
    one = hidden(town, Kind.SPOT, "reported")
    client, told = client_of(getattr(town, role)), []
    for name, key, path in guesses(one):
        never = chance.uuid4()
        for method in LINES[name].methods:
            seen, other = (
                undone(lambda at=at, method=method: ask(client, at, method=method))
                for at in (path, path.replace(str(key), str(never)))
            )
            is_same = (seen.status, seen.body) == (
                other.status,
                other.body.replace(str(never).encode(), str(key).encode()),
            )
            # Whose a photo is can only be asked of one that is there; its random key cannot be guessed.
            if not is_same or (name != "attachment_file" and seen.statements != other.statements):
                told.append(f"{method} {name}: {seen.status} / {other.status}")
    assert not told, "\n" + "\n".join(told)


ACTS = {
    "draft": lambda cast, one: hidden(cast, Kind.SPOT, "draft"),
    "approve": lambda cast, one: approving.approve(inspection=one, by=cast.secretary),
    "return": lambda cast, one: approving.return_draft(inspection=one, reason="再议", by=cast.secretary),
    "begin": lambda cast, one: fieldwork.begin(inspection=one, by=cast.member),
    "line": lambda cast, one: fieldwork.keep_line(
        place=one.places.first(), item="2.1(1)", result="PROBLEM", note=SECRET, by=cast.dept_head
    ),
    "finding": lambda cast, one: findings.add_finding(
        inspection=one,
        unit=cast.village,
        item="2.1(2)",
        title=SECRET,
        evidence=SECRET,
        measure=SECRET,
        by=cast.member,
    ),
    "drop": lambda cast, one: drafting.drop_member(
        inspection=one,
        member=get_object_or_404(one.members, person=cast.dept_head.person),
        reason="另有任务",
        by=cast.member,
    ),
    "survey": lambda cast, one: reply(survey_of(one, cast.member), cast.village, cast.member),
    "rest": lambda cast, one: [
        fieldwork.fill_rest(place=place, result="UNCHECKED", by=cast.member) for place in one.places.all()
    ],
    "report": lambda cast, one: closing.report(inspection=one, summary=SECRET, by=cast.dept_head),
    "back": lambda cast, one: closing.return_report(inspection=one, reason="补充", by=cast.secretary),
    "withdraw": lambda cast, one: closing.withdraw(inspection=one, reason="不查了", by=cast.member),
    "tick": lambda cast, one: tick.run(clock.now()),
}


@pytest.fixture
def quiet():
    """Under "world" the one in which nothing was done, as soon as it was looked at: each example begins with it."""
    return {}


def try_all(cast, names):
    """Each act on the newest; what is refused leaves the others' world alone as well."""
    for name in names:
        one = Inspection.objects.filter(is_covert=True).order_by("drafted_at", "pk").last()
        if one is None:
            one = ACTS["draft"](cast, None)
        try:
            with transaction.atomic():
                ACTS[name](cast, one)
        except (Refused, Http404):
            continue


@pytest.mark.clause("2.0.m9")
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(st.sampled_from(sorted(ACTS)), min_size=1, max_size=14))
@example(names=["draft", "return", "withdraw"])
@example(names=["draft", "approve", "begin", "line", "finding", "survey", "rest", "report", "back", "report", "tick"])
def test_whatever_its_people_do_the_others_world_stays_the_same(town, quiet, names):
    tick.run(clock.now())

    def seen(before):
        def act():
            with chance.seeded(5):
                before()
            return ledger(), look(town, "village_head", samples=["unit"]), look(town, "mayor", samples=["unit"])

        return undone(act)

    rows, head, mayor = seen(lambda: try_all(town, names))
    without, head_before, mayor_before = quiet.get("world") or quiet.setdefault("world", seen(lambda: None))
    assert rows == without
    assert not differences(head_before, head)
    assert not differences(mayor_before, mayor)


@pytest.mark.clause("2.0.m9")
def test_once_closed_the_visit_is_there_for_all_who_see_inspections(town):
    one = hidden(town, Kind.SPOT, "reported")
    path = reverse("inspection_page", args=[one.pk])
    shown = ("village_head", "liaison", "area_secretary", "mayor", "clerk", "linked")
    assert {client_of(getattr(town, role)).get(path).status_code for role in shown} == {404}
    assert not Matter.objects.filter(title__contains=SECRET).exists()
    closing.close(inspection=one, by=town.secretary)
    for role in shown:
        client = client_of(getattr(town, role))
        assert client.get(path).status_code == 200, role
    assert client_of(town.dept_staff).get(path).status_code == 404
    assert Matter.objects.filter(title__contains=SECRET).count() == 2
    assert SECRET in client_of(town.village_head).get(reverse("matter_list")).content.decode()
