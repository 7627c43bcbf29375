from django.apps import AppConfig


class DistrictConfig(AppConfig):
    name = "dushi.district"
    label = "district"
    verbose_name = "区里的周表"
