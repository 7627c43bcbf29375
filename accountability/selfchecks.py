"""Evidence that the commission's desk is closed."""

from __future__ import annotations

from accountability.desk.closed import ClosedAdmin
from accountability.desk.site import commission
from dushi.records.selfchecking import Item, Seen, met


def desk() -> Seen:
    faults = commission.check(None)
    own = [one for one in commission._registry.values() if isinstance(one, ClosedAdmin)]
    told = f"{len(own)} 种内容，都只有写明的页；自查毛病 {len(faults)} 处"
    return met(not faults and len(own) == len(commission._registry), told)


CHECKS = (Item("desk", "镇纪委工作台没有旁门", ("8.2.1", "8.2.2", "8.2.3", "三级 访问控制"), "只对镇纪委开", desk),)
