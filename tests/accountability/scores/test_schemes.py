"""A scheme is drafted by the commission, complete before it takes force, and in force by the joint meeting alone."""

from __future__ import annotations

import pytest

from accountability.models import AssessmentScheme, ScoreEntry
from accountability.scores import drafting, schemes
from accountability.scores.checking import faults
from dushi import clock
from dushi.records.errors import Refused
from dushi.records.models import Paper
from tests.accountability.scores.stage import counted, matter, post, scheme_of
from tests.cast import client_of

pytestmark = pytest.mark.clause("3.4.d")

Status = AssessmentScheme.Status


def drafted(cast, **changed):
    scheme = drafting.draft_scheme(year=2026, name="2026年度考核办法", start="BLANK", by=cast.commission_staff)
    settings = schemes.example_settings() | changed
    return drafting.change_scheme(scheme=scheme, name=scheme.name, settings=settings, by=cast.commission_staff)


def minutes(cast, clause="1.1.m", number=3):
    return Paper.objects.create(
        town=cast.town,
        kind=Paper.Kind.MINUTES,
        year=2026,
        number=number,
        title="会议纪要",
        clause=clause,
        issued_at=clock.now(),
        object_type="meetings.meeting",
        object_id="1",
        body={},
    )


def force(cast, scheme, number="〔2026〕3号", **given):
    return drafting.take_force(scheme=scheme, minutes_number=number, by=cast.commission_secretary, **given)


def test_a_scheme_takes_force_with_the_joint_meetings_minutes_and_replaces_the_older(cast, at):
    minutes(cast)
    first = force(cast, drafted(cast))
    assert (first.status, schemes.in_force(cast.town, 2026)) == (Status.IN_FORCE, first)
    second = force(cast, drafted(cast))
    first.refresh_from_db()
    assert (second.version, first.status, schemes.in_force(cast.town, 2026)) == (2, Status.SUPERSEDED, second)


def test_a_number_that_is_none_or_another_bodys_or_unknown_is_refused(cast, at):
    minutes(cast, clause="1.1.q", number=4)
    scheme = drafted(cast)
    for number, why in [("三号", "完整编号"), ("〔2026〕4号", "不是党政联席会议"), ("〔2026〕5号", "没有这个编号")]:
        with pytest.raises(Refused, match=why):
            force(cast, scheme, number)
    assert force(cast, scheme, "〔2026〕5号", is_elsewhere=True).minutes_number == "〔2026〕5号"
    page = client_of(cast.liaison).get("/assessment/scheme/").content.decode()
    assert "本系统内没有这份纪要，编号由示例·周某登记" in page


def test_only_the_secretary_registers_and_only_drafts_change(cast, at):
    minutes(cast)
    scheme = drafted(cast)
    with pytest.raises(Refused, match="纪委书记"):
        drafting.take_force(scheme=scheme, minutes_number="〔2026〕3号", by=cast.commission_staff)
    force(cast, scheme)
    for act in (drafting.discard_scheme, lambda **a: drafting.change_scheme(name="", settings={}, **a)):
        with pytest.raises(Refused, match="只有草案"):
            act(scheme=scheme, by=cast.commission_staff)
    with pytest.raises(Refused, match="登记"):
        force(cast, scheme)


def test_a_scheme_with_gaps_says_all_of_them(cast, at):
    minutes(cast)
    scheme = drafted(cast, objection_workdays=4, same_matter="", grades=[{"name": "合格", "from": 0}])
    del scheme.settings["points"]["CITY"]
    scheme.save()
    with pytest.raises(Refused) as refused:
        force(cast, scheme)
    for word in ("市级通报的扣分没有写全", "异议期为 5 至 10", "同一事项", "等次至少两档"):
        assert word in refused.value.message


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"base": {"village": 10000, "department": 10000}}, "基础分：个人"),
        ({"spread": {"HEAD": {"percent": 101}}}, "连带扣分"),
        ({"spread": {"HEAD": {"percent": 10, "points": 10}}}, "连带扣分"),
        ({"year_cap": {"person": -1}}, "分值是 0"),
        ({"bonus_cap": {"person": 1.5}}, "分值是 0"),
        ({"grades": [{"name": "甲", "from": 9000}, {"name": "乙", "from": 9000}]}, "从高到低"),
        ({"grades": [{"name": "甲", "from": 9000}, {"name": "乙", "from": 100}]}, "从 0 分起"),
        ({"grades": [{"name": "甲", "from": 9000}, {"name": "甲", "from": 0}]}, "名称相同"),
        ({"objection_workdays": 11}, "异议期"),
        ({"year_of_count": "SOME_DAY"}, "哪个日期"),
    ],
)
def test_each_rule_of_a_scheme_is_checked(changed, word):
    assert any(word in line for line in faults(schemes.example_settings() | changed))


