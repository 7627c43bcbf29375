"""申诉 → 复核: beside the case from 送达 on, stays nothing, never heavier, may reverse after 结案, scores included."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from accountability.cases import appealing, carrying
from accountability.cases.standing import appeal_until, decision_of
from accountability.models import Appeal, AssessmentScheme, Case, CaseMember, ScoreEntry
from accountability.models.hearing import DeliberationMember
from accountability.rules.limits import limit
from accountability.scores import schemes
from dushi import clock
from dushi.records.chains import verify
from dushi.records.errors import Refused
from tests.accountability.cases import making
from tests.accountability.cases.making import fresh, sat

Vote = DeliberationMember.Vote
Kind = ScoreEntry.Kind


@pytest.fixture
def scheme(cast, at):
    """The shipped example in force: it serves 示例 people alone."""
    now, by = clock.now(), cast.commission_secretary.person
    taken = {"minutes_number": "联席〔2026〕3号", "in_force_at": now, "in_force_by": by, "status": "IN_FORCE"}
    facts = {"settings": schemes.example_settings(), "is_example": True, "drafted_at": now, "drafted_by": by}
    return AssessmentScheme.objects.create(town=cast.town, year=2026, name="示例考核办法", **facts, **taken)


def total():
    return sum(ScoreEntry.objects.values_list("counted", flat=True))


def body_of(paper):
    return json.dumps(json.loads(paper.body), ensure_ascii=False)


@pytest.mark.clause("3.0", "3.4.a")
def test_an_appeal_is_in_time_until_the_end_of_its_last_day(cast, rulebook, at):
    case = making.served(cast)
    until = appeal_until(case, decision_of(case).served_at)
    assert until == clock.at(clock.date(2026, 10, 20))  # a month from 17 September is a Saturday: Monday, 24:00
    at.travel(until - timedelta(minutes=1))
    assert not appealing.file_appeal(case=case, text="处理过重。", by=cast.liaison).is_late
    appealing.withdraw_appeal(case=case, by=cast.liaison)
    at.travel(until)
    late = appealing.file_appeal(case=case, text="处理过重。", by=cast.liaison)
    assert late.is_late
    with pytest.raises(Refused, match="没有超过期限"):
        appealing.accept_appeal(case=case, by=cast.commission_secretary)
    paper = appealing.refuse_appeal(case=case, reason="超过一个月。", by=cast.commission_secretary)
    assert paper.kind == "REVIEW" and "不予受理" in body_of(paper)


@pytest.mark.clause("3.0")
def test_a_letter_of_appeal_counts_from_the_day_it_was_received(cast, rulebook, at):
    case = making.served(cast)
    served = decision_of(case).served_at
    until = appeal_until(case, served)
    at.travel(until + timedelta(days=3))
    said = {"case": case, "text": "处理过重。", "by": cast.commission_staff}
    for wrong in (clock.local(served).date() - timedelta(days=1), clock.today() + timedelta(days=1)):
        with pytest.raises(Refused) as refusal:
            appealing.record_appeal(**said, received_on=wrong)
        assert refusal.value.field == "received_on"
    last = clock.local(until).date() - timedelta(days=1)
    in_time = appealing.record_appeal(**said, received_on=last)
    assert not in_time.is_late and clock.local(in_time.filed_at).date() == last
    assert in_time.due_at < limit("CASE_REVIEW").end(clock.now())
    assert in_time.due_at == limit("CASE_REVIEW").end(clock.at(last))
    appealing.withdraw_appeal(case=case, by=cast.liaison)
    assert appealing.record_appeal(**said, received_on=last + timedelta(days=1)).is_late


def test_an_appeal_in_time_is_never_refused_unheard(cast, rulebook, at):
    case = making.served(cast)
    appealing.file_appeal(case=case, text="处理过重。", by=cast.liaison)
    with pytest.raises(Refused, match="超过期限"):
        appealing.refuse_appeal(case=case, reason="不想受理。", by=cast.commission_secretary)


def test_the_subject_alone_appeals_once_at_a_time_and_may_take_it_back(cast, rulebook, at):
    case = making.served(cast)
    for stranger in (cast.clerk, cast.second_liaison, cast.commission_staff):
        with pytest.raises(Refused):
            appealing.file_appeal(case=case, text="代为申诉。", by=stranger)
    appealing.file_appeal(case=case, text="处理过重。", by=cast.liaison)
    with pytest.raises(Refused):
        appealing.file_appeal(case=case, text="再诉。", by=cast.liaison)
    assert appealing.withdraw_appeal(case=case, by=cast.liaison).status == Appeal.Status.WITHDRAWN
    assert appealing.file_appeal(case=case, text="再诉。", by=cast.liaison)


@pytest.mark.clause("3.4.a")
def test_an_appeal_stays_nothing(cast, rulebook, at):
    case = making.enforcing(cast)
    making.appealed(cast, case)
    for row in case.measures.filter(stage="DECIDED"):
        carrying.carry_out(
            case=case, measure=row, carried_out_on=clock.today(), note="已执行。", by=cast.commission_staff
        )
    carrying.close(case=case, by=cast.commission_secretary)
    assert fresh(case).status == Case.Status.CLOSED
    assert case.appeals.get().status == Appeal.Status.ACCEPTED


def test_nobody_who_inquired_reviews_it(cast, rulebook, at):
    case = making.served(cast)
    named = {"named_at": clock.now(), "named_by": cast.secretary.person, "left_at": clock.now()}
    CaseMember.objects.create(case=case, person=cast.member.person, **named)
    making.appealed(cast, case)
    with pytest.raises(Refused, match="参加过核查"):
        appealing.uphold(case=case, by=cast.commission_secretary, **sat(cast, case))
    appealing.uphold(case=case, by=cast.commission_secretary, **sat(cast, case, member=Vote.WITHDRAWN))
    assert case.appeals.get().status == Appeal.Status.UPHELD
    with pytest.raises(Refused, match="此前没有申诉过"):
        appealing.file_appeal(case=case, text="再诉。", by=cast.liaison)


@pytest.mark.clause("3.0", "3.4.a")
def test_a_review_changes_to_something_lighter_alone(cast, rulebook, at):
    case = making.served(cast)
    making.appealed(cast, case)
    for measures in (["CIRCULAR", "WRITTEN_REVIEW"], ["CRITICISM", "CIRCULAR"], ["TALK", "CRITICISM", "CIRCULAR"]):
        with pytest.raises(Refused, match="只能从轻"):
            appealing.change(case=case, measures=measures, by=cast.commission_secretary, **sat(cast, case))
    paper = appealing.change(case=case, measures=["TALK"], by=cast.commission_secretary, **sat(cast, case))
    standing = case.measures.filter(stage="DECIDED", revoked_at__isnull=True)
    assert [row.code for row in standing] == ["TALK"] and "谈话提醒" in body_of(paper)
    assert fresh(case).status == Case.Status.SERVED


@pytest.mark.clause("3.4.c")
def test_a_closed_case_posts_what_the_scheme_gives_and_zero_where_it_gives_nothing(cast, rulebook, scheme):
    case = making.closed(cast)
    rows = {row.code: str(row.pk) for row in case.measures.filter(stage="DECIDED")}
    entries = {entry.source_id: entry for entry in ScoreEntry.objects.filter(kind__in=[Kind.POINTS, Kind.ZERO])}
    assert set(entries) == set(rows.values())
    for code, pk in rows.items():
        given = scheme.rules.points_for_measure(code, "person")
        assert (entries[pk].nominal, entries[pk].kind) == ((given, Kind.POINTS) if given else (0, Kind.ZERO))
    told = body_of(case.papers.get(kind="ENDED"))
    assert "年度考核" in told and "2026年度" in told
    assert all(entry.clause == "3.4.c" and "问责决定书〔2026〕1号" in entry.basis for entry in entries.values())


@pytest.mark.clause("3.4.c")
def test_without_a_scheme_it_counts_as_zero_and_says_so(cast, rulebook, at):
    making.closed(cast)
    entries = ScoreEntry.objects.all()
    assert {entry.kind for entry in entries} == {Kind.ZERO} and all("未设分值" in entry.rule for entry in entries)


@pytest.mark.clause("3.4.c")
def test_a_decision_revoked_after_closing_takes_every_point_back(cast, rulebook, scheme):
    case = making.closed(cast)
    posted = ScoreEntry.objects.count()
    assert posted
    making.appealed(cast, case)
    appealing.revoke(case=case, by=cast.commission_secretary, **sat(cast, case))
    case = fresh(case)
    assert case.status == Case.Status.REVOKED and total() == 0
    assert ScoreEntry.objects.filter(kind=Kind.REVERSAL).count() >= 2
    assert not case.measures.filter(stage="DECIDED", revoked_at__isnull=True).exists()
    assert verify(cast.town, "accountability").broken is None


@pytest.mark.clause("3.4.c")
def test_a_lighter_measure_after_closing_reverses_and_posts_anew(cast, rulebook, scheme):
    case = making.closed(cast)
    making.appealed(cast, case)
    appealing.change(case=case, measures=["CRITICISM"], by=cast.commission_secretary, **sat(cast, case))
    gone = case.measures.get(stage="DECIDED", code="CIRCULAR")
    kept = case.measures.get(stage="DECIDED", code="CRITICISM")
    assert gone.revoked_at and not kept.revoked_at
    assert ScoreEntry.objects.filter(source_id=str(gone.pk), kind=Kind.REVERSAL).exists()
    assert not ScoreEntry.objects.filter(source_id=str(kept.pk), kind=Kind.REVERSAL).exists()
    assert fresh(case).status == Case.Status.CLOSED


@pytest.mark.clause("3.0")
def test_a_wrong_decision_is_put_right_without_an_appeal(cast, rulebook, at):
    case = making.closed(cast)
    with pytest.raises(Refused):
        appealing.open_review(case=case, reason="发现错误。", by=cast.commission_staff)
    opened = appealing.open_review(
        case=case, reason="区纪委指出事实有误。", basis="菏牡纪函〔2026〕8号", by=cast.commission_secretary
    )
    assert opened.is_own_motion and opened.status == Appeal.Status.ACCEPTED
    paper = appealing.revoke(case=case, by=cast.commission_secretary, **sat(cast, case))
    assert fresh(case).status == Case.Status.REVOKED and "菏牡纪函〔2026〕8号" in body_of(paper)
