from django.apps import AppConfig


class BulletinConfig(AppConfig):
    name = "dushi.bulletin"
    label = "bulletin"
    verbose_name = "周通报"
