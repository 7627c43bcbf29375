"""Open covert inspections (2.0.m9) in every state, with everything an inspection may write down, by the real acts."""

from __future__ import annotations

import io
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from dushi import clock
from dushi.records.photos import keep_photo
from inspections.actions.closing import report
from inspections.actions.fieldwork import fill_rest, keep_line
from inspections.actions.findings import add_finding
from inspections.actions.notes import add_note
from inspections.actions.surveys import close_survey
from inspections.models import Inspection
from tests.inspections import making
from tests.inspections.draws.stage import drawn
from tests.inspections.surveys.stage import reply, survey_of

Kind = Inspection.Kind
#: Stands in the title, in a finding and in a note: nowhere on a page of the inspected.
SECRET = "夜查账本"
STATES = ("draft", "approved", "under_way", "reported")
#: kind → roles that drafted, approve, serve or witness its draw; to everybody else it does not exist.
OWN = {
    Kind.ROUTINE: frozenset({"clerk", "office_head", "linked"}),
    Kind.FOCUSED: frozenset({"commission_staff", "commission_secretary", "dept_head", "secretary"}),
    Kind.SPOT: frozenset({"member", "dept_head", "secretary", "commission_staff"}),
}
#: An item whose findings are matters, and one whose findings are sealed, of each kind.
ITEMS = {Kind.ROUTINE: ("2.1(1)",), Kind.FOCUSED: ("2.2(4)", "2.2(1)"), Kind.SPOT: ("2.1(1)",)}


def hidden(cast, kind, state, *, covert=True, villages=None):
    """One in that state, of `village` and `second_village`, with all that may be written down by then."""
    units = villages or [cast.village, cast.second_village]
    start = making.draft if state == "draft" else making.approved if state == "approved" else making.under_way
    last = clock.today() + timedelta(days=1)
    one = start(cast, kind, units=units, covert=covert, title=f"{SECRET}{kind.label}", last_on=last)
    if covert and kind == Kind.SPOT and state == "draft":
        drawn(cast, by=making.leader_of(cast, one), inspection=one)
    if state in ("under_way", "reported"):
        work(cast, one)
    if state == "reported":
        leader = making.leader_of(cast, one)
        one = report(inspection=one, summary=f"{SECRET}已经核对。", by=leader)
    return one


def work(cast, one):
    """Lines, a photo, a note, findings held back, sealed and mended, a survey with answers, every place filled."""
    leader = making.leader_of(cast, one)
    places = list(one.places.select_related("unit"))
    plain, *sealed = ITEMS[one.kind]
    line = keep_line(place=places[0], item=one.focus[-1], result="PROBLEM", note=SECRET, by=leader)
    keep_photo(obj=line, upload=picture(), by=leader, town=one.town)
    common = {
        "inspection": one,
        "unit": places[0].unit,
        "evidence": f"{SECRET}两处不符。",
        "measure": "限期对账",
        "by": leader,
    }
    add_finding(item=plain, title=f"{SECRET}对不上", severity="GRAVE", **common)
    add_finding(item=plain, title=f"{SECRET}没盖章", on_spot=True, **common)
    for item in sealed:
        add_finding(item=item, title=f"{SECRET}线索", **common)
    add_note(inspection=one, method="2.0.m5", held_on=clock.today(), text=f"{SECRET}在谁手里。", by=leader)
    survey = survey_of(one, leader)
    for _ in range(5):
        reply(survey, places[0].unit, leader, q1="0", q8="4")
    close_survey(survey=survey, by=leader)
    for place in places:
        fill_rest(place=place, result="MEETS", by=leader)


def picture():
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "brown").save(out, "PNG")
    return SimpleUploadedFile("账本.png", out.getvalue(), content_type="image/png")


def all_hidden_from(cast, role):
    """One of every kind and state the role is no part of."""
    kinds = [kind for kind, own in OWN.items() if role not in own]
    return [hidden(cast, kind, state) for kind in kinds for state in STATES]
