"""Who is scored by the town: villages, departments (the 扶贫办 as one of them) and people it assesses itself."""

from __future__ import annotations

from django.db import models

from dushi.town.models import Person, Unit


class SubjectKind(models.TextChoices):
    """The columns of every table of a scheme; the values stand in its settings."""

    VILLAGE = "village", "村"
    DEPARTMENT = "department", "部门"
    PERSON = "person", "个人"


BY_UNIT = {
    Unit.Kind.VILLAGE.value: SubjectKind.VILLAGE,
    Unit.Kind.DEPARTMENT.value: SubjectKind.DEPARTMENT,
    Unit.Kind.OFFICE.value: SubjectKind.DEPARTMENT,
}


def kind_of(subject: Person | Unit) -> SubjectKind | None:
    """The column that holds for a subject; None where the town does not assess it.

    Areas and bodies are no villages and no departments (3.4.d); people 区管 are assessed by the district.
    """
    if isinstance(subject, Unit):
        return BY_UNIT.get(subject.kind)
    return None if subject.level == Person.Level.COUNTY else SubjectKind.PERSON
