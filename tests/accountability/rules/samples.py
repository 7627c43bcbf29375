"""Examples for the test that opens every address as everybody."""

from __future__ import annotations

from accountability.models import BasisPaper, StoredFile
from dushi import clock
from tests.sample import sample


def paper_of(cast, is_foreign):
    town, officer = (cast.foreign_town, cast.foreigner) if is_foreign else (cast.town, cast.commission_staff)
    now = clock.now()
    file = StoredFile.objects.create(
        town=town, name="意见.pdf", content_type="application/pdf", size=1, content=b"x", kept_at=now
    )
    return BasisPaper.objects.create(
        town=town, number="〔2017〕11号", title="意见", file=file, kept_at=now, kept_by=officer.person
    )


@sample("paper of a rule")
def paper_of_a_rule(cast, is_foreign):
    return [paper_of(cast, is_foreign).pk]


@sample("act on a paper of a rule")
def act_on_a_paper(cast, is_foreign):
    return [paper_of(cast, is_foreign).pk, "discard"]


@sample("file of a paper of a rule")
def file_of_a_paper(cast, is_foreign):
    kept = paper_of(cast, is_foreign)
    return [kept.pk, kept.file_id]
