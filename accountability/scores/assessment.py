"""年度考核 as a page: the year's sheet in its newest or a named version, or how it stands while the year is open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from accountability.models import AssessmentScheme, ScoreAccount, YearSheet
from accountability.scores import schemes, sheets
from accountability.scores.accounts import own_subjects
from accountability.scores.standing import key_of, rows
from accountability.scores.subjects import SubjectKind
from dushi import clock
from dushi.town.models import Town, Unit, User

EXAMPLES = "示例"


def sees_sheet(user: User) -> bool:
    """The whole sheet; everybody else their own line."""
    return user.rights.is_main_leader or user.rights.is_commission


def years(town: Town) -> list[int]:
    """Those with a scheme or points, and this one; the newest first."""
    schemed = AssessmentScheme.objects.filter(town=town).exclude(status=AssessmentScheme.Status.DRAFT)
    scored = ScoreAccount.objects.filter(town=town)
    known = {*schemed.values_list("year", flat=True), *scored.values_list("year", flat=True)}
    return sorted({clock.today().year, *known}, reverse=True)


def about(user: User, town: Town, year: int, version: int | None) -> dict[str, Any]:
    """Context of the page. version: None for the newest; one that is not there is as if not asked for."""
    issued = sheets.versions(town, year)
    sheet = next((row for row in issued if row.version == version), issued[0] if issued else None)
    scheme = schemes.in_force(town, year)
    found: list[Mapping[str, Any]] = _lines(town, sheet, scheme)
    context = {
        "year": year,
        "years": years(town),
        "scheme": scheme,
        "versions": issued,
        "sheet": sheet,
        "sees_sheet": sees_sheet(user),
        "own": [row for row in found if row["key"] in own_keys(user)],
    }
    if sees_sheet(user):
        context |= {
            "groups": grouped(found),
            "accounts": _accounts(user, town, year),
            "differing": sheets.differing(sheet) if sheet else [],
            "missing": [] if sheet else sheets.missing(town, year),
            "may_close": user.rights.is_main_leader and sheet is None,
            "drafts": AssessmentScheme.objects.filter(town=town, year=year, status=AssessmentScheme.Status.DRAFT),
        }
    return context


def _lines(town: Town, sheet: YearSheet | None, scheme: AssessmentScheme | None) -> list[Mapping[str, Any]]:
    if sheet:
        return list(sheet.body["rows"])
    return [asdict(row) for row in rows(town, scheme)] if scheme else []


def own_keys(user: User) -> set[str]:
    return {
        key_of(subject.pk, None) if isinstance(subject, Unit) else key_of(None, subject.pk)
        for subject in own_subjects(user)
    }


def grouped(lines: Iterable[Mapping[str, Any]]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """(村 / 部门 / 个人 / 示例, rows) in the order they were laid down; 示例 beside the real ones, at the end."""
    found: dict[str, list[Mapping[str, Any]]] = {label: [] for label in (*SubjectKind.labels, EXAMPLES)}
    for row in lines:
        found[EXAMPLES if row["is_example"] else SubjectKind(row["kind"]).label].append(row)
    return [(label, some) for label, some in found.items() if some]


def _accounts(user: User, town: Town, year: int) -> dict[str, str]:
    """Key of a row → the account behind it, where it has one."""
    mine = ScoreAccount.objects.visible_to(user).filter(town=town, year=year)
    return {key_of(unit, person): str(pk) for pk, unit, person in mine.values_list("pk", "unit", "person")}
