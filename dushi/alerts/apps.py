from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "dushi.alerts"
    label = "alerts"
    verbose_name = "提醒"
