"""Handling (2.0.m7): one named handler, the clocks of the law, what a village gets, what comes back."""

import itertools
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from dushi import clock
from dushi.matters.models import Matter
from dushi.records.errors import Refused
from dushi.records.models import Event
from dushi.regulation.calendar import Workdays
from dushi.regulation.seeding import seed_calendar
from dushi.town.models import Post
from inspections.actions import public, public_handling
from inspections.actions.public_digest import send_digest
from inspections.actions.public_handling import return_orphans
from inspections.models import EnvelopeStub, IdentityReading, PublicReport, PublicReportIdentity, PublicReportWord
from inspections.public.check import RUN, copied, names_reporter
from inspections.public.clocks import clocks_for, retention
from inspections.public.due import due_of, workdays_for
from inspections.public.erasing import erase_expired
from inspections.public.moves import move
from inspections.public.page import told
from inspections.public.permissions import handlers
from tests.inspections.public.making import CONTACT, NAME, TEXT, K, accepted, handed, in_days, take, tell

S = PublicReport.Status


def seen_by(cast):
    return {role for role, user in cast.everybody().items() if PublicReport.objects.visible_to(user).exists()}


# Who sees -----------------------------------------------------------------------------------------------------------


@pytest.mark.clause("2.0.m7")
def test_before_it_is_handed_on_the_window_alone_sees_it(cast, at):
    take(cast)
    assert seen_by(cast) == {"desk"}


def test_what_came_by_the_page_waits_at_the_window(cast, at):
    tell(cast)
    assert seen_by(cast) == {"desk"}


@pytest.mark.clause("2.0.m7")
def test_handed_on_the_named_handler_alone_sees_it(cast, at):
    handed(cast)
    assert seen_by(cast) == {"clerk"}


@pytest.mark.clause("2.0.m7")
def test_a_tip_is_seen_by_the_secretary_of_the_commission_and_the_one_named(cast, at):
    take(cast, K.TIP)
    assert seen_by(cast) == {"commission_secretary"}
    handed(cast, K.TIP)
    assert seen_by(cast) == {"commission_secretary", "commission_staff"}


def test_a_handler_who_left_the_office_sees_it_no_more(cast, at):
    handed(cast)
    cast.clerk.person.posts.update(valid_to=clock.today() - timedelta(days=1))
    assert seen_by(cast) == set()


def test_what_a_handler_left_behind_is_handed_on_anew_and_starts_no_clock_anew(cast, at):
    report = accepted(cast)
    at.advance(timedelta(days=5))
    cast.clerk.person.posts.update(valid_to=clock.today() - timedelta(days=1))
    return_orphans(clock.now())
    assert seen_by(cast) == {"desk"}
    public_handling.hand_on(report=report, handler=cast.office_head.person, by=cast.desk)
    row = public_handling.accept(report=report, text="", by=cast.office_head)
    assert row.accepted_on == clock.today() - timedelta(days=5)


def test_what_nobody_at_the_window_took_any_more_waits_for_whoever_is_there(cast, at):
    take(cast)
    Post.objects.filter(person=cast.desk.person).update(person=cast.dept_staff.person)
    assert "dept_staff" in seen_by(cast)


def test_leaders_and_those_who_serve_the_place_are_never_offered_as_handlers(cast, at):
    offered = {person.pk for person in handlers(take(cast), clock.today())}
    assert offered == {cast.clerk.person.pk, cast.office_head.person.pk, cast.dept_head.person.pk}
    about_dept = handlers(take(cast, about=cast.dept), clock.today())
    assert cast.dept_head.person not in about_dept


def test_only_the_window_hands_on_and_only_to_whom_is_offered(cast, at):
    report = take(cast)
    with pytest.raises(Refused):
        public_handling.hand_on(report=report, handler=cast.clerk.person, by=cast.office_head)
    with pytest.raises(Refused):
        public_handling.hand_on(report=report, handler=cast.mayor.person, by=cast.desk)


def test_given_back_it_lies_at_the_window_again(cast, at):
    public_handling.give_back(report=handed(cast), by=cast.clerk)
    assert seen_by(cast) == {"desk"}


# States -------------------------------------------------------------------------------------------------------------


