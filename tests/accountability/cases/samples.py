"""Papers and cases for the test that opens every address as everybody."""

from __future__ import annotations

import hashlib

from accountability.models import Case, Evidence, Recusal, ServedPaper, StoredFile
from dushi import clock
from tests.accountability.desk.making import a_case
from tests.sample import sample

BODY = '{"heading": "事实告知书", "lines": []}'


def a_paper(cast, is_foreign):
    """A facts notice served on liaison, or on the officer of the next town."""
    town = cast.foreign_town if is_foreign else cast.town
    person = cast.foreigner.person if is_foreign else cast.liaison.person
    case = a_case(cast, town=town, person=person, status=Case.Status.HEARING)
    now = clock.now()
    return ServedPaper.objects.create(
        town=town,
        case=case,
        kind=ServedPaper.Kind.FACTS,
        year=now.year,
        number=99,
        body=BODY,
        issued_at=now,
        issued_by=person,
        served_at=now,
        way=ServedPaper.Way.HAND,
        served_by=person,
    )


def to_sign(cast, is_foreign):
    """A case that waits for the signature of secretary (of the next town: of its officer)."""
    town = cast.foreign_town if is_foreign else cast.town
    person = cast.foreigner.person if is_foreign else cast.village_head.person
    approver = cast.foreigner.person if is_foreign else cast.secretary.person
    return a_case(cast, town=town, person=person, approver=approver, status=Case.Status.DECIDED)


@sample("served paper")
def served_paper(cast, is_foreign):
    return [a_paper(cast, is_foreign).pk]


@sample("act on a served paper")
def act_on_a_served_paper(cast, is_foreign):
    return [a_paper(cast, is_foreign).pk, "receive"]


@sample("case to sign")
def case_to_sign(cast, is_foreign):
    return ["case", to_sign(cast, is_foreign).pk]


@sample("act on a case to sign")
def act_on_a_case_to_sign(cast, is_foreign):
    return ["case", to_sign(cast, is_foreign).pk, "reconsider"]


@sample("file of a case to sign")
def file_of_a_case_to_sign(cast, is_foreign):
    made = to_sign(cast, is_foreign)
    content = b"%PDF-1.4 example"
    file = StoredFile.objects.create(
        town=made.town,
        name="材料.pdf",
        content_type="application/pdf",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        kept_at=clock.now(),
    )
    Evidence.objects.create(case=made, label="材料", file=file, collected_at=clock.now())
    return ["case", made.pk, file.pk]


@sample("recusal")
def recusal(cast, is_foreign):
    """Asked of the 纪委书记, so that a main leader decides; in the next town of nobody who could."""
    made = to_sign(cast, is_foreign)
    person = cast.foreigner.person if is_foreign else cast.commission_secretary.person
    facts = {"ground": "INTEREST", "reason": "有往来", "asked_at": clock.now(), "asked_by": made.person}
    return [Recusal.objects.create(case=made, person=person, **facts).pk]
