"""The first page of the desk: what is due, late first, and what waits for a decision. No totals, no names ranked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import NoReverseMatch, reverse

from accountability.models import Appeal, Case, CriticismNotice, Lead, Objection, Recusal, Statement
from dushi import clock, words
from dushi.town.models import User

#: Lines shown of each kind; the lists hold the rest.
SHOWN = 20
#: Waits for the commission; what a main leader is asked to open stands on their own pages.
ASKING = Q(status=Lead.Status.SUGGESTED) | Q(status=Lead.Status.PROPOSED) & ~Q(outcome=Lead.Outcome.OPEN)


@dataclass(frozen=True)
class Line:
    """One thing that waits. what: said in words; due_at: aware, None where nothing presses."""

    what: str
    about: str
    url: str
    state: str = ""
    due_at: datetime | None = None


def page_of(request: Any) -> dict[str, Any]:
    due = sorted(due_lines(request.user), key=lambda line: line.due_at or clock.now())
    late = [line for line in due if line.due_at and line.due_at < clock.now()]
    return {"late": late, "soon": due[len(late) :], "decide": decisions(request.user)}


def link(word: str, pk: Any) -> str:
    """Path of the page of a lead, case or notice; "" where its list is not on the desk."""
    try:
        return reverse(f"commission:{word}_page", args=[pk])
    except NoReverseMatch:
        return ""


def due_lines(user: User) -> list[Line]:
    """What runs against a limit now. Four queries."""
    leads = Lead.objects.visible_to(user).open().filter(due_at__isnull=False)
    cases = Case.objects.visible_to(user).open().filter(due_at__isnull=False)
    appeals = Appeal.objects.filter(case__in=Case.objects.visible_to(user), due_at__isnull=False)
    appeals = appeals.exclude(status__in=Appeal.ENDED)
    objections = _objections(user)
    return [
        *(_line("线索", "lead", one, one) for one in _first(leads)),
        *(_line("问责事项", "case", one, one) for one in _first(cases)),
        *(_line("申诉", "case", one.case, one) for one in _first(appeals, "case__")),
        *(_line("异议", "notice", one.line.notice, one, one.line) for one in _first(objections, "line__")),
    ]


def _first(rows: QuerySet[Any], path: str = "") -> QuerySet[Any]:
    notice = ["line__notice"] if path == "line__" else []
    return rows.select_related(f"{path}person", f"{path}unit", *notice).order_by("due_at", "pk")[:SHOWN]


def _line(what: str, word: str, page: Any, row: Any, about: Any = None) -> Line:
    subject = (about or page).subject
    return Line(what, str(subject or "未写明对象"), link(word, page.pk), row.get_status_display(), row.due_at)


def decisions(user: User) -> list[Line]:
    """What stands still until somebody of the commission decides. Six queries."""
    leads, cases = Lead.objects.visible_to(user), Case.objects.visible_to(user)
    unassigned = Q(status=Lead.Status.REGISTERED, handler__isnull=True)
    asked = leads.filter(ASKING | unassigned).order_by("status_at", "pk").select_related("person", "unit")
    appeals = Appeal.objects.filter(case__in=cases, status=Appeal.Status.FILED)
    recusals = Recusal.objects.waiting().filter(Q(lead__in=leads) | Q(case__in=cases))
    statements = Statement.objects.filter(answered_at__isnull=True, paper__case__in=cases)
    notices = CriticismNotice.objects.visible_to(user).filter(status=CriticismNotice.Status.REGISTERED)
    return [
        *(_lead(one) for one in asked[:SHOWN]),
        *(_of_case("申诉待受理", one.case) for one in _with_subject(appeals, "case")),
        *(_recusal(one) for one in recusals.select_related("person")[:SHOWN]),
        *(_of_case("陈述申辩待答复", one.paper.case) for one in _with_subject(statements, "paper__case")),
        *(Line("通报待核对", str(one), link("notice", one.pk)) for one in notices[:SHOWN]),
    ]


def _with_subject(rows: QuerySet[Any], path: str) -> QuerySet[Any]:
    return rows.select_related(f"{path}__person", f"{path}__unit")[:SHOWN]


def _lead(lead: Lead) -> Line:
    """With its source and day: several of one village must not look alike."""
    since = f"{lead.get_source_display()}，{words.short_day(lead.status_at)}"
    return Line(_asked(lead), str(lead.subject or "未写明对象"), link("lead", lead.pk), since)


def _asked(lead: Lead) -> str:
    if lead.status == Lead.Status.REGISTERED:
        return "线索待指定承办人"
    return "线索待判断" if lead.status == Lead.Status.SUGGESTED else f"线索待审批：{lead.get_outcome_display()}"


def _of_case(what: str, case: Case) -> Line:
    return Line(what, str(case.subject), link("case", case.pk))


def _recusal(one: Recusal) -> Line:
    word, pk = ("case", one.case_id) if one.case_id else ("lead", one.lead_id)
    return Line("回避待决定", str(one.person), link(word, pk))


def _objections(user: User) -> QuerySet[Objection]:
    return Objection.objects.open().filter(line__notice__in=CriticismNotice.objects.visible_to(user))
