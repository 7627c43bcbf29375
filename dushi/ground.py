"""The app of the ground floor itself: the commands and checks that belong to no single room."""

from django.apps import AppConfig


class GroundConfig(AppConfig):
    name = "dushi"
    label = "ground"
    verbose_name = "基础"
