from django.apps import AppConfig


class ObligationsConfig(AppConfig):
    name = "dushi.obligations"
    label = "obligations"
    verbose_name = "应办事项"
