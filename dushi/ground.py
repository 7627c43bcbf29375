"""The app of the ground floor itself: the commands and checks that belong to no single room."""

from importlib import import_module

from django.apps import AppConfig


class GroundConfig(AppConfig):
    name = "dushi"
    label = "ground"
    verbose_name = "基础"

    def ready(self) -> None:
        import_module("dushi.checks")
