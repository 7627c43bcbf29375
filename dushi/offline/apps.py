from django.apps import AppConfig


class OfflineConfig(AppConfig):
    name = "dushi.offline"
    label = "offline"
    verbose_name = "离线"
