from django.apps import AppConfig


class RegulationConfig(AppConfig):
    name = "dushi.regulation"
    label = "regulation"
    verbose_name = "制度"

    def ready(self) -> None:
        """A release without the table of costs does not start."""
        from dushi.regulation.burden import burden

        burden()
