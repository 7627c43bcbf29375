"""Every list goes out as it is shown to whoever takes it out, and what is confidential goes out with none."""

import re

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dushi.alerts.actions import try_robot
from dushi.alerts.models import Robot
from dushi.town.actions.feedback import give_feedback
from dushi.town.models import User
from tests.access import addresses, document
from tests.cast import client_of
from tests.inspections.findings.stage import Kind, found, inspection_of
from tests.sample import load
from tests.scale import grow
from tests.sheets.taking import ask, rows_of, taken, xml_of

#: Lists show and files hold what the same queries find, on either engine.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.only_on("sqlite")]
LINES, SAMPLES = document(), load()
#: One of each kind of reader; the foreigner belongs to the next town.
READERS = ("clerk", "area_secretary", "liaison", "commission_staff", "desk", "admin")
#: List → what is made to stand on it, beside what the cast brings with it.
MADE = {
    "household_list": "household",
    "support_unit_list": "support unit",
    "changeover_list": "changeover",
    "alert_list": "alert",
    "obligation_cell": "obligation",
    "matter_list": "matter",
    "bulletin_list": "bulletin",
    "meeting_list": "area_meeting",
    "report_list": "report",
    "visit_list": "visit",
    "issued_papers": "area_paper",
    "series_list": "series",
    "inspection_list": "inspection_under_way",
    "finding_list": "finding",
    "survey_list": "survey",
    "draw_list": "draw",
    "plan_year": "plan line",
    "inspection_plan": "plan line",
    "notice_list": "notice",
    "typicalcase_list": "typical case",
    "commission:notice_list": "notice",
    "commission:commendation_list": "commendation",
    "commission:account_list": "score account",
    "commission:scheme_list": "scheme",
    "commission:basis_list": "paper of a rule",
    "commission:typical_list": "typical case",
}
#: Pages that turn and take nothing out, each with why.
KEPT = {
    "my_work": "one's own desk, which speaks of papers to sign and leads to handle",
    "account_slips": "logins",
    "report_proxy": "a step of 代填; report_list takes out the same villages",
    "visit_new": "a step of a form",
    "sent_list": "one's own sendings, with what lies on the phone",
    "served_list": "what was served on oneself",
    "publicreport_list": "confidential",
}


#: Latin characters across: what A4 holds at seven tenths of its size.
WIDEST = 215


def make(cast, name):
    """Something to stand on that list, in the own town and in the next."""
    if name in MADE:
        for is_foreign in (False, True):
            SAMPLES[MADE[name]](cast, is_foreign)
    elif name == "feedback":
        give_feedback(text="少填一项", page="/", by=cast.liaison)
    elif name == "alert_deliveries":
        robot = Robot.objects.create(town=cast.town, unit=cast.area, name="工作群", env_key="ROBOT_AREA")
        try_robot(robot=robot, by=cast.clerk)
    elif name == "rectification_flow":
        found(inspection_of(cast), cast.village, by=cast.clerk)


def arguments(cast, name, is_foreign=False):
    sample = LINES[name].sample
    return SAMPLES[sample](cast, is_foreign) if sample else []


def shown(user, name, args):
    """How many rows the list says it has; None where its page is closed to this user."""
    answer = client_of(user).get(reverse(name, args=args))
    if answer.status_code != 200:
        return None
    return (answer.context["page"] if "page" in answer.context else answer.context["listed"]).paginator.count


def compared(cast, name, args):
    """Who finds what in the file and not on the list, or the other way round."""
    for role in (*READERS, "foreigner"):
        user = getattr(cast, role)
        count, answer = shown(user, name, args), ask(user, name, *args)
        if count is None:
            assert answer.status_code in (403, 404), f"{role} {name}: {answer.status_code}"
            yield role, None
            continue
        assert answer.status_code == 200, f"{role} {name}: {answer.status_code}"
        heads, *rows = rows_of(answer.content)
        columns = re.findall(r'<col min="(\d+)" max="(\d+)" width="([\d.]+)"', xml_of(answer.content))
        wide = sum((int(last) - int(first) + 1) * float(width) for first, last, width in columns)
        assert wide < WIDEST, f"{name}: {wide} characters are too wide to be read on A4"
        assert len(rows) == count, f"{role} {name}: {count} on the list, {len(rows)} in the file"
        assert all(heads) and len(set(heads)) == len(heads)
        yield role, rows


@pytest.mark.parametrize("name", sorted(settings.EXPORTS))
def test_a_file_holds_what_the_list_shows_to_the_same_person(cast, name):
    make(cast, name)
    taken_out = dict(compared(cast, name, arguments(cast, name)))
    assert any(taken_out.values()), f"nobody took out anything of {name}"
    assert {role for role, rows in taken_out.items() if rows is None} >= {
        role for role in READERS if role not in LINES[name].who
    }


def test_every_list_that_turns_its_pages_goes_out_or_says_why_not(cast):
    """The pages of docs/access.md, of no single object, on which somebody finds a pager."""
    turning = set()
    for name in sorted(set(addresses()) & set(LINES)):
        line = LINES[name]
        if "GET" not in line.methods or line.is_open or line.sample or name.startswith("commission:"):
            continue
        role = next(role for role in cast.everybody() if line.expected(role) == "open")
        answer = client_of(getattr(cast, role)).get(reverse(name))
        if hasattr((answer.context or {}).get("page"), "paginator"):
            turning.add(name)
    assert turning - set(settings.EXPORTS) == set(KEPT)


def test_an_open_covert_inspection_and_what_is_sealed_go_into_no_file(cast):
    """Not even of those who serve on it: the file would lie outside its own pages (2.0.m9)."""
    covert = inspection_of(cast, title="暗访", methods=["2.0.m9"])
    open_one = inspection_of(cast, kind=Kind.FOCUSED, title="重点督导", team=[cast.commission_staff])
    found(covert, cast.village, by=cast.clerk, title="暗访所见")
    found(open_one, cast.village, "2.2(1)", by=cast.commission_staff, title="另行处理的")
    found(open_one, cast.village, "2.2(4)", by=cast.commission_staff, title="照常整改的")
    assert shown(cast.clerk, "inspection_list", []) == 2 and shown(cast.clerk, "finding_list", []) == 2
    assert [row[1] for row in taken(cast.clerk, "inspection_list")[1:]] == ["重点督导"]
    assert shown(cast.commission_staff, "finding_list", []) == 2
    for user in (cast.clerk, cast.commission_staff):
        assert [row[0] for row in taken(user, "finding_list")[1:]] == ["照常整改的"]


CONFIDENTIAL = ["publicreport_list", "served_list", "approval_list", "relation_list", "commission:lead_list",
                "commission:case_list", "commission:transfer_list", "commission:education_list"]  # fmt: skip


@pytest.mark.parametrize("name", CONFIDENTIAL)
def test_confidential_lists_go_out_to_nobody(cast, name):
    for role in ("commission_secretary", "secretary", "desk"):
        assert ask(getattr(cast, role), name).status_code == 404


@pytest.mark.parametrize("name", ["report_list", "unit_list", "seat_list", "village_grid", "plan_year", "visit_list"])
def test_a_file_costs_the_same_number_of_queries_however_long_it_is(cast, name):
    def cost():
        user = User.objects.get(pk=cast.clerk.pk)
        args = arguments(cast, name)
        with CaptureQueriesContext(connection) as asked:
            assert ask(user, name, *args).status_code == 200
        return len(asked)

    make(cast, name)
    cost()
    before = cost()
    grow(cast.town, 40)
    assert cost() <= before
