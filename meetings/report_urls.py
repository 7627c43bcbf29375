"""Pages of the weekly report (1.4.r)."""

from django.urls import path

from meetings import converters  # noqa: F401 - registers <week:…>
from meetings.views import report_filling, reports

VILLAGE = "reports/<int:village_pk>/<week:week>/"

urlpatterns = [
    path("reports/", reports.report_list, name="report_list"),
    path("reports/proxy/", reports.report_proxy, name="report_proxy"),
    path("reports/<uuid:pk>/", reports.dispatchreport_page, name="dispatchreport_page"),
    path("reports/<uuid:pk>/receipt/", reports.report_receipt, name="report_receipt"),
    path("reports/<uuid:pk>/return/", reports.report_return, name="report_return"),
    path("reports/<uuid:pk>/photos/", reports.report_photo, name="report_photo"),
    path(VILLAGE, report_filling.report_form, name="report_form"),
    path(f"{VILLAGE}unchanged/", report_filling.report_unchanged, name="report_unchanged"),
    path(f"{VILLAGE}draft/", report_filling.report_draft, name="report_draft"),
    path(f"{VILLAGE}draft/drop/", report_filling.report_draft_drop, name="report_draft_drop"),
    path(f"{VILLAGE}draft/<int:pk>/adopt/", report_filling.report_draft_adopt, name="report_draft_adopt"),
    path(f"{VILLAGE}sheet/", reports.report_sheet, name="report_sheet"),
]