def test_the_example_is_complete_and_serves_nobody_outside_the_demo(cast, at, settings):
    assert faults(schemes.example_settings()) == []
    settings.DEMO = True
    scheme = drafting.draft_scheme(year=2026, name="考核办法", start="EXAMPLE", by=cast.commission_staff)
    with pytest.raises(Refused, match="不修改"):
        drafting.change_scheme(scheme=scheme, name="我镇办法", settings={}, by=cast.commission_staff)
    settings.DEMO = False
    with pytest.raises(Refused, match="只能在演示数据里施行"):
        force(cast, scheme, is_elsewhere=True)
    with pytest.raises(Refused, match="只能在演示数据里使用"):
        drafting.draft_scheme(year=2026, name="考核办法", start="EXAMPLE", by=cast.commission_staff)
    settings.DEMO = True
    assert force(cast, scheme, is_elsewhere=True).is_example


def test_the_example_never_replaces_a_real_scheme(cast, at, settings):
    settings.DEMO = True
    scheme_of(cast)
    example = drafting.draft_scheme(year=2026, name="考核办法", start="EXAMPLE", by=cast.commission_staff)
    with pytest.raises(Refused, match="示例不能替代"):
        force(cast, example, is_elsewhere=True)


def test_what_was_posted_stays_but_the_new_versions_caps_hold_for_the_year(scored):
    person = scored.clerk.person
    post(scored, person, -200)
    post(scored, person, -300)
    minutes(scored)
    force(scored, drafted(scored, year_cap={"person": 400}))
    assert counted(person) == -400
    released = ScoreEntry.objects.get(kind="CAP")
    assert released.reason == "2026年度考核办法（第2版）施行"
    force(scored, drafted(scored, year_cap={}))
    assert counted(person) == -500


def test_every_way_of_counting_picks_its_year(cast, at):
    from accountability.models import CriticismNotice, NamedMatter

    event = NamedMatter(town=cast.town, happened_on=clock.date(2025, 12, 1))
    notice = CriticismNotice(
        town=cast.town, matter=event, issued_on=clock.date(2026, 1, 5), received_on=clock.date(2027, 1, 2)
    )
    for counted_by, year in [("DOCUMENT_DATE", 2026), ("EVENT_DATE", 2025), ("RECEIVED_DATE", 2027)]:
        scheme = scheme_of(cast, year=year, year_of_count=counted_by)
        assert schemes.for_notice(notice) == scheme
        scheme.delete()
    scheme_of(cast, year=2026, year_of_count="EVENT_DATE")
    assert schemes.for_notice(notice) is None


def test_a_trial_shows_each_entry_and_total_and_writes_nothing(scored):
    source = matter(scored)
    post(scored, scored.village, -200, source=source)
    draft = drafted(
        scored, spread={"LIAISON": {"points": 30}}, grades=[{"name": "好", "from": 9900}, {"name": "差", "from": 0}]
    )
    before = ScoreEntry.objects.count()
    page = client_of(scored.mayor).get(f"/assessment/scheme/{draft.pk}/trial/").content.decode()
    rows = [" ".join(row.split("<")[0].split()) for row in page.replace("</", "<").split(">")]
    shown = [text for text in rows if text]
    assert ScoreEntry.objects.count() == before
    assert {"示例一村", "98 优秀", "98 差", "99 优秀", "99.7 好", "−0.3"} <= set(shown)
    assert client_of(scored.office_head).get(f"/assessment/scheme/{draft.pk}/trial/").status_code == 403
