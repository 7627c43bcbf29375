"""Addresses of chapter 2: 受理群众举报 (2.0.m7): the window, the handler, and the public page."""

from django.urls import path

from inspections.views import public_report, public_tell, public_window

urlpatterns = [
    path("fanying/", public_tell.tell, name="tell"),
    path("fanying/done/", public_tell.tell_done, name="tell_done"),
    path("fanying/follow/", public_tell.tell_follow, name="tell_follow"),
    path("publicreports/", public_window.publicreport_list, name="publicreport_list"),
    path("publicreports/new/", public_window.publicreport_new, name="publicreport_new"),
    path("publicreports/receipt/", public_window.publicreport_receipt, name="publicreport_receipt"),
    path("publicreports/join/", public_window.publicreport_join, name="publicreport_join"),
    path("publicreports/envelope/", public_window.envelope_new, name="envelope_new"),
    path("publicreports/settings/", public_window.publicreport_settings, name="publicreport_settings"),
    path("publicreports/<uuid:pk>/", public_report.publicreport_page, name="publicreport_page"),
    path("publicreports/<uuid:pk>/identity/", public_report.publicreport_identity, name="publicreport_identity"),
    path(
        "publicreports/<uuid:pk>/photos/<uuid:photo_pk>/", public_report.publicreport_photo, name="publicreport_photo"
    ),
    path("publicreports/<uuid:pk>/<slug:key>/", public_report.publicreport_step, name="publicreport_step"),
]
