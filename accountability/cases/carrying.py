"""送达、执行、结案: nothing stays it; closed, it counts in the year's assessment (3.4.c)."""

from __future__ import annotations

from datetime import date, datetime

from accountability.cases import asks, papers, wording
from accountability.cases.asks import hold
from accountability.cases.assessing import in_words, post_measures
from accountability.cases.moves import taking
from accountability.cases.standing import decision_of, measures_of
from accountability.models import Case, CaseMeasure, ServedPaper
from dushi import clock
from dushi.town.access import person_of
from dushi.town.models import User

Stage, Kind = CaseMeasure.Stage, ServedPaper.Kind


def serve_decision(*, case: Case, way: str, by: User, at: datetime | None = None) -> ServedPaper:
    """送达问责决定书: the subject reads it, the days of the appeal and of carrying it out begin."""
    moment = at or clock.now()
    with taking(case, "serve", by=by, at=moment) as row:
        paper = decision_of(row)
        assert paper is not None  # noqa: S101 - the table demands it
        return papers.serve(paper=paper, way=way, by=by, at=moment)


def enforce(*, case: Case, by: User, at: datetime | None = None) -> Case:
    """开始执行, once it is known that the decision was received."""
    with taking(case, "enforce", by=by, at=at or clock.now()) as row:
        return row


def carry_out(
    *, case: Case, measure: CaseMeasure, carried_out_on: date, note: str, by: User, at: datetime | None = None
) -> CaseMeasure:
    """登记执行情况 of one measure: the day, and how. Also after 结案, for what a review changed."""
    moment = at or clock.now()
    with taking(case, "carry_out", by=by, at=moment, text=note) as row:
        hold(asks.WHICH, measure in measures_of(row, Stage.DECIDED) and measure.carried_out_on is None)
        first = measure.decided_on or carried_out_on
        hold(asks.PAST_DAY, first <= carried_out_on <= clock.local(moment).date())
        measure.carried_out_on, measure.carried_out_note, measure.carried_out_by = carried_out_on, note, person_of(by)
        measure.save(update_fields=["carried_out_on", "carried_out_note", "carried_out_by"])
    return measure


def close(*, case: Case, by: User, at: datetime | None = None) -> ServedPaper:
    """结案: every measure is carried out; what the scheme gives is posted; the subject is told."""
    moment = at or clock.now()
    with taking(case, "close", by=by, at=moment) as row:
        row.closed_at = moment
        entries = post_measures(row, measures_of(row, Stage.DECIDED), decision_name(row), by=by, at=moment)
        body = wording.ended(row, in_words(entries), moment)
        return papers.issue(case=row, kind=Kind.ENDED, body=body, by=by, at=moment)


def decision_name(case: Case) -> str:
    """问责决定书〔2026〕1号."""
    paper = decision_of(case)
    return f"{paper}{paper.number_text}" if paper else "问责决定"
