"""年度考核表: a year is closed once, as version 1; what changes later issues the next version of the same year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet

from accountability.models import AssessmentScheme, NoticeSubject, Objection, ScoreEntry, YearSheet
from accountability.notices.counting import counted
from accountability.paper_kinds import SHEET
from accountability.scores import schemes
from accountability.scores.standing import Row, rows, sums
from dushi import clock
from dushi.records import chains
from dushi.records.actions import record
from dushi.records.chain_models import ChainLink
from dushi.records.errors import demand
from dushi.records.paper_templates import frozen
from dushi.town.models import Town, User

CLAUSE = "3.4.c"
Line = NoticeSubject.Status


def versions(town: Town, year: int) -> list[YearSheet]:
    """The newest first; [] while the year is open."""
    return list(YearSheet.objects.filter(town=town, year=year).select_related("closed_by").order_by("-version"))


def is_closed(town: Town, year: int) -> bool:
    return YearSheet.objects.filter(town=town, year=year).exists()


def missing(town: Town, year: int) -> list[str]:
    """Why the year cannot be closed yet, in sentences."""
    scheme = schemes.in_force(town, year)
    if scheme is None:
        return [f"{year}年的考核办法还没有施行。"]
    found = []
    if clock.today() <= date(year, 12, 31):
        found.append(f"{year}年还没有结束。")
    if _has_pending(town, year):
        found.append("还有通报没有核对，或者还在异议期内、等待计分。")
    if _has_objection(town, year):
        found.append("还有异议没有答复。")
    return found


def _has_pending(town: Town, year: int) -> bool:
    waiting = NoticeSubject.objects.filter(notice__town=town, status__in=(Line.REGISTERED, Line.PENDING))
    return any(_counting_in(town, year, waiting))


def _has_objection(town: Town, year: int) -> bool:
    objected = Objection.objects.open().filter(line__notice__town=town)
    return any(_counting_in(town, year, NoticeSubject.objects.filter(pk__in=objected.values("line"))))


def _counting_in(town: Town, year: int, lines: QuerySet[NoticeSubject]) -> Iterator[NoticeSubject]:
    """Those that the scheme of that year gives something for; lines that no scheme counts keep no year open."""
    known = schemes.all_in_force(town)
    for line in lines.select_related("notice__matter", "unit", "person"):
        scheme = schemes.chosen(known, line.notice)
        if scheme and scheme.year == year and not isinstance(counted(line, scheme), str):
            yield line


@transaction.atomic
def close_year(*, town: Town, year: int, by: User, at: datetime | None = None) -> YearSheet:
    """结转: freeze the year as version 1. By a main leader, once, when nothing of the year is pending (3.4.c)."""
    moment = at or clock.now()
    demand(by.rights.is_main_leader, "年度考核由主要领导结转。", clause=CLAUSE)
    scheme = schemes.hold(town, year)
    demand(not is_closed(town, year), f"{year}年已经结转；以后的更正另出新版。", clause=CLAUSE)
    gaps = missing(town, year)
    demand(not gaps, "".join(gaps), clause=CLAUSE)
    assert scheme is not None  # noqa: S101 - said by missing()
    sheet = _issue(town, scheme, version=1, reason="", by=by, at=moment)
    record("结转年度考核", sheet, by=by, town=town, clause=CLAUSE, at=moment)
    return sheet


def correct(*, town: Town, reason: str, by: User | None, at: datetime) -> list[YearSheet]:
    """The next version of every closed year whose entries have changed since its last one. Called where points are
    posted, in the same transaction."""
    newest = {sheet.year: sheet for sheet in YearSheet.objects.filter(town=town).order_by("version")}
    counts = ScoreEntry.objects.filter(account__town=town, account__year__in=newest).order_by()
    now = dict(counts.values_list("account__year").annotate(Count("pk")))
    return [
        _correct(town, sheet, reason=reason, by=by, at=at)
        for year, sheet in sorted(newest.items())
        if now.get(year, 0) != sheet.body["entries"]
    ]


def _correct(town: Town, last: YearSheet, *, reason: str, by: User | None, at: datetime) -> YearSheet:
    scheme = schemes.hold(town, last.year)
    assert scheme is not None  # noqa: S101 - a closed year has one, and nothing takes it away
    sheet = _issue(town, scheme, version=last.version + 1, reason=reason[:200], by=by, at=at, last=last)
    record("更正年度考核表", sheet, by=by, town=town, clause=CLAUSE, at=at)
    return sheet


def _issue(
    town: Town,
    scheme: AssessmentScheme,
    *,
    version: int,
    reason: str,
    by: User | None,
    at: datetime,
    last: YearSheet | None = None,
) -> YearSheet:
    found = rows(town, scheme)
    names = {"id": str(scheme.pk), "name": scheme.name, "version": scheme.version, "minutes": scheme.minutes_number}
    body = {
        "scheme": names | {"is_example": scheme.is_example},
        "rows": [asdict(row) for row in found],
        "entries": ScoreEntry.objects.filter(account__town=town, account__year=scheme.year).count(),
        "changes": changes(last.body["rows"], found) if last else [],
    }
    return YearSheet.objects.create(
        town=town,
        year=scheme.year,
        version=version,
        closed_at=at,
        closed_by=by.person if by else None,
        reason=reason,
        body=frozen(body, town=town, kind=SHEET),
        chain_head=chains.head(town, ScoreEntry.CHAIN),
    )


def changes(before: list[dict[str, Any]], after: list[Row]) -> list[dict[str, Any]]:
    """Who stands differently than in the version before: totals and grades of both, in hundredths."""
    old = {row["key"]: row for row in before}
    return [
        {
            "key": row.key,
            "subject": row.subject,
            "before": old[row.key]["total"] if row.key in old else None,
            "before_grade": old[row.key]["grade"] if row.key in old else "",
            "after": row.total,
            "after_grade": row.grade,
        }
        for row in after
        if row.key not in old or (old[row.key]["total"], old[row.key]["entries"]) != (row.total, row.entries)
    ]


def differing(sheet: YearSheet) -> list[str]:
    """Subjects whose frozen line is not what the entries say that were chained when the sheet was made."""
    later = set(_chained_after(sheet))
    known = sums(sheet.town, sheet.year, without=later)
    found = []
    for row in sheet.body["rows"]:
        own = known.pop(row["key"], None)
        counted = (own.deducted, own.bonus, own.entries) if own else (0, 0, 0)
        adds_up = row["total"] == row["base"] + row["deducted"] + row["bonus"]
        if not adds_up or counted != (row["deducted"], row["bonus"], row["entries"]):
            found.append(row["subject"])
    return found + ["表外另有计分"] * bool(known)


def _chained_after(sheet: YearSheet) -> Iterator[str]:
    links = ChainLink.objects.filter(town=sheet.town, chain=ScoreEntry.CHAIN)
    last = links.filter(hash=sheet.chain_head).values_list("seq", flat=True).first() or 0
    later = links.filter(seq__gt=last, object_type=ScoreEntry._meta.label_lower)
    return later.values_list("object_id", flat=True).iterator()


def anchors(town: Town) -> Iterator[tuple[str, str]]:
    """CHAIN_ANCHORS: the heads that stand printed on the sheets of years."""
    for sheet in YearSheet.objects.filter(town=town).order_by("year", "version"):
        yield str(sheet), sheet.chain_head
