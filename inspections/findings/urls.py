"""Addresses of chapter 2: 发现, 整改流, 举一反三 (2.3.gen)."""

from django.urls import path

from inspections.views import crosschecks, findings, flow

urlpatterns = [
    path("inspections/<uuid:pk>/units/<int:unit_pk>/findings/new/", findings.finding_new, name="finding_new"),
    path("findings/", findings.finding_list, name="finding_list"),
    path("findings/items/", flow.failing_items, name="failing_items"),
    path("findings/<uuid:pk>/", findings.finding_page, name="finding_page"),
    path("findings/<uuid:pk>/open/", findings.finding_open, name="finding_open"),
    path("findings/<uuid:pk>/ask/", crosschecks.crosscheck_new, name="crosscheck_new"),
    path("rectification/", flow.rectification_flow, name="rectification_flow"),
    path("crosschecks/<uuid:pk>/", crosschecks.crosscheck_page, name="crosscheck_page"),
    path("crosschecks/answers/<uuid:pk>/", crosschecks.crosscheck_answer, name="crosscheck_answer"),
]
