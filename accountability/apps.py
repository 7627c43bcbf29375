from django.apps import AppConfig


class AccountabilityConfig(AppConfig):
    name = "accountability"
    label = "accountability"
    verbose_name = "问责"
