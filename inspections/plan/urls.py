"""Addresses of chapter 2: 年度检查计划 (2.1.plan), and a village's inspections over time."""

from django.urls import path

from inspections.views import plan_lines, plans, villages

urlpatterns = [
    path("inspections/plan/", plans.inspection_plan, name="inspection_plan"),
    path("inspections/plan/<int:year>/", plans.plan_year, name="plan_year"),
    path("inspections/plan/<int:year>/start/", plans.plan_start, name="plan_start"),
    path("inspections/plan/<int:year>/lines/", plan_lines.plan_line_add, name="plan_line_add"),
    path("inspections/plan/<int:year>/submit/", plans.plan_submit, name="plan_submit"),
    path("inspections/plan/<int:year>/approve/", plans.plan_approve, name="plan_approve"),
    path("inspections/plan/<int:year>/return/", plans.plan_return, name="plan_return"),
    path("inspections/plan/<int:year>/history/", plans.plan_history, name="plan_history"),
    path("inspections/plans/<uuid:pk>/", plans.inspectionplan_page, name="inspectionplan_page"),
    path("inspections/plan-lines/<uuid:pk>/", plan_lines.plan_line_page, name="plan_line_page"),
    path("inspections/plan-lines/<uuid:pk>/move/", plan_lines.plan_line_move, name="plan_line_move"),
    path("inspections/plan-lines/<uuid:pk>/focus/", plan_lines.plan_line_focus, name="plan_line_focus"),
    path("inspections/plan-lines/<uuid:pk>/drop/", plan_lines.plan_line_drop, name="plan_line_drop"),
    path("inspections/plan-lines/<uuid:pk>/merge/", plan_lines.plan_merge, name="plan_merge"),
    path("villages/<int:pk>/inspections/", villages.village_history, name="village_history"),
]
