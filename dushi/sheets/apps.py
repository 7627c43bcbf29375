from django.apps import AppConfig


class SheetsConfig(AppConfig):
    name = "dushi.sheets"
    label = "sheets"
    verbose_name = "导出"
