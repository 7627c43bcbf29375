"""Examples for the test that opens every address as everybody."""

from __future__ import annotations

from accountability.desk.files import keep_file
from accountability.models import AssessmentScheme, Commendation, ScoreAccount, YearSheet
from accountability.scores import schemes
from dushi import clock
from tests.accountability.notices.making import paper
from tests.sample import sample


def draft(cast, is_foreign):
    """A complete draft of next year."""
    return AssessmentScheme.objects.create(
        town=cast.foreign_town if is_foreign else cast.town,
        year=clock.today().year + 1,
        name="考核办法",
        settings=schemes.example_settings(),
        drafted_at=clock.now(),
        drafted_by=(cast.foreigner if is_foreign else cast.commission_staff).person,
    )


@sample("scheme")
def scheme(cast, is_foreign):
    return [draft(cast, is_foreign).pk]


@sample("act on a scheme")
def act_on_a_scheme(cast, is_foreign):
    return [draft(cast, is_foreign).pk, "change"]


@sample("score account")
def score_account(cast, is_foreign):
    """Of a village."""
    unit = cast.foreign_village if is_foreign else cast.village
    return [ScoreAccount.objects.create(town=unit.town, unit=unit, year=clock.today().year).pk]


@sample("year of assessment")
def year_of_assessment(cast, is_foreign):
    return None if is_foreign else [clock.today().year]


@sample("year sheet")
def year_sheet(cast, is_foreign):
    town = cast.foreign_town if is_foreign else cast.town
    names = {"name": "考核办法", "version": 1, "minutes": "〔2026〕3号", "is_example": False}
    body = {"scheme": names, "rows": [], "entries": 0, "changes": []}
    facts = {"version": 1, "closed_at": clock.now(), "body": body, "chain_head": "0" * 64}
    return [YearSheet.objects.create(town=town, year=clock.today().year - 1, **facts).pk]


def commended(cast, is_foreign):
    """`village`, registered by commission_staff: the others of the commission may check it."""
    unit = cast.foreign_village if is_foreign else cast.village
    by = cast.foreigner if is_foreign else cast.commission_staff
    return Commendation.objects.create(
        town=unit.town,
        unit=unit,
        level="CITY",
        document_number="菏脱贫表〔2026〕1号",
        issuer="菏泽市脱贫攻坚领导小组",
        title="关于表扬先进村的通报",
        issued_on=clock.today(),
        document=keep_file(upload=paper("表彰.pdf"), town=unit.town, by=by),
        registered_at=clock.now(),
        registered_by=by.person,
    )


@sample("commendation")
def commendation(cast, is_foreign):
    return [commended(cast, is_foreign).pk]


@sample("act on a commendation")
def act_on_a_commendation(cast, is_foreign):
    return [commended(cast, is_foreign).pk, "take-back"]


@sample("file of a commendation")
def file_of_a_commendation(cast, is_foreign):
    row = commended(cast, is_foreign)
    return [row.pk, row.document_id]
