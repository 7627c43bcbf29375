"""The lists of this room as they go out (settings.EXPORTS)."""

from __future__ import annotations

from django.http import QueryDict

from dushi.alerts.models import Alert, Delivery
from dushi.records.sheets import Column, Sheet
from dushi.town.models import User

ALERTS = [
    Column("条款", lambda alert: alert.clause, 8),
    Column("事由", lambda alert: alert.title, 50),
    Column("责任", lambda alert: alert.whose, 20),
    Column("时限", lambda alert: alert.due_at, 16),
    Column("提醒时间", lambda alert: alert.created_at, 16),
    Column("已读", lambda alert: alert.read_at, 16),
    Column("已了结", lambda alert: alert.stopped_at, 16),
]


def alerts(user: User, asked: QueryDict) -> Sheet:
    """提醒: one's own."""
    return Sheet("提醒", ALERTS, Alert.objects.visible_to(user).unread_first(), frozen=2)


DELIVERIES = [
    Column("时间", lambda delivery: delivery.created_at, 16),
    Column("标题", lambda delivery: delivery.subject, 40),
    Column("渠道", lambda delivery: delivery.get_channel_display(), 12),
    Column("收件", lambda delivery: str(delivery.person or delivery.robot), 16),
    Column("结果", lambda delivery: delivery.state_text, 10),
    Column("送达时间", lambda delivery: delivery.sent_at, 16),
    Column("原因", lambda delivery: delivery.error, 30),
    Column("次数", lambda delivery: delivery.tries, 6),
]


def deliveries(user: User, asked: QueryDict) -> Sheet:
    """送达记录: titles, nobody's text."""
    return Sheet("送达记录", DELIVERIES, Delivery.objects.visible_to(user).for_list())
