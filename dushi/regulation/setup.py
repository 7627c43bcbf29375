"""What 初次设置 says of the rule book and the calendar."""

from __future__ import annotations

from django.urls import reverse

from dushi import clock
from dushi.regulation.models import CalendarYear, Regulation
from dushi.town.contracts import SetupStep
from dushi.town.models import Town


def rulebook_step(town: Town) -> SetupStep:
    """Provider of SETUP_STEPS: which version is in force."""
    regulation = Regulation.objects.in_force().first()
    state = f"{regulation}" if regulation else "还没有载入，请由管理员运行 manage.py load_regulation"
    return SetupStep("制度条文", state, regulation is not None, reverse("regulation_page"))


def calendar_step(town: Town) -> SetupStep:
    """Provider of SETUP_STEPS: whether this year's notice is known; from December on, next year's too."""
    today = clock.today()
    years = {today.year, today.year + 1} if today.month == 12 else {today.year}
    known = set(CalendarYear.objects.filter(year__in=years, is_published=True).values_list("year", flat=True))
    lacking = sorted(years - known)
    said = "、".join(f"{year} 年" for year in lacking)
    state = f"{said}的放假通知未发布，暂按周一至周五计" if lacking else "放假和调休已录入"
    return SetupStep("工作日历", state, not lacking, reverse("workdays_page"))
