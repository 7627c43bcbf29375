"""The desk stands at /admin/. Leads and cases are registered in desk/leads.py and desk/cases.py, with the acts of their
offered.py; every other topic registers its own in its admin.py."""

from django.urls import path

from accountability.desk import cases, leads  # noqa: F401 - registered
from accountability.desk.site import commission
from accountability.education import admin as education  # noqa: F401 - registered
from accountability.leads import admin as transfers  # noqa: F401 - registered
from accountability.notices import admin as notices  # noqa: F401 - registered
from accountability.rules import admin as papers  # noqa: F401 - registered
from accountability.scores import admin as scores  # noqa: F401 - registered

urlpatterns = [path("admin/", commission.urls)]
