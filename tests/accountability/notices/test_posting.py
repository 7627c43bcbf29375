"""Points are posted when the window has ended, once, by the scheme in force; a withdrawal reverses them (3.4.d)."""

from datetime import date, timedelta

import pytest

from accountability.models import AssessmentScheme, CaseStep, NoticeSubject, ScoreEntry, YearSheet
from accountability.notices import posting
from accountability.notices.checking import check
from accountability.notices.objections import answer, file, take_back
from accountability.notices.posting import post_due
from accountability.notices.withdrawing import withdraw, withdraw_line
from accountability.scores.sheets import close_year
from dushi import clock
from dushi.records.chains import verify
from dushi.records.errors import Refused
from tests.accountability.notices.making import letter, named, registered, told
from tests.accountability.scores.stage import counted, kinds, scheme_of

pytestmark = [pytest.mark.usefixtures("at"), pytest.mark.clause("3.4.d")]
Status = NoticeSubject.Status


def state(line):
    line.refresh_from_db()
    return line.status


def test_a_city_notice_names_two_villages_and_the_town_through_a_department(scored):
    notice = registered(scored)
    by = scored.commission_staff
    lines = [named(notice, one, by=by) for one in (scored.village, scored.dept_staff.person)]
    lines.append(named(notice, scored.dept, role="CAUSED", by=by))
    check(notice=notice, by=scored.commission_second)
    ends = notice.subjects.first().window_ends_at
    assert post_due(ends - timedelta(minutes=1)) == 0
    assert post_due(ends) == 3
    assert post_due(ends) == post_due(ends + timedelta(days=1)) == 0
    assert {state(line) for line in lines} == {Status.POSTED}
    assert kinds(scored.village) == kinds(scored.dept) == [("POINTS", -200)]
    assert kinds(scored.village_head.person) == kinds(scored.dept_head.person) == [("SPREAD", -100)]
    entry = ScoreEntry.objects.get(account__unit=scored.dept)
    assert entry.basis.startswith("菏泽市脱贫攻坚领导小组菏脱贫通〔2026〕5号（造成我镇被点名）：")
    assert entry.rule == "2026年度考核办法（第1版）：市级通报，造成我镇被点名，部门"
    assert (entry.happened_on, entry.posted_by_id) == (date(2026, 9, 1), None)
    assert verify(scored.town, CaseStep.CHAIN).is_sound


@pytest.mark.parametrize(("rule", "points"), [("HIGHEST", -300), ("SUM", -600)])
def test_a_forwarded_notice_counts_by_the_schemes_rule_for_one_matter(cast, rule, points):
    scheme_of(cast, same_matter=rule, matter_cap={})
    first = told(cast, cast.village, number="鲁脱贫通〔2026〕9号", level="PROVINCE")
    second = told(cast, cast.village, forwards=first.notice)
    told(cast, cast.village, number="菏牡通〔2026〕31号", level="DISTRICT", forwards=second.notice)
    assert post_due(first.window_ends_at) == 3
    assert counted(cast.village) == points
    withdraw(notice=first.notice, **letter("鲁脱贫通〔2026〕12号"), by=cast.commission_staff)
    assert counted(cast.village) == (-200 if rule == "HIGHEST" else -300)
    assert verify(cast.town, CaseStep.CHAIN).is_sound


def test_an_open_objection_holds_the_points_until_it_is_answered(scored):
    lines = [told(scored, scored.village), told(scored, scored.dept, number="菏牡通〔2026〕31号")]
    mine = [
        file(line=line, text="不实。", by=user)
        for line, user in zip(lines, (scored.village_head, scored.dept_head), strict=True)
    ]
    ends = lines[0].window_ends_at
    assert post_due(ends) == 0
    answer(objection=mine[0], is_upheld=True, text="成立。", by=scored.commission_secretary)
    answer(objection=mine[1], is_upheld=False, text="不成立。", by=scored.commission_secretary)
    assert post_due(ends) == 1
    assert [state(line) for line in lines] == [Status.DROPPED, Status.POSTED]
    assert (counted(scored.village), counted(scored.dept)) == (0, -200)


def test_a_rejected_objection_is_posted_at_the_end_of_the_window_not_before(scored):
    line = told(scored, scored.village)
    objection = file(line=line, text="不实。", by=scored.village_head)
    answer(objection=objection, is_upheld=False, text="不成立。", by=scored.commission_secretary)
    assert post_due(clock.now()) == 0
    assert post_due(line.window_ends_at) == 1
    other = told(scored, scored.dept, number="菏牡通〔2026〕31号")
    take_back(objection=file(line=other, text="不实。", by=scored.dept_head), by=scored.dept_head)
    assert post_due(other.window_ends_at) == 1


def test_without_a_scheme_the_line_waits_and_its_window_runs_once_the_points_are_known(cast, at):
    line = told(cast, cast.village)
    ends = line.window_ends_at
    at.travel(ends)
    assert post_due(ends) == 0
    scheme_of(cast, objection_workdays=5)
    assert post_due(ends) == 0
    assert state(line) == Status.PENDING
    # told anew on Friday 2 October: five working days end with Friday 9 October
    assert line.window_ends_at == clock.at(date(2026, 10, 10))
    assert file(line=line, text="不实。", by=cast.village_head).pk
    line.objections.update(status="WITHDRAWN")
    assert post_due(line.window_ends_at) == 1
    assert counted(cast.village) == -200


def test_an_example_scheme_counts_for_examples_alone(scored):
    AssessmentScheme.objects.update(is_example=True)
    real, example = told(scored, scored.village), told(scored, scored.dept_staff.person, number="菏牡通〔2026〕31号")
    assert post_due(real.window_ends_at) == 1
    assert (state(real), state(example)) == (Status.PENDING, Status.POSTED)


