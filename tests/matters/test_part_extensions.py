"""延期 of a part: its department asks before its due moment, the tier decides, the matter's own due moment stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from dushi import clock
from dushi.alerts.models import Alert
from dushi.matters import actions
from dushi.matters.models import Matter, MatterExtension, MatterPart
from dushi.matters.providers import work
from dushi.records.errors import Refused
from tests.cast import client_of
from tests.matters import making
from tests.matters.making import soon

pytestmark = [pytest.mark.django_db, pytest.mark.clause("X.2"), pytest.mark.usefixtures("at")]


@pytest.fixture
def part(cast):
    """A matter of 示例一村 that the office handed out, in which the department has a part due in two days."""
    matter = making.assigned(cast, tier=Matter.Tier.OFFICE, by=cast.clerk)
    return actions.add_part(matter=matter, unit=cast.dept, task="核名单", due_at=soon(2), by=cast.clerk)


def ask(part, by, days=6, reason="等上级名单"):
    return actions.ask_part_extension(part=part, due_at=soon(days), reason=reason, by=by)


def test_the_department_asks_on_the_page_and_the_tier_grants_it(cast, part):
    before = Matter.objects.get().due_at
    url = reverse("matter_part_extension_ask", args=[part.pk])
    head = client_of(cast.dept_head)
    page = reverse("matter_page", args=[part.matter_id])
    assert "申请分工延期" in head.get(page).content.decode()
    sent = {"due_at": clock.local(soon(6)).strftime("%Y-%m-%dT%H:%M"), "reason": "等上级名单"}
    assert head.post(url, sent).status_code == 302
    asked = MatterExtension.objects.get()
    assert (asked.part, asked.due_before) == (part, part.due_at)
    assert [item.note for item in work(cast.clerk, clock.now())] == ["镇民政办分工延期待批复"]
    assert not [item for item in work(cast.dept_head, clock.now()) if "延期" in item.note]
    clerk = client_of(cast.clerk)
    assert "镇民政办的分工" in clerk.get(page).content.decode()
    assert clerk.post(reverse("matter_extension_decide", args=[asked.pk]), {"granted": "1"}).status_code == 302
    part.refresh_from_db()
    assert part.due_at == asked.due_at and Matter.objects.get().due_at == before
    assert Alert.objects.filter(person=cast.dept_head.person, title__startswith="分工已延期：核名单").count() == 1
    again = clerk.post(reverse("matter_extension_decide", args=[asked.pk]), {"granted": "1"})
    assert again.status_code == 422 and "已经批复" in again.content.decode()


def test_what_is_typed_stays_where_it_is_refused(cast, part):
    url = reverse("matter_part_extension_ask", args=[part.pk])
    early = clock.local(soon(1)).strftime("%Y-%m-%dT%H:%M")
    answer = client_of(cast.dept_head).post(url, {"due_at": early, "reason": "等上级名单"})
    assert answer.status_code == 422
    assert "新的时限须晚于原时限" in answer.content.decode() and "等上级名单" in answer.content.decode()


def test_nobody_else_asks_and_nobody_grants_it_to_the_own_department(cast, part):
    url = reverse("matter_part_extension_ask", args=[part.pk])
    said = {"due_at": clock.local(soon(6)).strftime("%Y-%m-%dT%H:%M"), "reason": "等"}
    assert client_of(cast.clerk).get(url).status_code == 405
    assert client_of(cast.clerk).post(url, said).status_code == 403
    assert client_of(cast.other_liaison).post(url, said).status_code == 404
    with pytest.raises(Refused, match="只有配合单位"):
        ask(part, cast.liaison)
    asked = ask(part, cast.dept_head)
    with pytest.raises(Refused, match="等待批复"):
        ask(part, cast.dept_head)
    for by in (cast.dept_head, cast.liaison):
        with pytest.raises(Refused, match="由交办的层级批准"):
            actions.decide_extension(extension=asked, granted=True, by=by)
    # The lead's own 延期 is a question of its own, and may wait beside it.
    assert actions.ask_extension(matter=part.matter, due_at=soon(20), reason="等", by=cast.liaison).part is None


@pytest.mark.parametrize(("after", "refused"), [(timedelta(0), False), (timedelta(seconds=1), True)])
def test_it_is_asked_for_by_the_due_moment(cast, part, at, after, refused):
    at.travel(part.due_at + after)
    if refused:
        with pytest.raises(Refused, match="已过分工时限"):
            ask(part, cast.dept_head)
    else:
        assert ask(part, cast.dept_head).part == part


def test_refused_with_a_reason_it_stays_due_and_signed_meanwhile_it_is_not_granted(cast, part):
    asked = ask(part, cast.dept_head)
    due_at = MatterPart.objects.get().due_at
    with pytest.raises(Refused, match="写明理由"):
        actions.decide_extension(extension=asked, granted=False, by=cast.clerk)
    actions.decide_extension(extension=asked, granted=False, answer="名单已下发", by=cast.clerk)
    assert MatterPart.objects.get().due_at == due_at
    second = ask(part, cast.dept_head)
    actions.sign_part(part=part, result="已核", by=cast.dept_head)
    with pytest.raises(Refused, match="不需要延期"):
        actions.decide_extension(extension=second, granted=True, by=cast.clerk)
