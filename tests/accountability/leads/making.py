"""Leads by the acts of those who may take them, in any state; duties missed and reminders given as rows."""

from __future__ import annotations

from datetime import timedelta

from accountability.leads import evidence, explaining, handling, registering, transferring
from accountability.models import Lead
from dushi import clock
from dushi.alerts.models import Alert
from dushi.obligations.models import Obligation
from dushi.regulation.models import Duty
from dushi.regulation.periods import Period

S, Outcome = Lead.Status, Lead.Outcome
DEED_ON = clock.date(2026, 9, 1)
TITLE = "布谷鸟：未入户核实即签字"


def registered(cast, subject=None, by=None, **more):
    """By hand, about the 包村人员 where not given."""
    subject = subject or cast.liaison.person
    who = {"unit": subject} if hasattr(subject, "seats") else {"person": subject}
    given = {"source": "HAND", "deed_on": DEED_ON, "title": TITLE, "clause": "", "text": "走访记录"}
    return registering.register(**given | who | more, by=by or cast.commission_secretary)


def assigned(cast, subject=None, **more):
    lead = registered(cast, subject, **more)
    return handling.assign(lead=lead, handler=cast.commission_staff.person, by=cast.commission_secretary)


def proposed(cast, outcome=Outcome.CLOSE, subject=None, **more):
    if outcome == Outcome.OPEN:
        more = {"clause": "3.3(4)"} | more
    lead = assigned(cast, subject, **more)
    asked = {
        Outcome.OPEN: {"approver": cast.mayor.person},
        Outcome.CHECK: {"checkers": [cast.commission_staff.person, cast.commission_second.person]},
    }.get(outcome, {})
    return handling.propose(lead=lead, outcome=outcome, opinion="画眉：反映具体", **asked, by=cast.commission_staff)


def approved(cast, outcome, subject=None, **more):
    by = cast.mayor if outcome == Outcome.OPEN else cast.commission_secretary
    return handling.approve(lead=proposed(cast, outcome, subject), by=by, **more)


def asked(cast):
    """In 书面说明, with its paper served."""
    lead = approved(cast, Outcome.EXPLAIN)
    explaining.ask_explanation(lead=lead, question="是否入户？", way="HAND", by=cast.commission_staff)
    lead.refresh_from_db()
    return lead


def with_evidence(lead, by):
    evidence.add_evidence(lead=lead, label="照片", text="黄鹂：门锁着", by=by)
    return lead


def suggestion(cast, source=Lead.Source.BREACH, **more):
    """As the tick lays it before the commission."""
    given = {"person": cast.liaison.person, "clause": "3.3(4)", "title": TITLE, "deed_on": DEED_ON}
    given = given if source == Lead.Source.BREACH else {}
    return Lead.objects.create(
        town=cast.town,
        source=source,
        status=S.SUGGESTED,
        status_at=clock.now(),
        source_key=f"{source}:1",
        **given,
        **more,
    )


def weeks(first, count):
    """Period keys of that many weeks."""
    period, keys = Period.parse(first), []
    for _ in range(count):
        keys.append(period)
        period = period.next()
    return keys


def missed(cast, duty, period, *, scope=None, holder=None, answerable=None, rungs=(), **more):
    """An obligation stamped missed at the moment the clock shows, and the reminders that stood before its doer."""
    span = period if isinstance(period, Period) else Period.parse(period)
    due = clock.at(span.last_day - timedelta(days=3), 18)
    scope = scope or cast.village
    who = answerable or cast.liaison.person
    row = Obligation.objects.create(
        town=cast.town,
        duty=Duty.objects.get(key=duty),
        holder_unit=holder or scope,
        scope=scope,
        period=span.key,
        starts_on=span.first_day,
        ends_on=span.last_day,
        due_at=due,
        late_until=clock.at(span.last_day + timedelta(days=1)),
        opened_at=clock.at(span.first_day),
        missed_at=clock.now(),
        answerable=who,
        **more,
    )
    remind(cast, "obligations.obligation", row.pk, who, due, rungs)
    return row


def remind(cast, object_type, pk, person, due, rungs, *, passed=None):
    """Rungs as the ladder keeps them; passed: never shown, as nothing ran when they fell."""
    for order, rung in enumerate(rungs, 1):
        Alert.objects.create(
            town=cast.town, person=person, object_type=object_type, object_id=str(pk), rung=rung, order=order,
            round=f"{due:%y%m%d%H%M}", clause="1.4.r", title="村周调度报告", url="/", created_at=due,
            passed_at=due if passed else None,
        )  # fmt: skip


def handed(cast, lead, by=None, number="镇纪函1号", **more):
    """移送 to 区纪委."""
    given = {"number": number, "receiver": "区纪委", "handed_on": clock.today()} | more
    return transferring.transfer(lead=lead, **given, by=by or cast.commission_secretary)


def seen_by(cast, lead):
    """The roles to whom it exists."""
    rows = {role: Lead.objects.visible_to(user).filter(pk=lead.pk) for role, user in cast.everybody().items()}
    return {role for role, row in rows.items() if row.exists()}
