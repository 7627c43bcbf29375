"""申诉 → 复核, beside the case from 送达 on; and 纠错 of a wrong decision without an appeal, by the same road.

It stays nothing and makes nothing heavier. Nobody who inquired takes part. It may reverse after 结案, scores included.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from accountability.cases import asks, papers, sitting, wording
from accountability.cases.asks import hold
from accountability.cases.assessing import post_measures
from accountability.cases.carrying import decision_name
from accountability.cases.inquiry import hold_lawful
from accountability.cases.moves import move_appeal, taking
from accountability.cases.standing import appeal_in_hand, appeal_until, decision_of, measures_of, open_appeal, rules_of
from accountability.models import Appeal, Case, CaseMeasure, Deliberation, ServedPaper
from accountability.rules.limits import limit
from accountability.rules.measures import Measure, is_heavier, measure
from accountability.scores import posting, sheets
from dushi import clock
from dushi.records.errors import demand
from dushi.town.access import person_of
from dushi.town.models import Person, User

Stage, Kind, Status = CaseMeasure.Stage, ServedPaper.Kind, Appeal.Status
Votes = Mapping[Person, str]
LATE = "申诉超过期限，不予受理。确有错误的，可以向上级反映，由镇纪委或者上级依职权纠正。"


def file_appeal(*, case: Case, text: str, by: User, at: datetime | None = None) -> Appeal:
    """申诉 by the subject on their own page."""
    return _file(case, "appeal", text, person_of(by), by, at)


def record_appeal(*, case: Case, received_on: date, text: str, by: User, at: datetime | None = None) -> Appeal:
    """登记书面申诉 that came on paper or by word of mouth. Whether it is in time, and until when it is answered, runs
    from the day it was received, whenever somebody types it. Raises Refused for a day before 送达 or to come."""
    paper = decision_of(case)
    reader = papers.reader_of(paper) if paper else None
    return _file(case, "record_appeal", text, reader or person_of(by), by, at, received_on)


def _file(
    case: Case, code: str, text: str, filed_by: Person, by: User, at: datetime | None, received_on: date | None = None
) -> Appeal:
    moment = at or clock.now()
    with taking(case, code, by=by, at=moment, text=text) as row:
        paper = decision_of(row)
        assert paper is not None and paper.served_at is not None  # noqa: S101 - as of 送达
        demand(bool(text.strip()), "请写明申诉的理由。", "text")
        filed_at = moment if received_on is None else _received(received_on, paper.served_at, moment)
        return Appeal.objects.create(
            case=row,
            paper=paper,
            text=text,
            filed_at=filed_at,
            filed_by=filed_by,
            is_late=filed_at >= appeal_until(row, paper.served_at),
            status_at=moment,
            due_at=limit("CASE_REVIEW").end(filed_at),
        )


def _received(on: date, served_at: datetime, now: datetime) -> datetime:
    """The day that a letter came, as a moment: never before what it is about, or after it was typed."""
    demand(on <= clock.local(now).date(), "收到日期不能晚于今天。", "received_on")
    demand(on >= clock.local(served_at).date(), "收到日期不能早于决定书送达。", "received_on")
    return max(served_at, clock.at(on))


def withdraw_appeal(*, case: Case, by: User, at: datetime | None = None) -> Appeal:
    """撤回申诉 by the subject, as long as it is not decided; it may be filed again in time."""
    moment = at or clock.now()
    with taking(case, "withdraw_appeal", by=by, at=moment) as row:
        return move_appeal(_open(row), Status.WITHDRAWN, at=moment, due_at=None)


def accept_appeal(*, case: Case, by: User, at: datetime | None = None) -> Appeal:
    """受理: several review it. The days for the answer run from when it was filed."""
    moment = at or clock.now()
    with taking(case, "accept_appeal", by=by, at=moment) as row:
        return move_appeal(_open(row), Status.ACCEPTED, at=moment, decided_by=person_of(by))


def refuse_appeal(*, case: Case, reason: str, by: User, at: datetime | None = None) -> ServedPaper:
    """不予受理: only where it came too late, with the reason, told in a paper."""
    moment = at or clock.now()
    with taking(case, "refuse_appeal", by=by, at=moment, text=reason) as row:
        hold(asks.REASON, bool(reason))
        who = person_of(by)
        made = move_appeal(_open(row), Status.REFUSED, at=moment, answer=reason, decided_by=who, due_at=None)
        body = wording.review(row, made, None, moment, LATE)
        return papers.issue(case=row, kind=Kind.REVIEW, body=body, by=by, at=moment)


def open_review(*, case: Case, reason: str, basis: str = "", by: User, at: datetime | None = None) -> Appeal:
    """纠错: the commission reviews a decision on its own motion, or on a superior's (basis: number of the paper)."""
    moment = at or clock.now()
    with taking(case, "open_review", by=by, at=moment, text=reason) as row:
        hold(asks.REASON, bool(reason))
        paper = decision_of(row)
        assert paper is not None  # noqa: S101 - as of 送达
        return Appeal.objects.create(
            case=row,
            paper=paper,
            text=reason,
            basis=basis,
            is_own_motion=True,
            filed_at=moment,
            filed_by=person_of(by),
            status=Status.ACCEPTED,
            status_at=moment,
            due_at=limit("CASE_REVIEW").end(moment),
        )


