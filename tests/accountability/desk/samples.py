"""Leads and cases for the test that opens every address as everybody."""

from __future__ import annotations

import hashlib
import json

from accountability.models import Evidence, ServedPaper, StoredFile, TransferStub
from dushi import clock
from dushi.records.lines import body, para
from tests.accountability.desk.making import a_case, a_lead
from tests.sample import sample


def next_town(cast, is_foreign):
    """What makes an example one of the next town."""
    officer = cast.foreigner.person
    return {"town": cast.foreign_town, "person": officer} if is_foreign else {}


def the_lead(cast, is_foreign):
    more = next_town(cast, is_foreign)
    return a_lead(cast, **more, **({"handler": None, "registered_by": cast.foreigner.person} if is_foreign else {}))


def the_case(cast, is_foreign):
    return a_case(cast, **next_town(cast, is_foreign))


def with_file(made, name):
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
    Evidence.objects.create(**{name: made}, label="材料", file=file, collected_at=clock.now())
    return [made.pk, file.pk]


@sample("lead")
def lead(cast, is_foreign):
    return [the_lead(cast, is_foreign).pk]


@sample("case")
def case(cast, is_foreign):
    return [the_case(cast, is_foreign).pk]


@sample("file of a lead")
def file_of_a_lead(cast, is_foreign):
    return with_file(the_lead(cast, is_foreign), "lead")


@sample("file of a case")
def file_of_a_case(cast, is_foreign):
    return with_file(the_case(cast, is_foreign), "case")


@sample("act on a case")
def act_on_a_case(cast, is_foreign):
    made = a_case(cast, status="INQUIRY", **next_town(cast, is_foreign))
    return [made.pk, "exclude_evidence"]


@sample("act on a lead")
def act_on_a_lead(cast, is_foreign):
    return [the_lead(cast, is_foreign).pk, "add_evidence"]


def with_paper(made, **about):
    """A paper that was issued and not served yet."""
    paper = ServedPaper.objects.create(
        **about,
        town=made.town,
        kind=ServedPaper.Kind.EXPLAIN,
        year=2026,
        number=900,
        body=json.dumps(body("书面说明通知书", [para("请说明。")])),
        issued_at=clock.now(),
        issued_by=made.person,
    )
    return [made.pk, paper.pk]


@sample("paper of a lead")
def paper_of_a_lead(cast, is_foreign):
    made = the_lead(cast, is_foreign)
    return with_paper(made, lead=made)


@sample("paper of a case")
def paper_of_a_case(cast, is_foreign):
    made = the_case(cast, is_foreign)
    return with_paper(made, case=made)


@sample("letter of a transfer")
def letter_of_a_transfer(cast, is_foreign):
    made = the_case(cast, is_foreign)
    letter = json.dumps(body("移送函", [para("现予移送。")]))
    said = {"number": "示纪移〔2026〕900号", "receiver": "示例", "contents": letter, "is_bare": False}
    return [TransferStub.objects.create(town=made.town, case=made, handed_on=clock.today(), **said).pk]
