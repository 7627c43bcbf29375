"""另行处理 as an attack: for whoever is not of the commission the world is the same with and without it (2.2)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dushi import clock
from dushi.alerts.models import Alert
from dushi.alerts.tick import climb
from dushi.matters.models import Matter
from dushi.records.errors import Refused
from dushi.records.models import Event, Paper
from inspections.actions.findings import open_finding
from inspections.findings.permissions import may_open_photo
from inspections.models import CheckLine, Finding
from tests.cast import PEOPLE, TWINS, client_of
from tests.inspections.findings.stage import Kind, found, inspection_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at", "live")]
SECRET = "冒领危房改造补助"
COMMISSION = {"commission_secretary", "commission_staff", "commission_second"}
#: One of each post, and 工作人员 of a department, who serves on the team and typed it.
OTHERS = sorted(set(PEOPLE) - COMMISSION - TWINS | {"dept_staff"})
LISTS = ["finding_list", "rectification_flow", "failing_items", "matter_list", "my_work", "calendar",
         "alert_list", "concerns", "regulation_state", "village_grid", "inspection_list", "issued_papers"]  # fmt: skip
SERIOUS = [
    pytest.param("2.2(1)", marks=pytest.mark.clause("2.2(1)")),
    pytest.param("2.2(2)", marks=pytest.mark.clause("2.2(2)")),
    pytest.param("2.2(3)", marks=pytest.mark.clause("2.2(3)")),
    pytest.param("2.2(5)", marks=pytest.mark.clause("2.2(5)")),
    pytest.param("2.2(6)", marks=pytest.mark.clause("2.2(6)")),
]


def focused(cast, **more):
    """重点督导 of `village`: 纪委人员 lead, somebody of a department and the clerk serve on it."""
    team = [cast.commission_staff, cast.dept_staff, cast.clerk]
    return inspection_of(cast, cast.village, kind=Kind.FOCUSED, team=team, **more)


def sealed(cast, made, item="2.2(1)", by=None, **more):
    return found(made, cast.village, item, by=by or cast.dept_staff, title=SECRET, **more)


@pytest.mark.parametrize("item", SERIOUS)
def test_a_serious_item_is_sealed_by_default_and_leaves_nothing_in_any_ledger(cast, item):
    made = focused(cast)
    finding = sealed(cast, made, item)
    assert finding.is_sealed and finding.matter is None
    assert CheckLine.objects.get(place__inspection=made).result == CheckLine.Result.ELSEWHERE
    assert not Matter.objects.exists() and not Paper.objects.exists()
    climb(clock.now() + timedelta(days=30))
    assert not Alert.objects.exclude(object_type="obligations.obligation").filter(title__contains=SECRET).exists()
    assert list(Finding.objects.filter(is_sealed=True)) == [finding]


@pytest.mark.clause("2.2(4)")
@pytest.mark.parametrize("item", ["2.2(4)", "2.2(7)"])
def test_any_other_item_of_2_2_takes_the_ordinary_way(cast, item):
    assert found(focused(cast), cast.village, item, by=cast.dept_staff).matter


def test_no_history_knows_its_name(cast):
    made = focused(cast)
    CheckLine.objects.create(
        place=made.places.get(), item="2.2(1)", result="PROBLEM", note=SECRET, checked_at=clock.now(),
        checked_by=cast.dept_staff.person,
    )  # fmt: skip
    finding = sealed(cast, made)
    assert [event.object_label for event in Event.objects.about(finding)] == ["另行处理的发现"]
    assert not any(SECRET in f"{row.object_label}{row.reason}{row.data}" for row in Event.objects.all())
    assert CheckLine.objects.get().note == ""


def bare(page, *words):
    """The page without what differs from opening to opening (tokens, ids of forms) and without the words given."""
    text = re.sub(r'(csrfmiddlewaretoken" value=|name="key" value=)"[^"]*"', "", page)
    for word in words:
        text = text.replace(word, "")
    return text


def opened(client, path):
    """Status, text and number of queries."""
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path)
    is_text = "text" in answer.headers["Content-Type"]
    return answer.status_code, bare(answer.content.decode()) if is_text else b"", len(captured)


def world(cast, client, made):
    paths = [reverse(name) for name in LISTS]
    paths += [reverse("unit_page", args=[cast.village.pk]), reverse("unit_page", args=[cast.area.pk])]
    paths += [reverse("inspection_page", args=[made.pk]), f"{reverse('finding_list')}?item=2.2(1)"]
    paths += [f"{reverse('failing_items')}?by=unit", f"{reverse('failing_items')}?by=unit&area={cast.area.pk}"]
    return {path: opened(client, path) for path in paths}


@pytest.mark.only_on("sqlite")  # pages say the same on both engines
@pytest.mark.clause("2.2(1)")
@pytest.mark.parametrize("role", OTHERS)
def test_the_world_of_everybody_else_is_the_same_with_and_without_it(cast, role):
    made = focused(cast)
    found(made, cast.village, "2.2(4)", by=cast.dept_staff)
    client = client_of(getattr(cast, role), raise_request_exception=False)
    before = world(cast, client, made)
    with transaction.atomic():
        finding = sealed(cast, made)
        after = world(cast, client, made)
        page = client.get(reverse("finding_page", args=[finding.pk]))
        transaction.set_rollback(True)
    assert page.status_code in (403, 404)
    assert not [path for path in before if before[path] != after[path]]


def test_the_commission_sees_it_in_its_place(cast):
    finding = sealed(cast, focused(cast))
    for role in COMMISSION:
        client = client_of(getattr(cast, role))
        assert SECRET in client.get(reverse("finding_page", args=[finding.pk])).content.decode()
        assert SECRET in client.get(reverse("finding_list")).content.decode()
        assert "没有检查发现的问题" in client.get(reverse("failing_items")).content.decode()


def test_whoever_typed_it_learns_nothing_but_where_it_went(cast):
    made = focused(cast)
    path = f"{reverse('finding_new', args=[made.pk, cast.village.pk])}?item=2.2(1)"
    client = client_of(cast.dept_staff)
    form = client.get(path).context["form"]
    assert "unsealed" not in form.fields
    data = {"key": form["key"].value(), "title": SECRET, "evidence": "查账。", "severity": "GRAVE"}
    page = client.post(path, data, follow=True).content.decode()
    assert "已转镇纪委另行处理" in page and SECRET not in page
    finding = Finding.objects.get()
    assert client.get(reverse("finding_page", args=[finding.pk])).status_code == 404
    assert client.post(reverse("finding_open", args=[finding.pk]), {"reason": "查看"}).status_code == 404


def test_a_photo_of_it_opens_for_the_commission_alone(cast):
    finding = sealed(cast, focused(cast))
    assert {role for role in PEOPLE if may_open_photo(getattr(cast, role), str(finding.pk))} == COMMISSION


def test_in_an_inspection_of_anybody_else_a_serious_item_is_not_recorded(cast):
    made = inspection_of(cast, kind=Kind.SPOT, team=[cast.member])
    with pytest.raises(Refused, match="告知镇纪委"):
        found(made, cast.village, "2.2(1)", by=cast.member)
    assert not Finding.objects.exists()


def test_only_the_commission_undoes_the_default_and_says_why(cast):
    made = focused(cast)
    with pytest.raises(Refused, match="镇纪委决定"):
        sealed(cast, made, is_sealed=False, reason="一般问题")
    with pytest.raises(Refused, match="请写明"):
        sealed(cast, made, is_sealed=False, by=cast.commission_staff)
    finding = sealed(cast, made, is_sealed=False, reason="金额小，已退回", by=cast.commission_staff)
    assert finding.matter and Event.objects.about(finding).get().reason == "金额小，已退回"


def test_opened_with_a_reason_it_takes_the_ordinary_way(cast):
    made = focused(cast)
    finding = sealed(cast, made)
    with pytest.raises(Refused, match="只有镇纪委"):
        open_finding(finding=finding, reason="一般问题", by=cast.clerk)
    with pytest.raises(Refused, match="请写明"):
        open_finding(finding=finding, reason="", by=cast.commission_staff)
    finding = open_finding(finding=finding, reason="经核属工作疏漏", by=cast.commission_staff)
    assert not finding.is_sealed and finding.matter.title == SECRET and finding.due_at
    assert CheckLine.objects.get().result == CheckLine.Result.PROBLEM
    with pytest.raises(Refused):
        open_finding(finding=finding, reason="再开一次", by=cast.commission_staff)


def test_a_line_stays_elsewhere_while_another_sealed_finding_stands_behind_it(cast):
    made = focused(cast)
    first, _ = sealed(cast, made), sealed(cast, made)
    open_finding(finding=first, reason="一般问题", by=cast.commission_staff)
    assert CheckLine.objects.get().result == CheckLine.Result.ELSEWHERE


def test_an_ordinary_finding_is_no_repeat_of_a_sealed_or_a_covert_one(cast):
    sealed(cast, focused(cast))
    covert = inspection_of(cast, methods=["2.0.m9"])
    found(covert, cast.village, by=cast.clerk)
    again = found(inspection_of(cast), cast.village, by=cast.clerk)
    opened = sealed(cast, focused(cast), is_sealed=False, reason="一般问题", by=cast.commission_staff)
    assert again.repeats is None and opened.repeats is None


def test_a_covert_finding_shows_in_no_list_of_whoever_does_not_serve_on_it(cast):
    made = inspection_of(cast, methods=["2.0.m9"], team=[cast.dept_staff], drafted_by=cast.dept_head.person)
    clients = [client_of(user) for user in (cast.mayor, cast.village_head)]
    path = reverse("rectification_flow")
    before = [(opened(client, path), opened(client, path))[1] for client in clients]
    finding = found(made, cast.village, by=cast.dept_staff)
    assert [opened(client, path) for client in clients] == before
    page = reverse("finding_page", args=[finding.pk])
    assert {client.get(page).status_code for client in clients} == {404}
    assert client_of(cast.dept_staff).get(page).status_code == 200
