"""工作日历: the table of holidays, worked weekends and merged weeks, by year."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from dushi import clock
from dushi.regulation import calendar_actions as actions
from dushi.regulation.forms import ClearForm, DaysForm, MergeForm, YearForm
from dushi.regulation.periods import Period
from dushi.regulation.yearbook import Yearbook
from dushi.town.access import Request, admin, office, open_to, signed_in
from dushi.town.doing import attempt
from dushi.town.models import User


def may_change_calendar(user: User) -> bool:
    """Office and administrator keep the calendar."""
    return user.rights.is_office or user.rights.is_admin


def year_of(request: Request) -> int:
    """The year the address asks for, else this one."""
    wanted = request.GET.get("year", "")
    year = int(wanted) if wanted.isdecimal() and len(wanted) == 4 else clock.today().year
    return min(max(year, actions.FIRST_YEAR), actions.LAST_YEAR)


def open_weeks(year: int) -> list[Period]:
    """Weeks of the year that have not begun: of these alone it may still be decided."""
    return [week for week in Period(Period.Kind.YEAR, year).weeks() if week.first_day > clock.today()]


def shown(request: Request, **forms: Any) -> HttpResponse:
    """The page of the year, with the forms as they were filled in."""
    year = year_of(request)
    book = Yearbook.load(year)
    context = {
        "book": book,
        "today": clock.today(),
        "before": year - 1 if year > actions.FIRST_YEAR else None,
        "after": year + 1 if year < actions.LAST_YEAR else None,
        "may_change": may_change_calendar(request.user),
        "days_form": DaysForm(initial={"notice_no": book.notice_no}),
        "year_form": YearForm(initial={"year": year, "notice_no": book.notice_no, "is_published": book.is_published}),
        "may_merge": bool(open_weeks(year)),
        "merge_form": MergeForm(weeks=open_weeks(year)),
        **forms,
    }
    return render(request, "regulation/workdays_page.html", context)


def back(request: Request, message: str, year: int | None = None) -> HttpResponse:
    messages.success(request, f"{message}未到期、未办结的应办事项随即重算时限，其余不动。")
    return redirect(f"{reverse('workdays_page')}?year={year or year_of(request)}")


@open_to(signed_in)
@require_GET
def workdays_page(request: Request) -> HttpResponse:
    """工作日历."""
    return shown(request)


@open_to(office, admin)
@require_POST
def workdays_year(request: Request) -> HttpResponse:
    """登记放假通知."""
    form = YearForm(request.POST)
    if form.is_valid() and attempt(form, actions.note_year, by=request.user, **form.cleaned_data):
        return back(request, "年度已保存。", form.cleaned_data["year"])
    return shown(request, year_form=form)


@open_to(office, admin)
@require_POST
def workdays_set(request: Request) -> HttpResponse:
    """登记放假或调休上班."""
    form = DaysForm(request.POST)
    if form.is_valid() and (days := attempt(form, actions.set_days, by=request.user, **form.cleaned_data)):
        return back(request, f"已登记 {days} 天。", form.cleaned_data["first"].year)
    return shown(request, days_form=form)


@open_to(office, admin)
@require_POST
def workdays_clear(request: Request) -> HttpResponse:
    """删除登记，按周一至周五计."""
    form = ClearForm(request.POST)
    if form.is_valid() and (days := attempt(form, actions.clear_days, by=request.user, **form.cleaned_data)):
        return back(request, f"已删除 {days} 天的登记。")
    messages.error(request, "没有可删除的登记，请刷新后再试。")
    return shown(request)


@open_to(office, admin)
@require_POST
def workdays_merge(request: Request) -> HttpResponse:
    """某周并入或单独计."""
    form = MergeForm(request.POST, weeks=open_weeks(year_of(request)))
    if form.is_valid() and attempt(form, actions.choose_merge, by=request.user, **form.cleaned_data):
        return back(request, f"{form.cleaned_data['week'].label}已保存。")
    return shown(request, merge_form=form)
