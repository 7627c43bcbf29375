"""What `manage.py check` says of the files somebody may edit."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register

from dushi.regulation.reading import RulebookError
from inspections.surveys import questionnaire


@register()
def check_questionnaires(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """One error per mistake in a questionnaire, naming file, line and question."""
    try:
        questionnaire.shelf()
    except RulebookError as failure:
        return [Error(problem, id="inspections.E001") for problem in failure.problems]
    return []