def test_the_door_lets_through_what_the_table_says(cast, at):
    report, other = handed(cast), take(cast)
    erased = {"content_erased_on": clock.today()}
    given = {S.MERGED: {"merged_into": other}, S.SEALED: erased}
    for before, to in itertools.product(S, S):
        with transaction.atomic():
            PublicReport.objects.filter(pk=report.pk).update(status=before, **given.get(before, {}))
            if to in PublicReport.TRANSITIONS[before]:
                row = move(report, to, verb="试", by=cast.clerk, at=clock.now(), **given.get(to, {}))
                assert row.status == to
            else:
                with pytest.raises(Refused):
                    move(report, to, verb="试", by=cast.clerk, at=clock.now())
            transaction.set_rollback(True)


def test_the_diagram_in_the_documents_is_that_of_the_table(capsys):
    call_command("publicreport_diagram")
    told = (Path(__file__).parents[3] / "docs" / "public-report-states.md").read_text()
    assert f"```mermaid\n{capsys.readouterr().out.strip()}\n```" in told


@pytest.mark.clause("2.0.m7")
def test_it_is_accepted_asked_about_answered_and_called_back(cast, at):
    report = accepted(cast, contact=CONTACT, name=NAME)
    public_handling.ask_reporter(report=report, text="是哪一段沟？", by=cast.clerk)
    public.add_words(report=report, text="东头", is_reply=True)
    assert PublicReport.objects.with_news().get(pk=report.pk).has_news
    public_handling.answer(report=report, text="已经清淤。", by=cast.clerk)
    call = public_handling.record_call(report=report, result="SATISFIED", by=cast.clerk)
    assert call.called_on == clock.today()
    report.refresh_from_db()
    assert (report.status, report.concluded_on) == (S.ANSWERED, clock.today())
    assert [word.kind for word in report.words.all()] == ["NOTICE", "QUESTION", "REPLY", "OUTCOME"]


@pytest.mark.clause("2.0.m7")
def test_a_tip_is_concluded_first_and_then_the_term_of_feedback_runs(cast, at):
    seed_calendar()
    report = accepted(cast, K.TIP)
    with pytest.raises(Refused):
        public_handling.answer(report=report, text="已查清。", by=cast.commission_staff)
    row = public_handling.conclude(report=report, by=cast.commission_staff)
    due = due_of(row, workdays_for([row]))
    assert (due.what, due.on) == ("反馈结果", date(2026, 10, 14))
    assert public_handling.answer(report=row, text="已查清。", by=cast.commission_staff).status == S.ANSWERED


def test_a_name_counts_only_once_the_reporter_confirmed_it(cast, at):
    report = accepted(cast, name=NAME, contact=CONTACT)
    assert report.identity.check_result == "UNCHECKED"
    public_handling.record_call(report=report, result="CONFIRMED", by=cast.clerk)
    assert PublicReportIdentity.objects.get().check_result == "CONFIRMED"
    with pytest.raises(Refused):
        public_handling.record_call(report=accepted(cast), result="CONFIRMED", by=cast.clerk)


@pytest.mark.parametrize("role", ["desk", "office_head", "mayor", "commission_secretary", "admin"])
def test_nobody_but_the_handler_does_anything(cast, at, role):
    report, by = accepted(cast, name=NAME), getattr(cast, role)
    for act, more in [
        (public_handling.answer, {"text": "x"}),
        (public_handling.ask_reporter, {"text": "x"}),
        (public_handling.read_identity, {"reason": "x"}),
        (public_handling.record_call, {"result": "SATISFIED"}),
        (public_handling.give_back, {}),
    ]:
        with pytest.raises(Refused):
            act(report=report, by=by, **more)


