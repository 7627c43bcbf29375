from django.apps import AppConfig


class TownConfig(AppConfig):
    name = "dushi.town"
    label = "town"
    verbose_name = "镇情"

    def ready(self) -> None:
        """What the forms complain about is Chinese throughout."""
        from dushi.town.complaints import speak

        speak()
