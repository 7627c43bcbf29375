"""发现: recorded by the team, mended at the door, or handed out, verified by the team, looked at again (2.0, X.2)."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dushi import chance, clock
from dushi.alerts.models import Alert
from dushi.matters import actions as matters
from dushi.matters.models import Matter
from dushi.matters.people import Roster
from dushi.records.errors import Refused
from dushi.records.models import Event, Paper
from dushi.records.paper_templates import drawn
from inspections.actions.findings import release_findings
from inspections.findings.items import default_due
from inspections.models import CheckLine, Finding
from tests.inspections.findings.stage import Kind, Status, found, inspection_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at")]


def said_in(paper):
    document = Document(io.BytesIO(drawn(paper.body, paper.number_text)))
    return "\n".join(one.text for one in document.paragraphs)


def put_right(cast, finding):
    return matters.submit_done(matter=finding.matter, result="已补齐三户", by=cast.liaison)


@pytest.mark.clause("X.2", "2.1(7)")
def test_a_finding_becomes_a_matter_of_the_unit_with_a_notice_and_its_officers_are_told(cast):
    finding = found(inspection_of(cast), cast.village, by=cast.clerk)
    matter = finding.matter
    assert (matter.status, matter.owner_unit, matter.tier) == ("ASSIGNED", cast.village, "OFFICE")
    assert (matter.source, matter.source_id, matter.clause) == ("INSPECTION", str(finding.pk), "2.1(7)")
    paper = Paper.objects.get()
    assert (paper.kind, paper.number, paper.object_id) == (Paper.Kind.RECTIFY, 1, str(matter.pk))
    told = Alert.objects.filter(person=cast.liaison.person).get()
    assert told.title == "整改通知：三户档案缺收入核算表" and told.due_at == matter.due_at


@pytest.mark.clause("X.2")
def test_the_notice_says_what_was_found_how_and_what_is_to_be_done_by_when(cast):
    finding = found(inspection_of(cast), cast.village, by=cast.clerk)
    text = said_in(Paper.objects.get())
    wanted = [
        "示例一村：",
        "扶贫办",
        "实地调查",
        "三户档案缺收入核算表",
        "抽查10户",
        "2.1(7)",
        "补齐后报送",
        "2026年10月2日",
    ]
    wanted += [finding.matter.number_text, "报送要求", "逾期后果", str(cast.mayor.person), "签收人"]
    assert all(word in text for word in wanted), text


@pytest.mark.clause("X.2")
@pytest.mark.parametrize(("severity", "days"), [("MINOR", 15), ("MAJOR", 10), ("GRAVE", 5)])
def test_the_due_moment_is_by_severity_and_never_empty(cast, severity, days):
    finding = found(inspection_of(cast), cast.village, by=cast.clerk, severity=severity)
    assert finding.due_at == finding.matter.due_at == clock.at(clock.today() + timedelta(days=days), 18)


@pytest.mark.clause("X.2")
def test_what_is_mended_at_the_door_is_one_tick_by_any_member_of_the_team(cast):
    made = inspection_of(cast, team=[cast.clerk, cast.dept_staff])
    finding = found(made, cast.village, by=cast.dept_staff, on_spot=True, evidence="", measure="")
    assert finding.matter.is_fixed_on_spot and finding.matter.status == "CLOSED"
    assert not Matter.objects.ledger().exists() and not Paper.objects.exists() and not Alert.objects.exists()


@pytest.mark.clause("X.2")
def test_the_team_verifies_sends_back_once_and_signs_off_and_the_recheck_is_ordered(cast):
    finding = found(inspection_of(cast, team=[cast.dept_head]), cast.village, by=cast.dept_head)
    matter = put_right(cast, finding)
    with pytest.raises(Refused):
        matters.close(matter=matter, by=cast.clerk)
    matter = matters.send_back(matter=matter, reason="仍缺一户", by=cast.dept_head)
    matter = matters.submit_done(matter=matter, result="已补齐", by=cast.liaison)
    on = clock.today() + timedelta(days=28)
    matter = matters.close(matter=matter, by=cast.dept_head, recheck_on=on)
    assert (matter.returns, matter.verified_by, matter.recheck_on) == (1, cast.dept_head.person, on)


@pytest.mark.clause("2.3")
def test_the_recheck_of_a_spot_inspection_is_not_its_leaders(cast):
    made = inspection_of(cast, kind=Kind.SPOT, team=[cast.member, cast.clerk], focus=["2.1(7)"])
    matter = put_right(cast, found(made, cast.village, by=cast.member))
    matter = matters.close(matter=matter, by=cast.member, recheck_on=clock.today() + timedelta(days=28))
    assert Roster.of(matter).recheckers(matter) == {cast.clerk.person_id}
    with pytest.raises(Refused):
        matters.recheck(matter=matter, passed=True, by=cast.member)


def test_a_spot_inspection_led_alone_is_looked_at_again_by_the_office(cast):
    made = inspection_of(cast, kind=Kind.SPOT, team=[cast.member], focus=["2.1(7)"])
    matter = put_right(cast, found(made, cast.village, by=cast.member))
    matter = matters.close(matter=matter, by=cast.member, recheck_on=clock.today() + timedelta(days=28))
    assert cast.member.person_id not in Roster.of(matter).recheckers(matter) >= {cast.clerk.person_id}


def test_findings_of_the_office_itself_are_verified_by_the_commission(cast):
    made = inspection_of(cast, cast.office, kind=Kind.FOCUSED)
    finding = found(made, cast.office, "2.2(4)", by=cast.commission_staff)
    matter = matters.submit_done(matter=finding.matter, result="已改", by=cast.clerk)
    assert Roster.of(matter).verifiers(matter) == {cast.commission_staff.person_id}


def test_the_same_page_sent_again_records_one_finding_and_one_matter(cast):
    made, key = inspection_of(cast), chance.uuid4()
    first = found(made, cast.village, by=cast.clerk, key=key)
    assert found(made, cast.village, by=cast.clerk, key=key) == first
    assert Finding.objects.count() == Matter.objects.count() == Paper.objects.count() == 1


def test_the_checklist_shows_the_problem(cast):
    made = inspection_of(cast)
    found(made, cast.village, by=cast.clerk)
    assert CheckLine.objects.get(place__inspection=made).result == CheckLine.Result.PROBLEM


@pytest.mark.parametrize("status", [Status.APPROVED, Status.CLOSED, Status.WITHDRAWN])
def test_before_the_beginning_and_after_the_closing_nothing_is_recorded(cast, status):
    with pytest.raises(Refused, match="不能登记发现"):
        found(inspection_of(cast, status=status), cast.village, by=cast.clerk)


def test_after_the_report_it_may_still_be_recorded(cast):
    assert found(inspection_of(cast, status=Status.REPORTED), cast.village, by=cast.clerk).matter


@pytest.mark.parametrize("role", ["office_head", "mayor", "liaison", "commission_secretary", "foreigner"])
def test_nobody_but_the_team_records(cast, role):
    with pytest.raises(Refused, match="检查组成员"):
        found(inspection_of(cast), cast.village, by=getattr(cast, role))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": ""}, "title"),
        ({"evidence": ""}, "evidence"),
        ({"measure": ""}, "measure"),
        ({"item": "2.2(4)"}, "item"),
        ({"item": "2.1(99)"}, "item"),
    ],
)
def test_what_a_finding_needs_is_asked_for_at_its_field(cast, given, field):
    with pytest.raises(Refused) as refused:
        found(inspection_of(cast), cast.village, **{"item": "2.1(7)", **given}, by=cast.clerk)
    assert refused.value.field == field
    assert not Finding.objects.exists()


def test_a_due_moment_that_has_passed_or_a_unit_not_inspected_is_refused(cast):
    made = inspection_of(cast)
    with pytest.raises(Refused, match="晚于现在"):
        found(made, cast.village, by=cast.clerk, due_at=clock.now())
    with pytest.raises(Refused, match="被检单位"):
        found(made, cast.second_village, by=cast.clerk)


@pytest.mark.clause("X.2")
def test_the_same_item_at_the_same_unit_within_a_year_is_recognised(cast):
    old = found(inspection_of(cast), cast.village, by=cast.clerk)
    clock.advance(timedelta(days=364))
    again = found(inspection_of(cast), cast.village, by=cast.clerk)
    assert again.repeats == old
    assert found(inspection_of(cast), cast.village, "2.1(3)", by=cast.clerk).repeats is None
    assert "重复发生" in said_in(Paper.objects.get(object_id=str(again.matter_id)))


def test_what_lies_more_than_a_year_back_elsewhere_or_in_the_same_inspection_is_no_repeat(cast):
    made = inspection_of(cast, cast.village, cast.second_village)
    found(made, cast.village, by=cast.clerk)
    assert found(made, cast.village, by=cast.clerk).repeats is None
    assert found(inspection_of(cast, cast.second_village), cast.second_village, by=cast.clerk).repeats is None
    clock.advance(timedelta(days=366))
    assert found(inspection_of(cast), cast.village, by=cast.clerk).repeats is None


@pytest.mark.clause("2.0.m9")
def test_nothing_follows_from_a_covert_finding_before_the_closing(cast):
    made = inspection_of(cast, methods=["2.0.m9"])
    before = Event.objects.exclude(object_type="inspections.finding").count()
    finding = found(made, cast.village, by=cast.clerk)
    ticked = found(made, cast.village, "2.1(3)", by=cast.clerk, on_spot=True)
    assert finding.matter is None and ticked.matter is None
    assert not Matter.objects.exists() and not Paper.objects.exists() and not Alert.objects.exists()
    assert Event.objects.exclude(object_type="inspections.finding").count() == before


@pytest.mark.clause("2.0.m9")
def test_at_the_closing_each_covert_finding_goes_its_way_once(cast):
    made = inspection_of(cast, methods=["2.0.m9"])
    finding = found(made, cast.village, by=cast.clerk, due_at=clock.now() + timedelta(days=1))
    ticked = found(made, cast.village, "2.1(3)", by=cast.clerk, on_spot=True)
    clock.advance(timedelta(days=3))
    made.status, made.closed_at, made.closed_by = Status.CLOSED, clock.now(), cast.clerk.person
    made.save()
    assert len(release_findings(made, cast.clerk, clock.now())) == 2
    assert release_findings(made, cast.clerk, clock.now()) == []
    finding.refresh_from_db()
    ticked.refresh_from_db()
    assert finding.matter.due_at == finding.due_at == default_due("MINOR", clock.now())
    assert ticked.matter.is_fixed_on_spot and Matter.objects.count() == 2


def test_the_database_refuses_a_sealed_finding_in_the_ledger(cast):
    finding = found(inspection_of(cast), cast.village, by=cast.clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.filter(pk=finding.pk).update(is_sealed=True)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    team=st.lists(st.sampled_from(["member", "linked", "dept_head", "liaison", "mayor"]), unique=True),
    kind=st.sampled_from([Kind.ROUTINE, Kind.SPOT]),
)
def test_whoever_is_on_the_team_nobody_verifies_who_must_withdraw_there(cast, team, kind):
    with transaction.atomic():
        users = [cast.clerk, *(getattr(cast, role) for role in team)]
        matter = found(inspection_of(cast, kind=kind, team=users), cast.village, by=cast.clerk).matter
        roster = Roster.of(matter)
        bound = {cast.member.person_id, cast.liaison.person_id}  # 包片 and 包村 there
        assert roster.verifiers(matter) and not roster.verifiers(matter) & (roster.owners(matter) | bound)
        assert roster.recheckers(matter) and not roster.recheckers(matter) & (roster.owners(matter) | bound)
        transaction.set_rollback(True)


@pytest.mark.parametrize("role", ["liaison", "member"])
def test_who_must_withdraw_at_the_unit_records_nothing_there(cast, role):
    user = getattr(cast, role)
    with pytest.raises(Refused, match="应回避示例一村"):
        found(inspection_of(cast, team=[cast.clerk, user]), cast.village, by=user)
