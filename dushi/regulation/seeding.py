"""The first filling of the calendar table, from a library of past notices. Afterwards the table alone is asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from dushi.records.actions import record
from dushi.regulation.calendar_actions import refresh_merges
from dushi.regulation.models import CalendarDay, CalendarYear

if TYPE_CHECKING:
    from dushi.town.models import User

#: Number of the State Council Office's notice that arranges the holidays of a year.
NOTICES = {
    2004: "国办发明电〔2003〕53号",
    2005: "国办发明电〔2004〕52号",
    2006: "国办发明电〔2005〕35号",
    2007: "国办发明电〔2006〕49号",
    2008: "国办发明电〔2007〕52号",
    2009: "国办发明电〔2008〕42号",
    2010: "国办发明电〔2009〕27号",
    2011: "国办发明电〔2010〕40号",
    2012: "国办发明电〔2011〕45号",
    2013: "国办发明电〔2012〕33号",
    2014: "国办发明电〔2013〕28号",
    2015: "国办发明电〔2014〕28号",
    2016: "国办发明电〔2015〕18号",
    2017: "国办发明电〔2016〕17号",
    2018: "国办发明电〔2017〕12号",
    2019: "国办发明电〔2018〕15号",
    2020: "国办发明电〔2019〕16号",
    2021: "国办发明电〔2020〕27号",
    2022: "国办发明电〔2021〕11号",
    2023: "国办发明电〔2022〕16号",
    2024: "国办发明电〔2023〕7号",
    2025: "国办发明电〔2024〕12号",
    2026: "国办发明电〔2025〕7号",
}
#: Days that a later notice of the same year arranged anew: first, last, number.
CHANGES = [
    (date(2015, 9, 3), date(2015, 9, 6), "国发明电〔2015〕1号"),
    (date(2019, 4, 28), date(2019, 5, 5), "国办发明电〔2019〕3号"),
    (date(2020, 1, 31), date(2020, 2, 2), "国办发明电〔2020〕1号"),
]
NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}


@transaction.atomic
def seed_calendar(*, by: User | None = None) -> list[int]:
    """Fill in the years that the library knows and the table does not; returns them.

    A published year is left as it is, so that nobody's corrections are overwritten; twice has no second effect.
    """
    published = set(CalendarYear.objects.filter(is_published=True).values_list("year", flat=True))
    added = sorted(set(NOTICES) - published)
    if not added:
        return []
    CalendarDay.objects.bulk_create(
        [day for day in _days() if _noticed_in(day) in added], ignore_conflicts=True, batch_size=500
    )
    for year in added:
        CalendarYear.objects.update_or_create(year=year, defaults={"notice_no": NOTICES[year], "is_published": True})
    refresh_merges(date(added[0], 1, 1), date(added[-1], 12, 31))
    last = CalendarYear.objects.get(year=added[-1])
    record("预置日历", last, by=by, data={"years": added})
    return added


def _days() -> Iterator[CalendarDay]:
    from chinese_calendar.constants import holidays, workdays  # needed here alone, never by the running product

    for known, kind in ((holidays, CalendarDay.Kind.HOLIDAY), (workdays, CalendarDay.Kind.WORKDAY)):
        for day, name in known.items():
            row = CalendarDay(day=day, kind=kind, name=NAMES[name])
            row.notice_no = next(
                (number for first, last, number in CHANGES if first <= day <= last), NOTICES[_noticed_in(row)]
            )
            yield row


def _noticed_in(row: CalendarDay) -> int:
    """The year whose notice names the day: the turn of the year belongs to the year that begins."""
    return row.day.year + (row.day.month == 12)
