"""The pages of an inspection: the board, the draft, the steps, the team, the notes."""

from __future__ import annotations

import pytest
from django.urls import reverse

from dushi import clock
from dushi.records.models import Paper
from inspections.models import Inspection, InspectionNote
from tests.cast import client_of
from tests.inspections.making import approved, closed, draft, reported, under_way

Status = Inspection.Status
Kind = Inspection.Kind


def page_of(user, inspection):
    return client_of(user).get(reverse("inspection_page", args=[inspection.pk]))


def do(user, name, inspection, **data):
    return client_of(user).post(reverse(name, args=[inspection.pk]), data)


def filled(cast, **more):
    """What the page of 拟定 sends for a routine inspection of `village`."""
    key = f"{cast.office_head.person_id}:{cast.office.pk}"
    today = clock.today().isoformat()
    return {
        "title": "9月平时检查",
        "units": [cast.village.pk],
        "focus": ["2.1(1)", "2.1(6)"],
        "methods": ["2.0.m3"],
        "first_on": today,
        "last_on": today,
        "leader": key,
        "members": [key, f"{cast.clerk.person_id}:{cast.office.pk}"],
        "approver": f"{cast.linked.person_id}:{cast.party.pk}",
    } | more


@pytest.mark.clause("2.0", "2.1")
def test_the_office_drafts_an_inspection_and_the_board_says_where_the_month_stands(live):
    client = client_of(live.clerk)
    assert "9 月平时检查还没有办结" in client.get(reverse("inspection_list")).content.decode()
    assert client.get(reverse("inspection_new")).status_code == 200
    answer = client.post(f"{reverse('inspection_new')}?kind=ROUTINE", filled(live))
    made = Inspection.objects.get()
    assert answer.url == reverse("inspection_page", args=[made.pk])
    assert (made.leader.person, made.approver) == (live.office_head.person, live.linked.person)
    page = client.get(reverse("inspection_list"))
    assert "9 月平时检查已拟定，待批准" in page.content.decode()
    assert list(page.context["page"]) == [made]


