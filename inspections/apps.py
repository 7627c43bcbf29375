from importlib import import_module

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "inspections"
    label = "inspections"
    verbose_name = "督导"

    def ready(self) -> None:
        import_module("inspections.checks")