@pytest.mark.clause("2.0.m7")
def test_each_reading_of_the_name_is_logged_and_the_log_cannot_be_changed(cast, at):
    report = accepted(cast, name=NAME, contact=CONTACT)
    found = public_handling.read_identity(report=report, reason="回访", by=cast.clerk)
    assert (found.name, found.contact) == (NAME, CONTACT)
    log = IdentityReading.objects.get()
    assert (log.read_by, log.reason, log.read_at) == (cast.clerk.person, "回访", clock.now())
    for change in (IdentityReading.objects.all().delete, lambda: IdentityReading.objects.update(reason="")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_duplicates_go_on_as_one_and_both_hear_the_outcome(cast, at):
    first, second = accepted(cast), accepted(cast, text="排水沟的事，我也来说说")
    public_handling.merge(report=second, into=first, reason="同一条沟", by=cast.clerk)
    public_handling.answer(report=first, text="已经清淤。", by=cast.clerk)
    second.refresh_from_db()
    assert second.status == S.MERGED
    assert second.words.get(kind=PublicReportWord.Kind.OUTCOME).text == "已经清淤。"


def test_reporters_of_merged_reports_read_nothing_of_each_other(cast, at):
    first, second = accepted(cast, text="甲说的话"), accepted(cast, text="乙说的话")
    public_handling.merge(report=second, into=first, reason="都说的是那条沟", by=cast.clerk)
    second.refresh_from_db()
    public.add_words(report=second, text="乙又说的话")
    public_handling.ask_reporter(report=second, text="乙家在哪头？", by=cast.clerk)
    shown = {one.pk: str([word.text for word in told(one)["words"]]) for one in (first, second)}
    assert "乙" not in shown[first.pk]
    assert "都说的是那条沟" not in shown[second.pk]
    assert "乙家在哪头？" in shown[second.pk]
    assert told(second)["asked"]


def test_what_a_merged_reporter_adds_is_news_for_the_handler(cast, at):
    first, second = accepted(cast), accepted(cast, text="排水沟")
    public_handling.merge(report=second, into=first, reason="同一条沟", by=cast.clerk)
    public_handling.note_words(report=first, by=cast.clerk)
    second.refresh_from_db()
    public.add_words(report=second, text="又堵了")
    assert PublicReport.objects.with_news().get(pk=first.pk).has_news
    public_handling.note_words(report=first, by=cast.clerk)
    assert not PublicReport.objects.with_news().get(pk=first.pk).has_news


def test_merged_at_the_window_both_are_the_handlers_to_call_back(cast, at):
    first, second = take(cast), take(cast, text="排水沟的事", name=NAME, contact=CONTACT)
    public_handling.merge(report=second, into=first, reason="同一条沟", by=cast.desk)
    public_handling.hand_on(report=first, handler=cast.clerk.person, by=cast.desk)
    second.refresh_from_db()
    found = public_handling.read_identity(report=second, reason="回访", by=cast.clerk)
    assert found.contact == CONTACT
    assert seen_by(cast) == {"clerk"}


def test_a_report_is_merged_only_into_one_the_same_hands_hold(cast, at):
    mine, other = accepted(cast), take(cast)
    with pytest.raises(Refused):
        public_handling.merge(report=mine, into=other, reason="同一件", by=cast.clerk)


def test_what_turns_out_to_concern_a_leader_is_erased_here_and_kept_as_an_envelope(cast, at):
    report = handed(cast, K.TIP, name=NAME)
    public_handling.seal_off(report=report, receiver="县纪委监委", by=cast.commission_staff)
    report.refresh_from_db()
    assert (report.status, report.text, report.about) == (S.SEALED, "", None)
    assert not PublicReportIdentity.objects.exists()
    assert EnvelopeStub.objects.get().receiver == "县纪委监委"


# What the village gets ----------------------------------------------------------------------------------------------


def digest(cast, report, text="请查看排水沟是否畅通，及时清淤。", **more):
    given = {"title": "疏通排水沟", "due_at": in_days(7), "is_checked": True, "by": cast.clerk, "unit": cast.village}
    return send_digest(report=report, text=text, **given | more)


@pytest.mark.clause("2.0.m7", "X.2")
def test_a_village_gets_the_digest_as_a_matter_that_leads_nowhere(cast, at):
    report = accepted(cast, name=NAME, contact=CONTACT)
    digest(cast, report)
    matter = Matter.objects.get()
    assert (matter.source, matter.source_label, matter.owner_unit) == ("PUBLIC", "群众反映", cast.village)
    assert (matter.source_type, matter.source_id, matter.raised_by) == ("", "", None)
    told = str([(event.data, event.reason, event.actor_label) for event in Event.objects.about(matter)])
    assert str(report.pk) not in told
    assert cast.clerk.person.name not in told


@pytest.mark.parametrize(
    "text", [f"请找{NAME}了解。", "联系 139 0000 1234。", "电话尾号 001234。", "另见 13812345678。"]
)
def test_a_digest_with_the_reporters_name_or_number_is_refused(cast, at, text):
    with pytest.raises(Refused):
        digest(cast, accepted(cast, name=NAME, contact=CONTACT), text, is_kept=True)
    assert not Matter.objects.exists()


def test_a_digest_that_copies_is_refused_until_the_handler_says_so(cast, at):
    report, copy = accepted(cast), "群众说下雨天水，进了我家堂屋，请处理。"
    with pytest.raises(Refused, match="一字不差"):
        digest(cast, report, "群众说去年秋天修的排水沟又堵了，请处理。")
    digest(cast, report, "群众说去年秋天修的排水沟又堵了，请处理。", is_kept=True)
    assert copied(copy, [TEXT]) == ""


def test_an_unchecked_digest_and_one_of_a_tip_are_refused(cast, at):
    with pytest.raises(Refused):
        digest(cast, accepted(cast), is_checked=False)
    with pytest.raises(Refused):
        digest(cast, accepted(cast, K.TIP), by=cast.commission_staff)


@given(st.text(alphabet="低保沟堵水电路，。 ", max_size=60), st.text(alphabet="低保沟堵水电路，。 ", max_size=60))
def test_a_run_is_found_exactly_where_one_is_as_long(first, second):
    run = copied(first, [second])
    tidy = [sign for sign in first if sign.isalnum()], [sign for sign in second if sign.isalnum()]
    a, b = ("".join(one) for one in tidy)
    exists = any(a[n : n + RUN] in b for n in range(len(a) - RUN + 1))
    assert bool(run) == exists
    assert not run or (run in a and run in b)


def test_a_short_name_is_no_proof():
    assert names_reporter("何不清淤", "何", "") == ""


# Clocks and erasure -------------------------------------------------------------------------------------------------


@pytest.mark.clause("2.0.m7")
def test_the_clocks_of_a_petition_end_on_working_days(cast, at):
    seed_calendar()
    workdays = Workdays.load([2026])
    clocks = clocks_for(K.PETITION, date(2026, 9, 17))
    assert clocks.law == "《信访工作条例》"
    assert clocks.accept.ends(date(2026, 9, 17), workdays) == date(2026, 10, 8)  # 15 days end in the holiday
    assert clocks.finish.ends(date(2026, 9, 17), workdays) == date(2026, 11, 16)
    assert clocks_for(K.PETITION, date(2018, 3, 1)).law == "《信访条例》"


def test_a_tip_has_working_days_and_before_the_rule_none():
    tip = clocks_for(K.TIP, date(2026, 9, 17))
    assert str(tip.accept) == str(tip.feedback) == "15个工作日"
    assert tip.finish is None
    assert clocks_for(K.TIP, date(2018, 3, 1)).sentence() == ""


def test_an_extension_needs_an_approval_once_and_is_told(cast, at):
    report = accepted(cast)
    extend = {"report": report, "text": "需要省里定点检测。", "by": cast.clerk}
    with pytest.raises(Refused):
        public_handling.extend(**extend, approved_by="")
    public_handling.extend(**extend, approved_by="区信访局")
    with pytest.raises(Refused):
        public_handling.extend(**extend, approved_by="区信访局")
    assert "办理期限延长" in report.words.last().text


def test_after_the_end_first_the_name_and_later_the_words_are_erased(cast, at):
    identity, content = retention()
    report = accepted(cast, name=NAME)
    public_handling.answer(report=report, text="已经清淤。", by=cast.clerk)
    erase_expired(clock.now() + identity - timedelta(days=1))
    assert PublicReportIdentity.objects.exists()
    erase_expired(clock.now() + identity)
    assert not PublicReportIdentity.objects.exists()
    report.refresh_from_db()
    assert report.text == TEXT
    erase_expired(clock.now() + content)
    report.refresh_from_db()
    assert (report.text, report.words.count()) == ("", 0)
