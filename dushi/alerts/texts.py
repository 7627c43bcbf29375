"""What alerts say. Each says which clause it serves, what is due, from whom, by when (X.3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings

from dushi import words
from dushi.alerts.kinds import Kind, is_open
from dushi.alerts.models import Alert


def moment_text(moment: datetime) -> str:
    """11月18日18:00, in Shanghai; midnight is the 24:00 of the day before."""
    day, hour = words.deadline(moment)
    return f"{words.short_day(day)}{hour}"


def absolute(path: str) -> str:
    """The path as a link that works from outside, or "" where the town's address is not set."""
    return f"{settings.PUBLIC_URL.rstrip('/')}{path}" if settings.PUBLIC_URL else ""


def signature() -> str:
    """The last line of every e-mail."""
    return f"请登录系统办理：{absolute('/')}" if settings.PUBLIC_URL else "请登录系统办理。"


def basis(clause: str) -> str:
    """制度1.4 for an article; what stands across the chapters (X.2) is called by its name, with its id."""
    return f"问题台账（{clause}）" if clause == "X.2" else f"制度{words.article(clause)}"


def due_text(whose: str, due_at: datetime | None, clause: str) -> str:
    """（责任：示例甲村；时限：11月18日18:00；依据：制度1.4）"""
    parts = [
        f"责任：{whose}" if whose else "",
        f"时限：{moment_text(due_at)}" if due_at else "",
        f"依据：{basis(clause)}",
    ]
    return f"（{'；'.join(part for part in parts if part)}）"


def alert_line(alert: Alert) -> str:
    """One alert in one or two lines of an e-mail."""
    link = absolute(alert.url)
    return f"{alert.title}{due_text(alert.whose, alert.due_at, alert.clause)}" + (f"\n{link}" if link else "")


def digest_text(alerts: Sequence[Alert]) -> tuple[str, str]:
    """Subject and body of one person's digest: first what is new, then what was told before and is still late."""
    new = [alert for alert in alerts if not alert.is_known]
    again = [alert for alert in alerts if alert.is_known]
    blocks = []
    for heading, some in (("需要您办理", new), ("已提醒过、仍未办结", again)):
        if some:
            blocks.append("\n".join([f"{heading}（{len(some)}件）", *_numbered(some)]))
    return f"今日提醒{len(alerts)}件", "\n\n".join([*blocks, signature()])


def counts_text(alerts: Iterable[Alert]) -> str:
    """逾期2件，会议通知和改期1件: kinds and numbers, nothing of what it is."""
    counts = Counter(alert.kind for alert in alerts)
    return "，".join(f"{kind.label}{counts[kind]}件" for kind in Kind if counts[kind])


def sms_text(alerts: Sequence[Alert]) -> str:
    """One person's digest as an SMS: others see a telephone lying on a table, so it says how many and no more."""
    if [alert.kind for alert in alerts] == [Kind.PAPER]:
        return "您有一份文书待签收，请登录系统查看。"
    return f"您有提醒{len(alerts)}件：{counts_text(alerts)}。请登录系统办理。"


def urgent_sms(alert: Alert) -> str:
    """What cannot wait, in words where it is no secret (a meeting and its new time)."""
    return f"{alert.title}。请登录系统查看。" if is_open(alert.object_type) else sms_text([alert])


def robot_text(alerts: Sequence[Alert]) -> str:
    """What people of a unit want to be told in their group: kinds and numbers, never a name or a matter."""
    return f"{counts_text(alerts)}。请有关同志登录系统办理。"


def _numbered(alerts: Iterable[Alert]) -> Iterable[str]:
    return (f"{index}. {alert_line(alert)}" for index, alert in enumerate(alerts, 1))


def group_text(*, title: str, whose: str = "", due_at: datetime | None = None, clause: str, late: bool = False) -> str:
    """复制提醒文字: one message for a chat group that no robot reaches. Name units and offices only, never a person."""
    head = "【催办】" if late else "【提醒】"
    limit = f"请于{moment_text(due_at)}前办结" if due_at and not late else "请尽快办结"
    if due_at and late:
        limit = f"时限{moment_text(due_at)}已过，请尽快办结"
    who = f"{whose}：" if whose else ""
    return f"{head}{who}{title}，{limit}。（依据：{basis(clause)}）"
