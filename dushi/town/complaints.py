"""The few complaints of Django's forms whose Chinese still holds English, said plainly."""

from django import forms
from django.db import models

STALE = "页面已经变动，请刷新后重新填写。"


def speak() -> None:
    """Once, at start-up; these are messages about what nobody types: keys, counts of rows, links to what is gone."""
    forms.UUIDField.default_error_messages["invalid"] = STALE
    forms.BaseFormSet.default_error_messages["missing_management_form"] = STALE
    models.UUIDField.default_error_messages["invalid"] = STALE
    models.ForeignKey.default_error_messages["invalid"] = STALE