def test_what_the_scheme_gives_nothing_for_is_entered_with_no_points(scored):
    settings = scored.scheme.settings
    del settings["points"]["CITY"]["NAMED"]["village"]
    scored.scheme.save()
    line = told(scored, scored.village)
    post_due(line.window_ends_at)
    assert kinds(scored.village) == [("ZERO", 0)]
    assert state(line) == Status.POSTED


@pytest.mark.parametrize(("rule", "year"), [("DOCUMENT_DATE", 2027), ("EVENT_DATE", 2026), ("RECEIVED_DATE", 2027)])
def test_the_year_of_count_is_the_schemes_own_rule(cast, at, rule, year):
    at.travel(clock.at(date(2027, 1, 8), 10))
    for one in (2026, 2027):
        scheme_of(cast, one, year_of_count=rule)
    dates = {"happened_on": date(2026, 12, 20), "issued_on": date(2027, 1, 4), "received_on": date(2027, 1, 5)}
    line = told(cast, cast.village, **dates)
    assert post_due(line.window_ends_at) == 1
    assert ScoreEntry.objects.get(kind="POINTS").account.year == year


def test_a_withdrawn_notice_is_not_counted_and_what_was_counted_is_reversed(scored):
    waits = told(scored, scored.village)
    objection = file(line=waits, text="不实。", by=scored.village_head)
    taken = letter("菏脱贫通[2026]8号") | {"by": scored.commission_staff}
    withdraw(notice=waits.notice, **taken)
    assert (state(waits), waits.withdrawn_number) == (Status.WITHDRAWN, "菏脱贫通〔2026〕8号")
    objection.refresh_from_db()
    assert objection.status == "WITHDRAWN"
    assert post_due(waits.window_ends_at) == 0
    with pytest.raises(Refused):
        withdraw(notice=waits.notice, **taken)
    line = told(scored, scored.village, number="菏牡通〔2026〕31号")
    post_due(line.window_ends_at)
    assert counted(scored.village) == -200
    withdraw(notice=line.notice, **taken)
    assert state(line) == Status.REVERSED
    assert (counted(scored.village), counted(scored.village_head.person)) == (0, 0)
    reason = ScoreEntry.objects.filter(kind="REVERSAL").first().reason
    assert reason == "通报被更正或撤销：菏脱贫通〔2026〕8号（2026年9月17日）"
    assert verify(scored.town, CaseStep.CHAIN).is_sound


def test_a_notice_withdrawn_after_the_year_was_closed_makes_version_2_of_its_sheet(scored, at):
    line = told(scored, scored.village)
    post_due(line.window_ends_at)
    at.travel(clock.at(date(2027, 1, 4), 10))
    close_year(town=scored.town, year=2026, by=scored.mayor)
    withdraw(notice=line.notice, **letter("菏脱贫通〔2027〕1号"), by=scored.commission_staff)
    sheets = YearSheet.objects.filter(year=2026).order_by("version")
    assert [sheet.version for sheet in sheets] == [1, 2]
    assert "菏脱贫通〔2027〕1号" in sheets[1].reason
    assert ScoreEntry.objects.get(kind="REVERSAL", account__unit=scored.village).account.year == 2026
    assert (counted(scored.village), counted(scored.village, 2027)) == (0, 0)


def test_a_correction_of_one_line_leaves_the_others(scored):
    notice = registered(scored)
    one, two = (named(notice, subject, by=scored.commission_staff) for subject in (scored.village, scored.dept))
    check(notice=notice, by=scored.commission_second)
    post_due(notice.subjects.first().window_ends_at)
    taken = letter() | {"by": scored.commission_second}
    withdraw_line(line=one, **taken)
    assert (state(one), state(two)) == (Status.REVERSED, Status.POSTED)
    assert (counted(scored.village), counted(scored.dept)) == (0, -200)
    with pytest.raises(Refused):
        withdraw_line(line=one, **taken)
    notice.refresh_from_db()
    assert notice.status == "CHECKED"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"number": ""}, "number"),
        ({"number": "菏脱贫通〔2026〕5号"}, "number"),
        ({"withdrawn_on": date(2026, 9, 13)}, "withdrawn_on"),
        ({"withdrawn_on": date(2026, 9, 18)}, "withdrawn_on"),
        ({"document": None}, "document"),
    ],
)
def test_nothing_is_taken_back_without_a_superiors_document(scored, wrong, field):
    line = told(scored, scored.village)
    given = letter() | wrong
    with pytest.raises(Refused) as refusal:
        withdraw(notice=line.notice, by=scored.commission_staff, **given)
    assert refusal.value.field == field
    assert state(line) == Status.PENDING


def test_nobody_withdraws_a_notice_about_themself_or_from_outside(scored):
    line = told(scored, scored.commission_staff.person, by=scored.commission_secretary)
    taken = letter()
    for user in (scored.commission_staff, scored.secretary, scored.village_head):
        with pytest.raises(Refused):
            withdraw(notice=line.notice, by=user, **taken)


def test_a_line_that_fails_keeps_no_other_from_being_posted(scored, monkeypatch):
    first = told(scored, scored.village)
    told(scored, scored.dept, number="菏牡通〔2026〕31号")
    real = posting.post

    def failing(**given):
        if given["subject"] == scored.village:
            raise RuntimeError
        return real(**given)

    monkeypatch.setattr(posting, "post", failing)
    with pytest.raises(ExceptionGroup):
        post_due(first.window_ends_at)
    assert (counted(scored.village), counted(scored.dept)) == (0, -200)
    assert state(first) == Status.PENDING


def test_a_beat_with_nothing_to_post_asks_once(scored, django_assert_num_queries):
    told(scored, scored.village)
    with django_assert_num_queries(1):
        assert post_due(clock.now()) == 0
