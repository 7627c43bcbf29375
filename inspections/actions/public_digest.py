"""转办摘要: what a village or department gets of a public report, in the handler's own words, as a matter (X.2)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from dushi import clock
from dushi.matters.actions import assign_new
from dushi.matters.handing_out import Notice
from dushi.matters.models import Matter
from dushi.records.actions import record
from dushi.records.models import Paper
from dushi.town.access import person_of
from dushi.town.models import Unit, User
from inspections.models import PublicReport, PublicReportDigest, PublicReportIdentity
from inspections.papers.digest import digest_body
from inspections.public import permissions as may
from inspections.public.check import copied, names_reporter
from inspections.public.moves import CLAUSE, demand, locked

SOURCE = "群众反映"


@transaction.atomic
def send_digest(
    *,
    report: PublicReport,
    unit: Unit,
    title: str,
    text: str,
    due_at: datetime,
    is_checked: bool,
    is_kept: bool = False,
    by: User,
    at: datetime | None = None,
) -> PublicReportDigest:
    """Send a digest to the unit that is to put it right. The matter names neither the report nor the handler.

    is_checked: the handler read it for 是否会暴露反映人. is_kept: a run taken over word for word may stay.
    Raises Refused for a 检举, unchecked, with the reporter's name or number, or with a copied run not confirmed.
    """
    moment = at or clock.now()
    row = locked(report)
    demand(may.may_send_digest(by, row), "受理以后由经办人转办；检举不转给村和部门。")
    demand(unit.town_id == row.town_id and unit.kind in may.ABOUT, "请选本镇的村或部门。", field="unit")
    demand(bool(title and text), "请写明事项和要求。", field="text")
    _demand_safe(row, f"{title}\n{text}", is_kept)
    demand(is_checked, "请对照三条逐句看过，再勾选。", field="is_checked")
    matter = assign_new(
        town=row.town,
        title=title,
        about=unit,
        owner_unit=unit,
        due_at=due_at,
        source=Matter.Source.PUBLIC,
        source_obj=None,
        source_label=SOURCE,
        clause="X.2",
        by=None,
        detail=text,
        tier=Matter.Tier.OFFICE,
        notice=Notice(kind=Paper.Kind.DIGEST, body=digest_body),
        at=moment,
    )
    day = clock.local(moment).date()
    digest = PublicReportDigest.objects.create(report=row, matter=matter, checked_by=person_of(by), sent_on=day)
    record("转办群众反映摘要", row, by=by, clause=CLAUSE, at=moment)
    return digest


def _demand_safe(row: PublicReport, said: str, is_kept: bool) -> None:
    """The machine's part of the check: every report merged into this one as well."""
    reports = [row, *row.merged.all()]
    for who in PublicReportIdentity.objects.filter(report__in=reports):
        found = names_reporter(said, who.name, who.contact)
        demand(not found, found, field="text")
    demand(not names_reporter(said, "", ""), "摘要里有手机号码，请删去。", field="text")
    run = copied(said, [text for one in reports for text in (one.text, *(word.text for word in one.words.all()))])
    demand(is_kept or not run, f"与原话一字不差：“{run[:40]}”。请改写；确实不要紧的，勾选下面一项。", field="is_kept")
