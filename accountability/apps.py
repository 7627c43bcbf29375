from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, register


class AccountabilityConfig(AppConfig):
    name = "accountability"
    label = "accountability"
    verbose_name = "问责"

    def ready(self) -> None:
        register(check_doors)


def check_doors(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Everything registered on the desk, whether or not its addresses were read before."""
    from accountability.desk.urls import commission  # models are there by now

    return commission.check(app_configs)
