"""What the page of a plan shows, gathered in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef
from django.urls import NoReverseMatch, reverse

from dushi import clock
from dushi.regulation.periods import Period
from dushi.town.models import Town, Unit, User
from inspections.models import InspectionPlan, PlanLine
from inspections.plan.clashes import Clash, clashes
from inspections.plan.coverage import coverage, looked_at
from inspections.plan.grid import KEY, Ground, rows
from inspections.plan.rules import approvers, first_open_month, focus_items, may_decide, may_draft, villages_of

PAGE = 100
#: Years that have a page.
YEARS = range(2015, 2100)
#: Villages that one inspection is drafted for at a time.
MOST_TOGETHER = 12


@dataclass
class Batch:
    """Villages of one 管区 planned for the month and not looked at yet; url: where their inspection is drafted."""

    area: str
    lines: list[PlanLine] = field(default_factory=list)
    url: str = ""


def plan_of(user: User, year: int) -> InspectionPlan | None:
    found = InspectionPlan.objects.visible_to(user).filter(year=year)
    return found.select_related("town", "approver", "approved_by", "sent_by", "drafted_by").first()


def day_of(year: int, today: date) -> date:
    """The day whose villages and areas a year's page shows: today, or the last day of a year behind us."""
    return min(today, date(year, 12, 31))


def villages_shown(user: User, town: Town, plan: InspectionPlan | None, year: int, area: str) -> Any:
    """The villages of the grid that this user sees, of one area where it is named."""
    villages: Any = villages_of(town, day_of(year, clock.today()), plan)
    mine = villages.filter(pk__in=Unit.objects.visible_to(user).values("pk"))
    return mine.filter(area=int(area)) if area.isdecimal() and len(area) < 10 else mine


def about(user: User, town: Town, year: int, asked: Any) -> dict[str, Any]:
    """Context of the page. asked: area and page of the address."""
    today = clock.today()
    plan = plan_of(user, year)
    area = asked.get("area", "")
    chosen = villages_shown(user, town, plan, year, area)
    page = Paginator(chosen, PAGE).get_page(asked.get("page"))
    villages = list(page.object_list)
    may_change = may_draft(user) and first_open_month(year, today) <= 12 and year <= today.year + 1
    is_free = may_change and plan is not None and plan.status != plan.Status.SENT
    return {
        "plan": plan,
        "year": year,
        "town": town,
        "month": today.month if year == today.year else 0,
        "cover": coverage(plan, year, chosen, today),
        "areas": Unit.objects.visible_to(user).areas().in_force(today).order_by("order", "pk"),
        "area": area,
        "page": page,
        "rows": rows(Ground.load(plan, year, villages, today), villages),
        "key": KEY,
        "may_start": may_change and plan is None,
        "may_change": is_free,
        "may_history": user.rights.sees_town,
        "may_decide": plan is not None and may_decide(user, plan),
        "contents": contents(plan, chosen, today) if plan else [],
        "clashes": offers(plan, user, today) if is_free and plan else [],
        "batches": batches(plan, user, chosen, today) if plan and plan.is_approved else [],
        "has_last_year": may_change and PlanLine.objects.live().filter(plan__town=town, plan__year=year - 1).exists(),
    }


def contents(plan: InspectionPlan, villages: Any, today: date) -> list[tuple[int, list[tuple[str, int]]]]:
    """Month → what is inspected in how many villages, as planned now. Two queries, however many lines there are."""
    items = focus_items(today)
    lines = PlanLine.objects.live().counted().filter(plan=plan, village__in=villages.order_by().values("pk")).order_by()
    found: dict[int, list[tuple[str, int]]] = {}
    for row in (
        lines.values("month", "focus").annotate(n=Count("village", distinct=True)).order_by("month", "-n", "focus")
    ):
        names = [summary for code, summary in items if code in row["focus"]]
        said = f"{len(names)} 项内容都查" if len(names) == len(items) else "、".join(names)
        found.setdefault(row["month"], []).append((said, row["n"]))
    return list(found.items())


def offers(plan: InspectionPlan, user: User, today: date) -> list[Clash]:
    return clashes(plan, user, first_open_month(plan.year, today))


def batches(plan: InspectionPlan, user: User, villages: Any, today: date) -> list[Batch]:
    """This month's villages that wait, by 管区. One query."""
    if plan.year != today.year:
        return []
    seen = looked_at(plan.year).filter(unit=OuterRef("village"), month=OuterRef("month"))
    mine = villages.order_by().values("pk")
    lines = PlanLine.objects.live().filter(~Exists(seen), plan=plan, month=today.month, village__in=mine)
    names = {
        village.pk: village.area_name or "未划入管区" for village in villages.filter(pk__in=lines.values("village"))
    }
    found: dict[str, Batch] = {}
    for line in lines.select_related("village", "plan").order_by("village__code", "village", "added_at", "pk"):
        found.setdefault(names[line.village_id], Batch(names[line.village_id])).lines.append(line)
    for batch in found.values() if may_draft(user) else ():
        batch.url = draft_url(batch.lines[:MOST_TOGETHER], today)
    return [found[name] for name in dict.fromkeys(names.values()) if name in found]


def draft_url(lines: list[PlanLine], today: date) -> str:
    """The page that drafts their inspection, with villages, contents and first day filled in; "" where none is."""
    try:
        url = reverse("inspection_new")
    except NoReverseMatch:
        return ""
    first = lines[0]
    month = Period(Period.Kind.MONTH, first.plan.year, first.month)
    asked: list[tuple[str, object]] = [("kind", "ROUTINE"), ("title", f"{first.month}月平时检查")]
    asked += [("units", line.village_id) for line in lines]
    asked += [("focus", code) for code in sorted({code for line in lines for code in line.focus})]
    day = max(month.first_day, today + timedelta(days=1))
    return f"{url}?{urlencode([*asked, ('first_on', min(day, month.last_day))])}"


def decision(plan: InspectionPlan, user: User) -> list[tuple[int, str]]:
    """Whom the plan may be sent to."""
    return approvers(plan, clock.today(), user.rights.person_id)
