"""What several decided: to hold, not to hold, to exempt, to inquire further; then the signature of a main leader."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from accountability.cases import asks, papers, people, sitting, wording
from accountability.cases.asks import hold
from accountability.cases.inquiry import hold_lawful
from accountability.cases.moves import taking
from accountability.cases.standing import last_deliberation, rules_of
from accountability.models import Case, CaseMeasure, Deliberation, ServedPaper
from accountability.posts import in_post
from accountability.rules.grounds import GroundKind, grounds
from accountability.rules.measures import Measure, is_heavier, measure
from dushi import clock
from dushi.town.models import Person, Seat, User

Stage, Kind, Status = CaseMeasure.Stage, ServedPaper.Kind, Case.Status
Votes = Mapping[Person, str]
EXEMPTIONS = frozenset(one.code for one in grounds(GroundKind.EXEMPTION))
WEIGHTS = frozenset(one.code for kind in (GroundKind.LIGHTER, GroundKind.HEAVIER) for one in grounds(kind))


def hold_to_account(
    *,
    case: Case,
    body: str,
    held_on: date,
    votes: Votes,
    conclusion: str,
    measures: Collection[str],
    note: str = "",
    weights: Collection[str] = (),
    exemption_reason: str,
    approver: Person,
    by: User,
    at: datetime | None = None,
) -> Deliberation:
    """登记研究：予以问责. Never heavier than what was put to the subject; the grounds that exempt were held against it;
    then it goes to the main leader who is asked to sign. Raises Refused."""
    moment = at or clock.now()
    with taking(case, "hold", by=by, at=moment, text=conclusion) as row:
        hold_lawful(row, measures)
        rules = [measure(code, row.deed_on) for code in measures]
        hold(asks.NOT_HEAVIER, not is_heavier(rules, rules_of(row, Stage.PROPOSED)))
        hold(asks.GROUNDS, bool(exemption_reason) and set(weights) <= WEIGHTS)
        hold_signer(row, approver)
        made = _sit(row, body, held_on, votes, conclusion, Status.DECIDED, by, moment, measures=rules)
        row.measures.standing(Stage.DECIDED).update(revoked_at=moment)
        CaseMeasure.objects.bulk_create(
            CaseMeasure(case=row, stage=Stage.DECIDED, code=code, note=note) for code in measures
        )
        row.grounds, row.grounds_reason = sorted(weights), exemption_reason
        row.approver, row.decided_at = approver, None
    return made


def hold_nothing(
    *,
    case: Case,
    body: str,
    held_on: date,
    votes: Votes,
    conclusion: str,
    exemption_reason: str,
    by: User,
    at: datetime | None = None,
) -> ServedPaper:
    """登记研究：不予问责. The subject is told where they were ever told of it; else the paper waits for service."""
    moment = at or clock.now()
    with taking(case, "hold_nothing", by=by, at=moment, text=conclusion) as row:
        hold(asks.GROUNDS, bool(exemption_reason))
        made = _sit(row, body, held_on, votes, conclusion, Status.NOT_HELD, by, moment)
        row.grounds_reason, row.decided_at = exemption_reason, moment
        return papers.issue(
            case=row, kind=Kind.NO_ACTION, body=wording.no_action(row, made, moment), organ=body, by=by, at=moment
        )


def exempt(
    *,
    case: Case,
    body: str,
    held_on: date,
    votes: Votes,
    conclusion: str,
    exemptions: Collection[str],
    exemption_reason: str,
    by: User,
    at: datetime | None = None,
) -> ServedPaper:
    """登记研究：免予问责 on a ground of the law (问责条例 §17), after the subject was heard."""
    moment = at or clock.now()
    with taking(case, "exempt", by=by, at=moment, text=conclusion) as row:
        hold(asks.EXEMPTION, bool(exemptions) and set(exemptions) <= EXEMPTIONS)
        hold(asks.GROUNDS, bool(exemption_reason))
        made = _sit(row, body, held_on, votes, conclusion, Status.EXEMPTED, by, moment)
        row.grounds, row.grounds_reason, row.decided_at = sorted(exemptions), exemption_reason, moment
        return papers.issue(
            case=row, kind=Kind.EXEMPTION, body=wording.exemption(row, made, moment), organ=body, by=by, at=moment
        )


def send_back(
    *, case: Case, body: str, held_on: date, votes: Votes, conclusion: str, by: User, at: datetime | None = None
) -> Deliberation:
    """登记研究：补充核查."""
    moment = at or clock.now()
    with taking(case, "send_back", by=by, at=moment, text=conclusion) as row:
        return _sit(row, body, held_on, votes, conclusion, Status.INQUIRY, by, moment)


def _sit(
    case: Case,
    body: str,
    held_on: date,
    votes: Votes,
    conclusion: str,
    outcome: str,
    by: User,
    at: datetime,
    measures: Collection[Measure] | None = None,
) -> Deliberation:
    """measures: what is decided; where nothing is, the body is still the one that what was proposed demands."""
    return sitting.sit(
        case=case,
        body=body,
        held_on=held_on,
        votes=votes,
        conclusion=conclusion,
        outcome=outcome,
        since=case.status_at,
        by=by,
        at=at,
        measures=rules_of(case, Stage.PROPOSED) if measures is None else measures,
    )


def signers(case: Case) -> list[Person]:
    """Main leaders in post who may be asked: not presiding here, never an investigator of it, not bound to withdraw."""
    inquired, presider = people.inquirers(case), people.presider(case)
    leaders = in_post(case.town_id, Seat.Kind.MAIN_LEADER)
    rows = [one for one in leaders if one != presider and one.pk not in inquired]
    tied = people.tied(rows, case)
    return [one for one in rows if not tied[one.pk]]


def hold_signer(case: Case, approver: Person) -> None:
    hold(asks.SIGNER_FREE, approver in signers(case))


def ask_signer(*, case: Case, approver: Person, reason: str, by: User, at: datetime | None = None) -> Case:
    """改请签发人: another main leader, with the reason."""
    with taking(case, "ask_signer", by=by, at=at or clock.now(), text=reason) as row:
        hold(asks.REASON, bool(reason))
        hold_signer(row, approver)
        row.approver = approver
    return row


def sign_decision(*, case: Case, by: User, at: datetime | None = None) -> ServedPaper:
    """签发: the decision is made, dated and numbered. Periods of effect run from this day."""
    moment = at or clock.now()
    with taking(case, "sign", by=by, at=moment) as row:
        made = last_deliberation(row)
        assert made is not None  # noqa: S101 - only a sitting leads to 决定
        day = clock.local(moment).date()
        row.decided_at = moment
        for decided in row.measures.standing(Stage.DECIDED):
            decided.decided_on, decided.effect_until = day, measure(decided.code, row.deed_on).effect_until(day)
            decided.save(update_fields=["decided_on", "effect_until"])
        body = wording.decision(row, made, moment)
        return papers.issue(case=row, kind=Kind.DECISION, body=body, organ=made.body, by=by, at=moment)


def reconsider(*, case: Case, reason: str, by: User, at: datetime | None = None) -> Case:
    """退回重新研究 by the main leader who was asked to sign; nothing is decided yet."""
    moment = at or clock.now()
    with taking(case, "reconsider", by=by, at=moment, text=reason) as row:
        hold(asks.REASON, bool(reason))
        row.measures.standing(Stage.DECIDED).update(revoked_at=moment)
        row.approver = None
    return row
