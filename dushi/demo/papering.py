"""公文设置 as the demo has it: 机关代字 that begin with 示, so that nobody takes them for a real register's.

The areas have none, which shows the blank that stands in its place.
"""

from __future__ import annotations

from dushi.records.kinds import kinds_of
from dushi.town.models import Town, Unit, User
from dushi.town.papers.heads import organs
from dushi.town.papers.setting import save_head

K = Unit.Kind
#: What stands for the organ, and for the kind of paper, in a 机关代字.
ORGAN_SIGNS = {
    K.PARTY_COMMITTEE: "党",
    K.JOINT_MEETING: "联",
    K.LEADING_GROUP: "领",
    K.OFFICE: "扶",
    K.COMMISSION: "纪",
}
KIND_SIGNS = {"NOTICE": "通", "MINUTES": "纪要", "TASK": "交", "RECTIFY": "整", "INSPECTION": "报", "BULLETIN": "周报"}
CLOSED_SIGNS = {"ACC_DECISION": "问", "ACC_TRANSFER": "移"}


def set_heads(town: Town, by: User, chief: User) -> None:
    """by: the administrator; chief: the 纪委书记, for the commission's."""
    names = {"addressed_to": "各管区、各村、镇直各单位", "printed_by": "党政办公室（示例）"}
    signs = KIND_SIGNS | CLOSED_SIGNS
    for unit in organs(town):
        if sign := ORGAN_SIGNS.get(Unit.Kind(unit.kind)):
            known = [kind.key for kind in kinds_of(unit.kind) if kind.key in signs]
            codes = {key: f"示{sign}{signs[key]}" for key in known}
            setter = chief if unit.kind == K.COMMISSION else by
            save_head(unit=unit, names=names, codes=codes, by=setter, is_example=True)
