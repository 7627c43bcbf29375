"""事实见面、听取申辩: the facts are shown, the subject is heard, and the answer to it is written down."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accountability import evidence, steps
from accountability.cases import asks, papers, wording
from accountability.cases.asks import hold
from accountability.cases.inquiry import put_forward
from accountability.cases.moves import taking
from accountability.cases.standing import facts_of, statement_on, unserved, unsigned
from accountability.models import Case, Lead, ServedPaper, Statement
from dushi import clock
from dushi.records.errors import demand
from dushi.town.access import person_of
from dushi.town.models import Person, User

Kind = ServedPaper.Kind
#: The sheet the subject signed, in the file of the case.
SHEET = "陈述申辩（本人签字）"


def show_facts(*, case: Case, by: User, at: datetime | None = None) -> ServedPaper:
    """印发事实告知书: frozen with its number; read by the subject once it is served."""
    moment = at or clock.now()
    with taking(case, "show_facts", by=by, at=moment) as row:
        return papers.issue(case=row, kind=Kind.FACTS, body=wording.facts_notice(row, moment), by=by, at=moment)


def hear_again(
    *,
    case: Case,
    measures: Collection[str],
    note: str = "",
    reason: str,
    by: User,
    at: datetime | None = None,
) -> ServedPaper:
    """What is meant to be heavier goes back: new facts notice, new hearing. reason: the facts newly found."""
    moment = at or clock.now()
    with taking(case, "hear_again", by=by, at=moment, text=reason) as row:
        put_forward(row, measures, note, reason, moment)
        return papers.issue(case=row, kind=Kind.FACTS, body=wording.facts_notice(row, moment), by=by, at=moment)


def serve_facts(*, case: Case, way: str, by: User, at: datetime | None = None) -> ServedPaper:
    """送达事实告知书: the days of the statement begin."""
    return _serve(case, "serve_facts", way, by, at)


def serve_paper(*, case: Case, way: str, by: User, at: datetime | None = None) -> ServedPaper:
    """送达 the oldest paper that waits for it."""
    return _serve(case, "serve_paper", way, by, at)


def _serve(case: Case, code: str, way: str, by: User, at: datetime | None) -> ServedPaper:
    moment = at or clock.now()
    with taking(case, code, by=by, at=moment) as row:
        paper = unserved(row)
        assert paper is not None  # noqa: S101 - the table demands it
        return papers.serve(paper=paper, way=way, by=by, at=moment)


def record_receipt(
    *,
    case: Case,
    refusal: str = "",
    witnesses: Sequence[Person] = (),
    by: User,
    at: datetime | None = None,
) -> ServedPaper:
    """登记签收 on the paper itself by the subject or who heads the unit, or its refusal said by two witnesses."""
    moment = at or clock.now()
    with taking(case, "record_receipt", by=by, at=moment) as row:
        paper = unsigned(row)
        assert paper is not None  # noqa: S101 - the table demands it
        if refusal or witnesses:
            return papers.refuse_to_sign(paper=paper, reason=refusal, witnesses=witnesses, at=moment)
        reader = papers.reader_of(paper)
        demand(reader is not None, "单位目前没有主要负责人，请登记拒签或者留置送达。")
        assert reader is not None  # noqa: S101 - as demanded
        return papers.sign(paper=paper, by=reader, at=moment)


@transaction.atomic
def state(
    *,
    paper: ServedPaper,
    has_objection: bool | None = None,
    text: str = "",
    signature: str,
    by: User,
    at: datetime | None = None,
) -> Statement:
    """The subject's own 陈述申辩 or 书面说明, signed with the typed name. Once per paper; it also signs for the paper.

    Heard as long as the matter is not before those who decide, also after the last day.
    """
    moment = at or clock.now()
    if paper.case is not None:
        demand(paper == facts_of(paper.case), "这份告知书已经被新的告知书代替。")
        with taking(paper.case, "state", by=by, at=moment):
            return _state(paper, has_objection, text, signature, by, moment)
    assert paper.lead is not None  # noqa: S101 - held by served_paper_of_one_thing
    lead = Lead.objects.select_for_update().get(pk=paper.lead.pk)
    demand(lead.status == Lead.Status.EXPLAINING, "书面说明已经收齐，不能再提交。")
    demand(statement_on(paper) is None, "已经提交过书面说明。")
    demand(papers.is_for(by, paper), papers.NOT_YOURS)
    made = _state(paper, has_objection, text, signature, by, moment)
    steps.write(verb="书面说明", by=by, at=moment, lead=lead, before=lead.status, after=lead.status, clause="3.0")
    return made


def _state(
    paper: ServedPaper, has_objection: bool | None, text: str, signature: str, by: User, at: datetime
) -> Statement:
    person = person_of(by)
    hold(asks.STATEMENT, bool(text) or has_objection is False)
    hold(asks.SIGNATURE, signature.strip() == person.name)
    papers.sign(paper=paper, by=person, at=at)
    return Statement.objects.create(
        paper=paper,
        kind=Statement.Kind.DEFENCE if paper.case_id else Statement.Kind.EXPLANATION,
        has_objection=has_objection,
        text=text,
        signature=signature.strip(),
        signed_at=at,
        signed_by=person,
        recorded_at=at,
    )


def record_statement(
    *,
    case: Case,
    has_objection: bool | None = None,
    text: str = "",
    upload: UploadedFile | None = None,
    refusal: str = "",
    witnesses: Sequence[Person] = (),
    by: User,
    at: datetime | None = None,
) -> Statement:
    """代记: what the subject said and signed on paper, kept as uploaded; or, with two witnesses, that they would not
    sign it."""
    moment = at or clock.now()
    with taking(case, "record_statement", by=by, at=moment) as row:
        paper = facts_of(row)
        assert paper is not None  # noqa: S101 - the table demands it
        refused = bool(refusal or witnesses)
        hold(asks.STATEMENT, bool(text) or has_objection is False or refused)
        if refused:
            papers.hold_witnesses(paper, list(witnesses), refusal)
        reader = papers.reader_of(paper)
        if not refused:
            demand(reader is not None, "单位目前没有主要负责人，不能由其签字。", "text")
            hold(asks.SIGNED_SHEET, upload is not None)
            evidence.keep(row, label=SHEET, upload=upload, by=by, at=moment)
        made = Statement.objects.create(
            paper=paper,
            kind=Statement.Kind.DEFENCE,
            has_objection=has_objection,
            text=text,
            signed_at=None if refused else moment,
            signed_by=None if refused else reader,
            refusal=refusal,
            recorded_at=moment,
        )
        made.witnesses.set(witnesses)
    return made


def answer(*, case: Case, text: str, by: User, at: datetime | None = None) -> Statement:
    """采纳情况: what of the statement is accepted, what not, and why. It stands in the decision."""
    moment = at or clock.now()
    with taking(case, "answer", by=by, at=moment, text=text) as row:
        statement = statement_on(facts_of(row))
        assert statement is not None  # noqa: S101 - the table demands it
        statement.answer, statement.answered_at, statement.answered_by = text, moment, person_of(by)
        statement.save(update_fields=["answer", "answered_at", "answered_by"])
    return statement


def inquire_again(*, case: Case, reason: str, by: User, at: datetime | None = None) -> Case:
    """补充核查: back to the inquiry; a new facts notice follows."""
    with taking(case, "inquire_again", by=by, at=at or clock.now(), text=reason) as row:
        hold(asks.REASON, bool(reason))
    return row


def submit(*, case: Case, by: User, at: datetime | None = None) -> Case:
    """提请集体研究."""
    with taking(case, "submit", by=by, at=at or clock.now()) as row:
        return row