def uphold(
    *, case: Case, body: str, held_on: date, votes: Votes, conclusion: str, by: User, at: datetime | None = None
) -> ServedPaper:
    """登记复核：维持."""
    moment = at or clock.now()
    with taking(case, "uphold", by=by, at=moment, text=conclusion) as row:
        decided = rules_of(row, Stage.DECIDED)
        made, held = _review(row, Status.UPHELD, body, held_on, votes, conclusion, by, moment, decided)
        return _issue(row, made, held, "原决定认定事实清楚，处理恰当，予以维持。", by, moment)


def change(
    *,
    case: Case,
    body: str,
    held_on: date,
    votes: Votes,
    conclusion: str,
    measures: Collection[str],
    note: str = "",
    by: User,
    at: datetime | None = None,
) -> ServedPaper:
    """登记复核：变更, to something lighter alone. What stays of the measures stays as it is; what was posted for the
    others is reversed, and the new ones are posted where the case is closed already."""
    moment = at or clock.now()
    with taking(case, "change", by=by, at=moment, text=conclusion) as row:
        hold_lawful(row, measures)
        rules, old = [measure(code, row.deed_on) for code in measures], measures_of(row, Stage.DECIDED)
        before = rules_of(row, Stage.DECIDED)
        is_same = {one.code for one in rules} == {one.code for one in before}
        hold(asks.LIGHTER, not is_same and not is_heavier(rules, before))
        made, held = _review(row, Status.CHANGED, body, held_on, votes, conclusion, by, moment, [*rules, *before])
        _take_back([one for one in old if one.code not in set(measures)], by, moment)
        new = _decide(row, set(measures) - {one.code for one in old}, note, moment)
        said = f"原处理变更为：{wording.names(rules)}。"
        paper = _issue(row, made, held, said, by, moment)
        if row.closed_at:
            post_measures(row, new, f"复核决定书{paper.number_text}", by=by, at=moment)
        sheets.correct(town=row.town, reason=posting.OF_A_CASE, by=by, at=moment)
        return paper


def revoke(
    *, case: Case, body: str, held_on: date, votes: Votes, conclusion: str, by: User, at: datetime | None = None
) -> ServedPaper:
    """登记复核：撤销: the decision is void, every measure and every point of it is taken back, also after 结案."""
    moment = at or clock.now()
    with taking(case, "revoke", by=by, at=moment, text=conclusion) as row:
        decided = rules_of(row, Stage.DECIDED)
        made, held = _review(row, Status.REVOKED, body, held_on, votes, conclusion, by, moment, decided)
        name = decision_name(row)
        _take_back(measures_of(row, Stage.DECIDED), by, moment)
        sheets.correct(town=row.town, reason=posting.OF_A_CASE, by=by, at=moment)
        return _issue(row, made, held, f"撤销{name}，影响自始消除；已经计入考核的，予以冲销。", by, moment)


def _open(case: Case) -> Appeal:
    appeal = open_appeal(case)
    assert appeal is not None  # noqa: S101 - the table demands it
    return appeal


def _review(
    case: Case,
    outcome: str,
    body: str,
    held_on: date,
    votes: Votes,
    conclusion: str,
    by: User,
    at: datetime,
    measures: Collection[Measure],
) -> tuple[Appeal, Deliberation]:
    appeal = appeal_in_hand(case)
    assert appeal is not None  # noqa: S101 - the table demands it
    held = sitting.sit(
        case=case,
        appeal=appeal,
        body=body,
        held_on=held_on,
        votes=votes,
        conclusion=conclusion,
        outcome=outcome,
        since=appeal.status_at,
        measures=measures,
        by=by,
        at=at,
    )
    return move_appeal(appeal, outcome, at=at, answer=conclusion, decided_by=person_of(by), due_at=None), held


def _take_back(rows: Collection[CaseMeasure], by: User, at: datetime) -> None:
    """Void the measures and reverse their points; the caller corrects the sheets of closed years once for all."""
    for row in rows:
        row.revoked_at = at
        row.save(update_fields=["revoked_at"])
        posting.reverse(source=row, reason="复核后撤销或者变更处理", by=by, at=at, more_follows=True)


def _decide(case: Case, codes: Collection[str], note: str, at: datetime) -> list[CaseMeasure]:
    day = clock.local(at).date()
    rows = []
    for code in sorted(codes):
        until = measure(code, case.deed_on).effect_until(day)
        made = CaseMeasure(case=case, stage=Stage.DECIDED, code=code, note=note, decided_on=day, effect_until=until)
        rows.append(made)
    return CaseMeasure.objects.bulk_create(rows)


def _issue(case: Case, appeal: Appeal, held: Deliberation, said: str, by: User, at: datetime) -> ServedPaper:
    body = wording.review(case, appeal, held, at, said)
    return papers.issue(case=case, kind=Kind.REVIEW, body=body, organ=held.body, by=by, at=at)
