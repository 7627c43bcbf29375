"""What upper rooms hand down to the ground floor's pages through the provider lists in settings.

Each provider is a plain function; the signatures stand beside the settings that list them:

WORK_PROVIDERS      (user, at) -> Iterable[WorkItem]                      我的工作
CALENDAR_PROVIDERS  (user, first_day, last_day) -> Iterable[CalendarEntry] 日历, iCal
CONCERN_PROVIDERS   (user, at) -> Iterable[Concern]                       今日过问
CLAUSE_PROVIDERS    (user, at) -> dict[clause code, ClauseState]          制度执行
VILLAGE_PROVIDERS   (village_ids, weeks: list[Period]) -> Iterable[VillageRow]   村情格
FACT_PROVIDERS      (unit, first_day, last_day, at) -> Iterable[Fact]     调度工作落实情况 (2.1(6))
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True)
class WorkItem:
    """One line of 我的工作: what needs this person, and the page where it is done."""

    title: str
    url: str
    note: str = ""
    due_at: datetime | None = None
    clause: str = ""
    #: estimated minutes, by docs/burden.md; 0 where unknown
    minutes: int = 0
    #: "do" needs an act; "watch" is for information (下周会议 …)
    kind: str = "do"
    #: said in place of 逾期 N 天 where it is late: a body's meeting is 待召开
    late_word: str = ""
    #: the obligation this act fulfils, as (duty key, id of the scope, Period.key): said once, in the words of the act
    serves: tuple[str, int, str] | None = None


@dataclass(frozen=True)
class CalendarEntry:
    """One line of a day. `day` is the local civil day; `at` the moment, or None for a whole day."""

    day: date
    title: str
    url: str
    uid: str
    at: datetime | None = None
    minutes: int = 60
    place: str = ""
    #: "meeting", "due", "visit", "recheck", "holiday"
    kind: str = "meeting"
    is_cancelled: bool = False


@dataclass(frozen=True)
class Concern:
    """One exception of 今日过问: what, whose, how late, last word, one button."""

    title: str
    whose: str
    url: str
    button: str
    since: datetime
    last_word: str = ""
    clause: str = ""
    #: higher is worse; ties by `since`, oldest first
    weight: int = 0


@dataclass(frozen=True)
class ClauseState:
    """State and evidence of an id of the rule book; of a duty, what its cells do not say (已召开·待纪要)."""

    text: str
    url: str = ""
    last_on: date | None = None


@dataclass(frozen=True)
class VillageRow:
    """One kind of attention per village × week: `marks[village_id][period_key]` = short text ("✓", "迟", "2").

    short: one character that stands for it in the cell (访, 事); "" for the row whose marks are the cells themselves.
    """

    label: str
    short: str = ""
    marks: dict[int, dict[str, str]] = field(default_factory=dict)
    urls: dict[int, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Fact:
    """One thing the ledger knows of a unit's dispatch work over some months (2.1(6)); an inspector confirms it.

    url: the page where it is seen, "" where there is none.
    """

    text: str
    url: str = ""
    is_problem: bool = False
