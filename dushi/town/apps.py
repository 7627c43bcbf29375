from django.apps import AppConfig


class TownConfig(AppConfig):
    name = "dushi.town"
    label = "town"
    verbose_name = "镇情"
