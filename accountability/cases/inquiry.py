"""核查: who inquires, what they find, by which evidence, which situations it amounts to, what they propose."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile

from accountability import evidence as kept
from accountability.cases import asks, people
from accountability.cases.asks import hold
from accountability.cases.moves import taking
from accountability.cases.standing import facts_of, rules_of, statement_on
from accountability.models import Case, CaseMeasure, CaseMember, CaseSituation, Evidence
from accountability.rules import situations
from accountability.rules.category import categories_for, category_of
from accountability.rules.measures import is_heavier, measure, rule_set_on
from dushi import clock
from dushi.records.errors import demand
from dushi.town.access import person_of
from dushi.town.models import Person, User

Stage = CaseMeasure.Stage
#: Characters of a field of free text.
TEXT = 4000


def name_investigators(
    *, case: Case, people: Sequence[Person], leader: Person, by: User, at: datetime | None = None
) -> Case:
    """指定核查人: two at least of the commission, none who must withdraw, not who presides. Others leave, and are
    still never among those who decide."""
    moment = at or clock.now()
    with taking(case, "name", by=by, at=moment, text="、".join(map(str, people))) as row:
        _hold_team(row, list(people), leader)
        gone = CaseMember.objects.filter(case=row, left_at__isnull=True).exclude(person__in=people)
        gone.update(left_at=moment)
        for person in people:
            CaseMember.objects.update_or_create(
                case=row,
                person=person,
                left_at=None,
                defaults={"is_leader": person == leader},
                create_defaults={"is_leader": person == leader, "named_at": moment, "named_by": person_of(by)},
            )
    return row


def _hold_team(case: Case, named: list[Person], leader: Person) -> None:
    seated = {one.pk for one in people.members_of(case.town_id, "COMMISSION", clock.today())}
    are_seated = len({one.pk for one in named}) > 1 and all(one.pk in seated for one in named)
    hold(asks.TEAM_NAMED, are_seated and leader in named)
    presider = people.presider(case)
    hold(asks.TEAM_NOT_PRESIDING, all(one != presider for one in named))
    tied = people.tied(named, case)
    for one in named:
        hold(asks.TEAM_UNBOUND, not tied[one.pk], f"{one}{'、'.join(tied[one.pk])}")


def begin(*, case: Case, by: User, at: datetime | None = None) -> Case:
    """开始核查."""
    with taking(case, "begin", by=by, at=at or clock.now()) as row:
        return row


def record_findings(
    *, case: Case, findings: str, category: str, category_reason: str = "", by: User, at: datetime | None = None
) -> Case:
    """认定的事实, and the subject's category, which decides what may be met (a stated one needs its reason)."""
    with taking(case, "find", by=by, at=at or clock.now()) as row:
        subject = row.subject
        assert subject is not None  # noqa: S101 - held by the constraint case_of_one_subject
        proposed = category == category_of(subject)
        hold(asks.CATEGORY, category in categories_for(subject) and (proposed or bool(category_reason)))
        row.findings, row.category, row.category_reason = findings, category, category_reason
    return row


def add_evidence(
    *,
    case: Case,
    label: str,
    text: str = "",
    upload: UploadedFile | None = None,
    by: User,
    at: datetime | None = None,
) -> Evidence:
    """证据: a text or a file, kept sealed, with who took it and when."""
    moment = at or clock.now()
    with taking(case, "add_evidence", by=by, at=moment) as row:
        demand(bool(text or upload), "请填写内容或者上传文件。", "text")
        return kept.keep(row, label=label, text=text, upload=upload, by=by, at=moment)


def exclude_evidence(*, case: Case, evidence: Evidence, reason: str, by: User, at: datetime | None = None) -> Evidence:
    """排除 what was taken illegally: it stays in the file and proves nothing any more (政务处分法 §42)."""
    moment = at or clock.now()
    with taking(case, "exclude_evidence", by=by, at=moment, text=reason) as row:
        hold(asks.OWN_EVIDENCE, evidence.case_id == row.pk and evidence.excluded_at is None)
        hold(asks.REASON, bool(reason))
        return kept.exclude(evidence, reason=reason, by=by, at=moment)


def cite(
    *,
    case: Case,
    situation: str,
    evidence: Collection[Evidence],
    reason: str = "",
    by: User,
    at: datetime | None = None,
) -> CaseSituation:
    """援引情形 that fits the subject's group on the day of the deed, with the evidence for it; again: the same one with
    other evidence. A catch-all needs its written reason."""
    with taking(case, "cite", by=by, at=at or clock.now(), text=situation) as row:
        fitting = {clause.code for clause in situations.situations_for(row.subject, row.deed_on)} if row.subject else ()
        hold(asks.SITUATION_FITS, situation in fitting)
        own = bool(evidence) and all(one.case_id == row.pk and one.excluded_at is None for one in evidence)
        hold(asks.OWN_EVIDENCE, own)
        hold(asks.CATCH_ALL, bool(reason) or not situations.needs_reason(situation))
        made, _ = CaseSituation.objects.update_or_create(case=row, clause=situation, defaults={"reason": reason})
        made.evidence.set(evidence)
    return made


def uncite(*, case: Case, situation: str, by: User, at: datetime | None = None) -> Case:
    """撤回 a situation that was cited."""
    with taking(case, "uncite", by=by, at=at or clock.now(), text=situation) as row:
        row.situations.filter(clause=situation).delete()
    return row


def propose(
    *,
    case: Case,
    measures: Collection[str],
    note: str = "",
    reason: str = "",
    by: User,
    at: datetime | None = None,
) -> Case:
    """拟处理意见, as it will be put to the subject. Heavier than what was put before needs newly found facts: never
    for having defended oneself."""
    with taking(case, "propose", by=by, at=at or clock.now(), text=reason) as row:
        put_forward(row, measures, note, reason, at or clock.now())
    return row


def put_forward(case: Case, measures: Collection[str], note: str, reason: str, at: datetime) -> None:
    """Write what is proposed in place of what was."""
    hold_lawful(case, measures)
    new = [measure(code, case.deed_on) for code in measures]
    answered = statement_on(facts_of(case)) is not None
    hold(asks.NOT_FOR_DEFENCE, bool(reason) or not (answered and is_heavier(new, rules_of(case, Stage.PROPOSED))))
    case.measures.standing(Stage.PROPOSED).update(revoked_at=at)
    CaseMeasure.objects.bulk_create(
        CaseMeasure(case=case, stage=Stage.PROPOSED, code=code, note=note) for code in measures
    )


def hold_lawful(case: Case, measures: Collection[str]) -> None:
    """Every one stands in the rule set of the day of the deed for this category, and is the town's to decide."""
    lawful = {one.code for one in rule_set_on(case.deed_on).measures_for(case.category, town_only=True)}
    hold(asks.LAWFUL, bool(measures) and set(measures) <= lawful)


def propose_nothing(*, case: Case, by: User, at: datetime | None = None) -> Case:
    """Nothing to answer for was found: several decide so without a hearing, as nothing may follow from it."""
    with taking(case, "propose_nothing", by=by, at=at or clock.now()) as row:
        return row
