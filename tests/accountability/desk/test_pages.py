"""What the pages of the desk say: a case whole, a lead whole, what is due and what waits."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accountability.desk.history import Moment
from accountability.models import Case, CaseStep, Evidence, Lead, Recusal, Relation
from accountability.rules.limits import limit
from dushi import clock, words
from tests.accountability.cases.making import appealed, before_sitting, closed, told
from tests.accountability.desk.making import a_case, a_lead
from tests.accountability.desk.walking import english, list_path, text_of
from tests.cast import client_of


def page(user, case):
    return client_of(user).get(reverse("commission:case_page", args=[case.pk]))


def desk(user):
    return client_of(user).get(reverse("commission:index"))


@pytest.mark.clause("3.0", "3.4.a")
def test_the_page_shows_a_case_whole(live):
    case = closed(live)
    appealed(live, case)
    answer = page(live.commission_secretary, case)
    said = text_of(answer)
    for word in (
        "示例一村包村人员",
        "未入户核实即签字确认。",
        "相关人员在所负责的工作中履职或履职不到位",
        "包村期间没有核实危房改造对象。",
        "当日没有入户记录。",
        "当日在区里开会，已委托他人入户。",
        "委托不能代替核实，不予采纳。",
        "事实告知书",
        "问责决定书",
        "事实清楚，同意。",
        "处理过重。",
        "批评教育",
        "签发问责决定书",
    ):
        assert word in said, word
    verbs = [one.step.verb for one in answer.context["moments"]]
    assert verbs[:3] == ["受理", "指定核查人", "开始核查"]
    assert verbs.index("结案") > verbs.index("签发问责决定书") > verbs.index("提请集体研究")
    assert english(answer) == []


@pytest.mark.clause("3.0")
def test_exemption_grounds_stand_beside_the_case_while_it_is_decided(live):
    assert "探索性失误" in text_of(page(live.commission_secretary, before_sitting(live)))
    assert "探索性失误" not in text_of(page(live.commission_secretary, told(live, live.dept_staff.person)))


@pytest.mark.clause("3.0")
def test_the_timeline_says_which_limits_were_not_kept(live, at):
    case = told(live)
    until = clock.local(case.due_at)
    inquiry = page(live.commission_staff, case).context["moments"][0]
    assert (inquiry.step.verb, inquiry.late_days) == ("受理", 0)
    for moment, days in ((until - timedelta(seconds=1), 0), (until, 1), (until + timedelta(days=2), 3)):
        at.travel(moment)
        last = page(live.commission_staff, case).context["moments"][-1]
        assert (last.step.verb, last.until, last.late_days) == ("送达事实告知书", case.due_at, days)


@pytest.mark.clause("3.0")
def test_once_the_work_went_on_nobody_was_late_with_what_the_subject_had_time_for():
    until = clock.now()
    later = until + timedelta(days=2)
    days = {
        code: Moment(CaseStep(), "", limit(code), until, later).late_days for code in ("CASE_HEARING", "CASE_SERVICE")
    }
    assert days == {"CASE_HEARING": 0, "CASE_SERVICE": 2}


@pytest.mark.clause("3.0")
def test_evidence_of_the_lead_stands_on_the_case_and_what_was_excluded_stays_visible_as_such(live, at):
    lead = a_lead(live)
    case = a_case(live, lead=lead)
    Evidence.objects.create(lead=lead, case=case, label="线索材料", text="原文如此。", collected_at=clock.now())
    out = {"excluded_at": clock.now(), "excluded_by": live.commission_staff.person, "excluded_reason": "取得不合规定"}
    Evidence.objects.create(case=case, label="谈话", text="被排除的话。", collected_at=clock.now(), **out)
    said = text_of(page(live.commission_staff, case))
    assert "原文如此。" in said
    assert "已排除" in said
    assert "取得不合规定" in said


@pytest.mark.clause("3.0")
def test_who_must_keep_away_finds_no_page_nor_line_of_it(live):
    """The secretary as a relative of the subject, by a recusal that is asked for, and as the subject."""
    secretary = live.commission_secretary
    about = {"declared_at": clock.now(), "declared_by": secretary.person, "kind": "兄弟"}
    Relation.objects.create(town=live.town, person=live.dept_head.person, relative=secretary.person, **about)
    relative = a_case(live, person=live.dept_head.person)
    asked = a_case(live, person=live.dept_staff.person)
    Recusal.objects.create(
        case=asked, person=secretary.person, ground="INTEREST", asked_at=clock.now(), asked_by=secretary.person
    )
    own = a_case(live, person=secretary.person)
    shown = text_of(client_of(secretary).get(list_path("case")))
    for case in (relative, asked, own):
        assert page(secretary, case).status_code == 404
        assert str(case.pk) not in shown
    assert "没有问责事项" in shown


@pytest.mark.clause("3.0")
def test_the_desk_says_what_is_late_first_and_counts_nobody(live, at):
    now = clock.now()
    a_lead(live, due_at=now - timedelta(days=2))
    a_lead(live, person=live.dept_staff.person, due_at=now + timedelta(days=2), status=Lead.Status.SUGGESTED)
    case = a_case(live, person=live.dept_head.person, due_at=now + timedelta(days=1))
    Recusal.objects.create(
        case=case, person=live.mayor.person, ground="INTEREST", asked_at=now, asked_by=live.mayor.person
    )
    answer = desk(live.commission_secretary)
    late, soon, decide = (answer.context[name] for name in ("late", "soon", "decide"))
    assert [line.about for line in late] == [live.village_head.person.name]
    assert [line.what for line in soon] == ["问责事项", "线索"]
    assert {line.what for line in decide} == {"线索待判断", "回避待决定"}
    assert next(line.state for line in decide if line.what == "线索待判断") == f"自行发现，{words.short_day(now)}"
    assert all(line.url for line in (*late, *soon, *decide))
    assert english(answer) == []
    other = desk(live.commission_second)
    assert (other.context["late"], other.context["soon"], other.context["decide"]) == ([], [], [])
    assert live.village_head.person.name not in text_of(other)


FILTERS = [
    ("due=late", 1),
    ("due=week", 1),
    ("due=later", 1),
    ("due=none", 1),
    ("status=open", 4),
    ("status=CLOSED", 1),
    ("status=DECLINED", 0),
    ("situation=3.3(4)", 4),
    ("situation=3.2(1)b", 1),
    ("source=HAND", 5),
    ("source=PUBLIC", 0),
    ("due=late&situation=3.3(4)", 1),
]


@pytest.fixture
def five_leads(live, at):
    now = clock.now()
    a_lead(live, due_at=now - timedelta(minutes=1))
    a_lead(live, due_at=now + timedelta(days=1), person=live.dept_staff.person)
    a_lead(live, due_at=now + timedelta(days=9), person=None, unit=live.dept)
    a_lead(live, clause="3.2(1)b")
    a_lead(live, status=Lead.Status.CLOSED, due_at=None)
    return live


def test_leads_are_filtered_by_state_deadline_situation_and_unit(five_leads):
    client = client_of(five_leads.commission_secretary)
    for question, count in FILTERS:
        rows = client.get(f"{list_path('lead')}?{question}").context["rows"]
        assert len(rows) == count, question
    village, dept = five_leads.village.pk, five_leads.dept.pk
    assert len(client.get(f"{list_path('lead')}?unit={village}").context["rows"]) == 3
    assert len(client.get(f"{list_path('lead')}?unit={dept}").context["rows"]) == 2
    assert client.get(f"{list_path('lead')}?unit={five_leads.foreign_village.pk}").status_code == 400
    assert "没有符合条件的内容" in text_of(client.get(f"{list_path('lead')}?status=DECLINED"))


def test_the_week_ends_on_sunday_at_midnight(live, at):
    sunday = clock.at(clock.date(2026, 9, 20), 23, 59)
    a_lead(live, due_at=sunday)
    a_lead(live, due_at=sunday + timedelta(minutes=1))
    client = client_of(live.commission_secretary)
    for when in ("week", "later"):
        assert len(client.get(f"{list_path('lead')}?due={when}").context["rows"]) == 1


def costs(user, path):
    client = client_of(user)
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize("noun", ["lead", "case"])
@pytest.mark.only_on("sqlite")  # counts of queries are the same on both engines
def test_a_list_is_paged_and_costs_the_same_whatever_its_length(live, noun):
    make = {"lead": a_lead, "case": a_case}[noun]
    make(live)
    desk_path = reverse("commission:index")
    before = [costs(live.commission_secretary, path) for path in (list_path(noun), desk_path)]
    for _ in range(35):
        make(live, due_at=clock.now())
    assert [costs(live.commission_secretary, path) for path in (list_path(noun), desk_path)] == before
    client = client_of(live.commission_secretary)
    first, second = (client.get(list_path(noun), {"p": number}) for number in (1, 2))
    assert [len(one.context["rows"]) for one in (first, second)] == [30, 6]
    assert "第 1 页，共 2 页 36 条" in text_of(first)
    assert len({row.url for one in (first, second) for row in one.context["rows"]}) == 36
    assert len(client.get(list_path(noun), {"p": "99"}).context["rows"]) == 6
    assert client.get(list_path(noun), {"p": "甲"}).status_code == 200


@pytest.mark.only_on("sqlite")  # counts of queries are the same on both engines
def test_a_case_page_costs_the_same_with_much_evidence(live):
    case = told(live)
    path = reverse("commission:case_page", args=[case.pk])
    before = costs(live.commission_staff, path)
    for number in range(12):
        Evidence.objects.create(case=Case(pk=case.pk), label=f"证据{number}", text="一", collected_at=clock.now())
    assert costs(live.commission_staff, path) == before
