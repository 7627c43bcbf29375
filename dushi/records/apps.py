from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "dushi.records"
    label = "records"
    verbose_name = "记录"
