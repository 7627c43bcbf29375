from django.apps import AppConfig


class RegulationConfig(AppConfig):
    name = "dushi.regulation"
    label = "regulation"
    verbose_name = "制度"