def test_what_the_rules_refuse_is_said_at_its_field_and_nothing_typed_is_lost(live):
    client = client_of(live.clerk)
    serving = f"{live.liaison.person_id}:{live.village.pk}"
    sent = filled(live, members=[serving], cross_reason="人手不足", title="另一次检查")
    answer = client.post(f"{reverse('inspection_new')}?kind=ROUTINE", sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "同属一个管区" in page
    assert "另一次检查" in page
    assert not Inspection.objects.exists()


@pytest.mark.parametrize(
    ("role", "kinds"),
    [
        ("clerk", ["ROUTINE", "SPOT"]),
        ("member", ["SPOT"]),
        ("commission_secretary", ["FOCUSED", "SPOT"]),
        ("commission_staff", ["FOCUSED"]),
    ],
)
def test_each_is_offered_the_kinds_that_are_theirs_to_draft(live, role, kinds):
    page = client_of(getattr(live, role)).get(reverse("inspection_new"))
    assert [kind for kind, _ in page.context["kinds"]] == kinds


@pytest.mark.clause("2.3")
def test_a_member_is_offered_the_places_they_cover_and_approves_the_own_spot_inspection(live):
    client = client_of(live.member)
    form = client.get(f"{reverse('inspection_new')}?kind=SPOT").context["form"]
    offered = {pk for _, units in form.fields["units"].choices for pk, _ in units}
    assert offered == {str(unit.pk) for unit in (live.area, live.village, live.second_village, live.demo_village)}
    made = draft(live, Kind.SPOT, approver=live.member)
    do(live.member, "inspection_approve", made)
    made.refresh_from_db()
    assert made.approved_by == live.member.person


def test_the_plan_may_send_units_title_and_days_along(live):
    path = f"{reverse('inspection_new')}?kind=ROUTINE&units={live.village.pk}&focus=2.1(3)&title=三月检查"
    form = client_of(live.clerk).get(path).context["form"]
    assert (form["units"].value(), form["focus"].value()) == ([str(live.village.pk)], ["2.1(3)"])
    assert form["title"].value() == "三月检查"


def test_a_draft_is_changed_and_what_was_approved_needs_approval_anew(live):
    made = approved(live)
    answer = client_of(live.clerk).post(
        reverse("inspection_edit", args=[made.pk]), filled(live, units=[live.village.pk, live.other_village.pk])
    )
    assert answer.status_code == 302
    made.refresh_from_db()
    assert (made.status, made.approved_at, made.places.count()) == (Status.DRAFTED, None, 2)


def test_the_whole_way_is_a_button_each(live):
    made = draft(live)
    do(live.linked, "inspection_approve", made)
    do(live.clerk, "inspection_begin", made)
    place = made.places.get()
    rest = reverse("check_rest", args=[made.pk, place.unit_id])
    client_of(live.clerk).post(rest, {"result": "MEETS"})
    report = page_of(live.office_head, made).context["steps"][0].form["summary"].value()
    assert "未发现问题" in report
    do(live.office_head, "inspection_report", made, summary=report)
    do(live.linked, "inspection_close", made)
    made.refresh_from_db()
    assert made.status == Status.CLOSED
    paper = Paper.objects.get(kind=Paper.Kind.INSPECTION)
    assert reverse("paper_page", args=[paper.pk]) in page_of(live.village_head, made).content.decode()
    assert client_of(live.village_head).get(reverse("paper_page", args=[paper.pk])).status_code == 200
    assert client_of(live.other_liaison).get(reverse("paper_page", args=[paper.pk])).status_code == 404


def test_a_refused_step_stands_open_as_typed(live):
    made = draft(live)
    answer = do(live.linked, "inspection_return", made, reason="")
    assert answer.status_code == 422
    assert any(step.is_open and step.act.name == "inspection_return" for step in answer.context["steps"])


def test_a_draft_sent_back_stands_with_its_reason(live):
    made = draft(live)
    do(live.linked, "inspection_return", made, reason="请补充一个村")
    made.refresh_from_db()
    assert (made.status, made.approver) == (Status.DRAFTED, None)
    assert "请补充一个村" in page_of(live.clerk, made).content.decode()


@pytest.mark.parametrize("name", ["inspection_approve", "inspection_close", "inspection_withdraw"])
def test_nobody_does_what_is_not_theirs(live, name):
    made = reported(live) if name == "inspection_close" else draft(live)
    assert do(live.member if name != "inspection_close" else live.clerk, name, made).status_code == 403
    assert client_of(live.linked).get(reverse(name, args=[made.pk])).status_code == 405
    assert do(live.foreigner, name, made).status_code == 404


def test_the_inspected_see_who_comes_but_no_line_and_no_word_before_it_is_closed(live):
    made = under_way(live)
    note(live, made)
    page = page_of(live.village_head, made)
    assert not page.context["events"]
    assert "群众反映" not in page.content.decode()
    path = reverse("check_page", args=[made.pk, live.village.pk])
    assert client_of(live.village_head).get(path).status_code == 403
    done = closed(live)
    assert client_of(live.village_head).get(reverse("check_page", args=[done.pk, live.village.pk])).status_code == 200


def note(cast, made, method="2.0.m5", **more):
    data = {"method": method, "held_on": clock.today().isoformat(), "people": 3, "text": "群众反映路灯不亮。"} | more
    return do(cast.clerk, "note_add", made, **data)


@pytest.mark.clause("2.0.m1", "2.0.m2", "2.0.m3", "2.0.m5", "2.0.m6")
@pytest.mark.parametrize("method", ["2.0.m1", "2.0.m2", "2.0.m3", "2.0.m5", "2.0.m6"])
def test_a_note_of_each_way_is_attached_once_and_its_way_counts_as_used(live, method):
    made = under_way(live)
    for _ in range(2):
        assert note(live, made, method, unit=live.village.pk).status_code == 302
    kept = InspectionNote.objects.get()
    assert (kept.method, kept.people, kept.unit) == (method, 3, live.village)
    made.refresh_from_db()
    assert method in made.methods
    assert "群众反映路灯不亮" in page_of(live.office_head, made).content.decode()


@pytest.mark.clause("2.0.m5")
def test_what_was_said_in_an_interview_is_read_by_the_team_and_who_runs_or_approves_it(live):
    made = under_way(live)
    note(live, made)
    for user, reads in ((live.linked, True), (live.office_head, True), (live.member, False), (live.mayor, False)):
        assert ("群众反映路灯不亮" in page_of(user, made).content.decode()) == reads


def test_a_note_that_is_refused_stands_as_typed(live):
    made = under_way(live)
    answer = note(live, made, text="")
    assert answer.status_code == 422
    later = note(live, made, held_on="2027-01-01", text="还没有发生")
    assert "还没有发生" in later.content.decode()
    assert not InspectionNote.objects.exists()


def test_the_board_is_filtered_by_kind_unit_and_year(live):
    first, second = draft(live), draft(live, Kind.FOCUSED, units=[live.other_village])
    client = client_of(live.clerk)

    def found(**query):
        return list(client.get(reverse("inspection_list"), query).context["page"])

    assert set(found()) == {first, second}
    assert found(kind="FOCUSED") == found(unit=live.other_village.pk) == [second]
    assert set(found(year=2026)) == {first, second}
    assert found(view="past") == []


@pytest.mark.clause("2.0")
def test_what_is_prepared_against_the_office_is_not_its_to_see_and_its_checklist_only_at_the_end(live):
    made = draft(live, Kind.FOCUSED, units=[live.office])
    assert page_of(live.clerk, made).status_code == 404
    assert list(client_of(live.clerk).get(reverse("inspection_list")).context["page"]) == []
    running = under_way(live, Kind.FOCUSED, units=[live.office])
    assert page_of(live.clerk, running).status_code == 200
    path = reverse("check_page", args=[running.pk, live.office.pk])
    assert client_of(live.office_head).get(path).status_code == 403
    assert client_of(live.mayor).get(path).status_code == 200


def test_who_runs_it_takes_somebody_off_the_team_on_the_page(live):
    made = under_way(live)
    member = made.members.get(person=live.clerk.person)
    path = reverse("inspection_drop", args=[made.pk, member.person_id])
    assert path in page_of(live.office_head, made).content.decode()
    client_of(live.office_head).post(path, {"reason": "调任包村"})
    page = page_of(live.office_head, made).content.decode()
    assert "未派员" in page
    assert "示例·王某退出检查组" in page


@pytest.mark.clause("2.2")
def test_a_department_names_its_person_on_the_page(live):
    made = draft(live, Kind.FOCUSED, team=[(live.commission_secretary, live.commission)])
    page = page_of(live.dept_head, made).content.decode()
    assert "派员" in page
    path = reverse("inspection_team", args=[made.pk, live.dept.pk])
    assert client_of(live.dept_head).post(path, {"person": live.clerk.person_id}).status_code == 422
    client_of(live.dept_head).post(path, {"person": live.dept_staff.person_id})
    assert made.members.get(unit=live.dept).person == live.dept_staff.person
    assert page_of(live.dept_staff, made).status_code == 200
