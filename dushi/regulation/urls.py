"""Addresses of the rule book and the calendar."""

from django.urls import path

from dushi.regulation.views import costs, rules, workdays

urlpatterns = [
    path("regulation/", rules.regulation_page, name="regulation_page"),
    path("clauses/<str:code>/", rules.clause_page, name="clause_page"),
    path("burden/", costs.burden_page, name="burden_page"),
    path("workdays/", workdays.workdays_page, name="workdays_page"),
    path("workdays/year/", workdays.workdays_year, name="workdays_year"),
    path("workdays/set/", workdays.workdays_set, name="workdays_set"),
    path("workdays/clear/", workdays.workdays_clear, name="workdays_clear"),
    path("workdays/merge/", workdays.workdays_merge, name="workdays_merge"),
]
