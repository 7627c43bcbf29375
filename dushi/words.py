"""Days and moments in the words of the town. Pure: what time it is comes from the clock, or from `at`."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from dushi import clock

WEEKDAYS = "一二三四五六日"
ARTICLE = re.compile(r"\d\.\d(?:\(\d+\))?")
PERIOD = re.compile(r"(?P<year>\d{4})(?:-(?:W(?P<week>\d{2})|Q(?P<quarter>\d)|(?P<month>\d{2})))?")


def civil(value: date | datetime) -> date:
    """The civil day in Shanghai of a day or of an aware moment."""
    return clock.local(value).date() if isinstance(value, datetime) else value


def weekday(value: date | datetime) -> str:
    """周一 … 周日."""
    return f"周{WEEKDAYS[civil(value).weekday()]}"


def short_day(value: date | datetime) -> str:
    """11月23日; with the year where it is not this one."""
    day = civil(value)
    year = "" if day.year == clock.today().year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"


def day(value: date | datetime) -> str:
    """11月23日（周一）."""
    return f"{short_day(value)}（{weekday(value)}）"


def hour(moment: datetime) -> str:
    """15:00, 9:05."""
    local = clock.local(moment)
    return f"{local.hour}:{local.minute:02d}"


def moment(value: datetime) -> str:
    """11月23日 15:00."""
    return f"{short_day(value)} {hour(value)}"


def deadline(value: datetime) -> tuple[date, str]:
    """The civil day and hour a deadline is spoken of by: midnight is 24:00 of the day that ends with it."""
    local = clock.local(value)
    if (local.hour, local.minute) == (0, 0):
        return local.date() - timedelta(days=1), "24:00"
    return local.date(), "24:00" if (local.hour, local.minute) == (23, 59) else hour(local)


def due(value: datetime, at: datetime | None = None) -> str:
    """今天 18:00, 明天 9:00, 周五 15:00, 下周二 9:00, 11月30日 9:00; once past 已到期, from the next day 逾期 2 天."""
    now = clock.local(at or clock.now())
    last_day, last_hour = deadline(value)
    ahead = (last_day - now.date()).days
    if value < now:
        return f"逾期 {-ahead} 天" if ahead < 0 else "已到期"
    if ahead < 2:
        return f"{'明天' if ahead else '今天'} {last_hour}"
    weeks = (monday(last_day) - monday(now.date())).days // 7
    if weeks < 2:
        return f"{'下' if weeks else ''}{weekday(last_day)} {last_hour}"
    return f"{short_day(last_day)} {last_hour}"


def monday(of: date) -> date:
    return of - timedelta(days=of.weekday())


def due_state(value: datetime, at: datetime | None = None) -> str:
    """The class of a tag for a deadline: over once it is past, due before."""
    return "over" if value < (at or clock.now()) else "due"


def days_since(value: date | datetime, at: datetime | None = None) -> int:
    """Civil days from `value` to today; 0 on the same day, negative ahead."""
    return (civil(at or clock.now()) - civil(value)).days


def article(code: str) -> str:
    """The number a clause bears in the regulation: 1.4 of the id 1.4.r, 3.2(1) of 3.2(1)b; other ids as they are."""
    found = ARTICLE.match(code)
    return found[0] if found else code


def period(key: str) -> str:
    """第 47 周, 11 月, 第 4 季度, 2026 年 from a Period.key; with the year where it is not this one.

    Raises ValueError for anything else.
    """
    found = PERIOD.fullmatch(key)
    if not found:
        raise ValueError(f"no period: {key!r}")
    year = "" if int(found["year"]) == clock.today().year else f"{found['year']} 年"
    if found["week"]:
        return f"{year}第 {int(found['week'])} 周"
    if found["quarter"]:
        return f"{year}第 {found['quarter']} 季度"
    if found["month"]:
        return f"{year}{' ' if year else ''}{int(found['month'])} 月"
    return f"{found['year']} 年"
