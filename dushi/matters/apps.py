from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "dushi.matters"
    label = "matters"
    verbose_name = "问题台账"
