"""What kinds of event there are, in plain words: what a person chooses channels by."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Kind(models.TextChoices):
    """事由的种类."""

    DUE = "DUE", "到期提醒"
    LATE = "LATE", "逾期"
    CHASED = "CHASED", "下级逾期"
    HANDED = "HANDED", "交办和派员"
    RETURNED = "RETURNED", "退回补正"
    MEETING = "MEETING", "会议通知和改期"
    PAPER = "PAPER", "待签收文书"
    DECIDE = "DECIDE", "待批准、核实、签发"
    OTHER = "OTHER", "其他"


#: What each is for, where the label does not say it.
HELP = {
    Kind.DUE: "自己的事，到期前一个工作日和当天",
    Kind.LATE: "自己的事过了时限",
    Kind.CHASED: "分管、联系或领导的单位久拖未办",
    Kind.MEETING: "改期和取消即时提醒，夜间也发",
    Kind.OTHER: "办理结果、纪要印发、表格导出等",
}

#: What rungs and acts are called (the part before a colon), by kind. What stands in no line is 其他.
FAMILIES = {
    Kind.DUE: ("before", "due", "answer", "recheck", "minutes-before", "minutes-due"),
    Kind.LATE: ("late", "minutes-late"),
    Kind.CHASED: ("chief", "leader", "approver", "presider", "minutes-leader"),
    Kind.HANDED: ("assigned", "asked", "name", "name-before", "rebound"),
    Kind.RETURNED: ("returned", "refused"),
    Kind.MEETING: ("notified", "postponed", "cancelled"),
    Kind.PAPER: ("served", "again", "told"),
    Kind.DECIDE: ("approve", "close", "confirm", "extension", "raised", "remark", "sent", "sign", "verify", "waits"),
}
_KIND_OF = {family: kind for kind, families in FAMILIES.items() for family in families}


def kind_of(rung: str) -> Kind:
    """The kind of an alert by its rung: "returned:2" is 退回补正."""
    return _KIND_OF.get(rung.partition(":")[0], Kind.OTHER)


def is_open(object_type: str) -> bool:
    """True where it may be spoken of outside the product (settings.OPEN_ALERTS): by SMS in words, in a group as a
    count. Everything else, and whatever is not listed, is told outside in neutral words alone."""
    return object_type in settings.OPEN_ALERTS
