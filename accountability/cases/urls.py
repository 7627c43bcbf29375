"""Addresses of the subject's and the main leaders' pages."""

from django.urls import path

from accountability.cases.views import approvals, served

urlpatterns = [
    path("accountability/papers/", served.served_list, name="served_list"),
    path("accountability/papers/<uuid:pk>/", served.served_page, name="served_page"),
    path("accountability/papers/<uuid:pk>/docx/", served.served_docx, name="served_docx"),
    path("accountability/papers/<uuid:pk>/do/<slug:code>/", served.served_do, name="served_do"),
    path("accountability/approvals/", approvals.approval_list, name="approval_list"),
    path("accountability/approvals/recusals/<uuid:pk>/", approvals.approval_recusal, name="approval_recusal"),
    path("accountability/approvals/<slug:kind>/<uuid:pk>/", approvals.approval_page, name="approval_page"),
    path("accountability/approvals/<slug:kind>/<uuid:pk>/do/<slug:code>/", approvals.approval_do, name="approval_do"),
    path(
        "accountability/approvals/<slug:kind>/<uuid:pk>/files/<uuid:file>/",
        approvals.approval_file,
        name="approval_file",
    ),
]
