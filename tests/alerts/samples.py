"""Examples for the test that opens every address as everybody."""

from __future__ import annotations

from dushi.alerts.actions import tell
from dushi.alerts.models import Alert, Robot
from tests.sample import sample


@sample("alert")
def alert(cast, is_foreign):
    town, user = (cast.foreign_town, cast.foreigner) if is_foreign else (cast.town, cast.liaison)
    tell(town=town, persons=[user.person], obj=town, rung="late", clause="1.4.r", title="周调度报告未报送", url="/")
    return [Alert.objects.get(person=user.person, object_id=str(town.pk)).key]


@sample("robot")
def robot(cast, is_foreign):
    town, unit = (cast.foreign_town, cast.foreign_area) if is_foreign else (cast.town, cast.area)
    made, _ = Robot.objects.get_or_create(town=town, env_key="ROBOT_AREA", defaults={"unit": unit, "name": "工作群"})
    return [made.pk]
