"""What kind of subject somebody is (身份): it decides which measures may be met.

The town knows only 管理权限 and posts, not whether somebody is a civil servant or works for an institution. So the
product proposes: a unit is a unit; 村级 is a village manager; 区管 a leading cadre (who is referred out anyway);
镇管 stays 未核定, open to every measure of the town and to none that needs the 身份 known. The handler states another
one on the case, with a reason.
"""

from __future__ import annotations

from django.db import models

from dushi.town.models import Person, Unit


class SubjectCategory(models.TextChoices):
    UNIT = "UNIT", "单位"
    LEADING_CADRE = "LEADING_CADRE", "党的领导干部"
    CIVIL_SERVANT = "CIVIL_SERVANT", "公务员"
    INSTITUTION_STAFF = "INSTITUTION_STAFF", "事业单位工作人员"
    VILLAGE_MANAGER = "VILLAGE_MANAGER", "村（居）组织管理人员"
    CONTRACT_STAFF = "CONTRACT_STAFF", "聘用人员"
    TOWN_STAFF = "TOWN_STAFF", "镇管干部（身份未核定）"


ALL = frozenset(SubjectCategory)
PERSONS = ALL - {SubjectCategory.UNIT}
BY_LEVEL = {
    Person.Level.COUNTY.value: SubjectCategory.LEADING_CADRE,
    Person.Level.TOWN.value: SubjectCategory.TOWN_STAFF,
    Person.Level.VILLAGE.value: SubjectCategory.VILLAGE_MANAGER,
}


def category_of(subject: Person | Unit) -> SubjectCategory:
    """The category the product proposes."""
    return SubjectCategory.UNIT if isinstance(subject, Unit) else BY_LEVEL[subject.level]


def categories_for(subject: Person | Unit) -> list[SubjectCategory]:
    """Those a handler may state: a unit is a unit, a person anything else. The proposed one stands first."""
    proposed = category_of(subject)
    others = [] if isinstance(subject, Unit) else [each for each in SubjectCategory if each in PERSONS - {proposed}]
    return [proposed, *others]
