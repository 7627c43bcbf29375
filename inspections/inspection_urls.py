"""Addresses of chapter 2: 检查 from the draft to the closing, the team, the checklist in the field, notes."""

from django.urls import include, path

from inspections.views import checks, inspections

of_one = [
    path("", inspections.inspection_page, name="inspection_page"),
    path("edit/", inspections.inspection_edit, name="inspection_edit"),
    path("approve/", inspections.inspection_approve, name="inspection_approve"),
    path("return/", inspections.inspection_return, name="inspection_return"),
    path("begin/", inspections.inspection_begin, name="inspection_begin"),
    path("team/<int:unit_pk>/", inspections.inspection_team, name="inspection_team"),
    path("members/<int:person_pk>/drop/", inspections.inspection_drop, name="inspection_drop"),
    path("report/", inspections.inspection_report, name="inspection_report"),
    path("report/return/", inspections.inspection_report_return, name="inspection_report_return"),
    path("close/", inspections.inspection_close, name="inspection_close"),
    path("withdraw/", inspections.inspection_withdraw, name="inspection_withdraw"),
    path("notes/", inspections.note_add, name="note_add"),
    path("units/<int:unit_pk>/", checks.check_page, name="check_page"),
    path("units/<int:unit_pk>/keep/", checks.check_keep, name="check_keep"),
    path("units/<int:unit_pk>/rest/", checks.check_rest, name="check_rest"),
    path("units/<int:unit_pk>/photos/", checks.check_photos, name="check_photos"),
]

urlpatterns = [
    path("inspections/", inspections.inspection_list, name="inspection_list"),
    path("inspections/new/", inspections.inspection_new, name="inspection_new"),
    path("inspections/<uuid:pk>/", include(of_one)),
]
