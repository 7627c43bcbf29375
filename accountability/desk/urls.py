"""The desk stands at /admin/. Leads and cases are registered here (desk/leads.py, desk/cases.py, with the acts of
accountability/leads/offered.py and accountability/cases/offered.py); every other topic in its own admin.py."""

from importlib import import_module
from importlib.util import find_spec

from django.urls import path

from accountability.desk import cases, leads  # noqa: F401 - registered
from accountability.desk.site import commission

#: Topics whose admin.py registers on the desk.
TOPICS = ("leads", "cases", "notices", "scores", "education")

for topic in TOPICS:
    if find_spec(f"accountability.{topic}") and find_spec(f"accountability.{topic}.admin"):
        import_module(f"accountability.{topic}.admin")

urlpatterns = [path("admin/", commission.urls)]
