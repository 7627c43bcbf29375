"""What stands in one account: its living entries, and the adjustments that the scheme in force asks for."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

from accountability.models import AssessmentScheme, ScoreAccount, ScoreEntry
from accountability.scores.arithmetic import BONUS, YEAR, Key, Line, adjustments, still_to_post
from accountability.scores.rules import Limits
from accountability.scores.subjects import kind_of
from accountability.scores.words import spoken
from dushi.town.models import Person

Kind = ScoreEntry.Kind
#: What was posted from a source; the rest answers these.
POSTED = (Kind.POINTS, Kind.BONUS, Kind.ZERO, Kind.SPREAD)
ADJUSTED = (Kind.SAME_MATTER, Kind.CAP)


def lines_of(account: ScoreAccount) -> list[Line]:
    """What was posted and not reversed."""
    rows = account.entries.filter(kind__in=POSTED, reversed_by__isnull=True)
    return [Line(matter, nominal) for matter, nominal in rows.values_list("matter_key", "nominal")]


def adjusted(account: ScoreAccount) -> Counter[Key]:
    """What adjustments already give back or take away, by what for."""
    found: Counter[Key] = Counter()
    for kind, matter, counted in account.entries.filter(kind__in=ADJUSTED).values_list("kind", "matter_key", "counted"):
        found[kind, matter] += counted
    return found


def settle(
    account: ScoreAccount,
    scheme: AssessmentScheme,
    *,
    happened_on: date,
    clause: str,
    reason: str = "",
    by: Person | None,
    at: datetime,
) -> list[ScoreEntry]:
    """Post what is missing so that same-matter and caps hold again. The account must be locked; the caller chains."""
    assert account.subject is not None  # noqa: S101 - held by the constraint account_of_one_subject as well
    kind = kind_of(account.subject)
    if kind is None:
        return []
    limits = scheme.rules.limits(kind)
    gaps = still_to_post(adjustments(lines_of(account), limits), adjusted(account))
    rows = [
        ScoreEntry(
            town_id=account.town_id,
            account=account,
            kind=what,
            nominal=0,
            counted=figure,
            matter_key=matter,
            source_type="accountability.scoreaccount",
            source_id=str(account.pk),
            basis=said(what, matter, figure, limits),
            scheme=scheme,
            rule=f"{scheme.full_name}：{title(what, matter)}",
            clause=clause,
            happened_on=happened_on,
            reason=reason,
            posted_at=at,
            posted_by=by,
        )
        for (what, matter), figure in gaps.items()
    ]
    return ScoreEntry.objects.bulk_create(rows)


def title(kind: str, matter: str) -> str:
    """The rule of the scheme, in words."""
    if kind == Kind.SAME_MATTER:
        return "同一事项就高"
    return {YEAR: "全年扣分封顶", BONUS: "全年加分封顶"}.get(matter, "单个事项扣分封顶")


def said(kind: str, matter: str, figure: int, limits: Limits) -> str:
    """Why this adjustment was posted."""
    if kind == Kind.SAME_MATTER:
        text = "同一事项只计最高的一次"
        if figure > 0:
            return f"{text}，其余 {spoken(figure)} 分不重复扣"
        return f"{text}，有一次已冲销，原来不扣的 {spoken(-figure)} 分照扣"
    if matter == BONUS:
        top = f"全年加分最多 {spoken(limits.bonus_cap)} 分"
        return f"{top}，超出的 {spoken(-figure)} 分不计" if figure < 0 else f"{top}，腾出 {spoken(figure)} 分，补计"
    cap, name = (limits.year_cap, "全年") if matter == YEAR else (limits.matter_cap, "单个事项")
    if figure > 0:
        return f"{name}最多扣 {spoken(cap)} 分，超出的 {spoken(figure)} 分不扣"
    top = f"{name}最多扣 {spoken(cap)} 分" if cap is not None else f"{name}扣分不再封顶"
    return f"{top}，封顶内又腾出 {spoken(-figure)} 分，补扣"
