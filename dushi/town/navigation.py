"""What stands at the left of every page: the regulation's own order, each entry held to the rule of its own view."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, get_urlconf, resolve, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString

from dushi.town.access import Rule, anyone
from dushi.town.models import Seat, Town
from dushi.wire import is_for_phone

if TYPE_CHECKING:
    from dushi.town.models import User

#: 大字版 is kept in the browser: it holds before the login and for the public too, and no database is asked for it.
PRINT_COOKIE, LARGE = "dushi_print", "large"

#: (title of the group, entries); an entry is (URL name, label, beginnings of the URL names that lie under it).
ORDER: list[tuple[str, list[tuple[str, str, tuple[str, ...]]]]] = [
    (
        "",
        [
            ("my_work", "我的工作", ("work_",)),
            ("regulation_state", "制度执行", ("obligation_", "regulation_picture")),
            ("concerns", "今日过问", ("concern_",)),
            ("calendar", "日历", ("calendar_",)),
            ("alert_list", "提醒", ("alert_",)),
            ("sent_list", "报送记录", ("sent_",)),
        ],
    ),
    (
        "一、调度",
        [
            ("meeting_list", "会议", ("meeting_", "sitting_", "series_", "pack_", "minutes_")),
            ("report_list", "周调度报告", ("report_", "dispatchreport_")),
            ("visit_list", "调研督导", ("visit_",)),
            ("matter_list", "问题台账", ("matter_",)),
            ("bulletin_list", "周通报", ("bulletin_",)),
            ("district_list", "区里的周表", ("district_",)),
        ],
    ),
    (
        "二、检查",
        [
            ("inspection_list", "检查", ("inspection_", "check_", "note_")),
            ("inspection_plan", "检查计划", ("inspection_plan", "inspectionplan_", "plan_")),
            ("rectification_flow", "整改流", ("rectification_", "finding_", "failing_", "crosscheck_")),
            ("draw_list", "随机抽取", ("draw_",)),
            ("survey_list", "问卷", ("survey_",)),
            ("publicreport_list", "反映问题", ("publicreport_", "envelope_")),
        ],
    ),
    (
        "三、问责",
        [
            ("served_list", "我的文书", ("served_",)),
            ("approval_list", "审批", ("approval_",)),
            ("commission:index", "镇纪委工作台", ("commission:",)),
            ("commission:lead_list", "线索", ("commission:lead_",)),
            ("commission:case_list", "问责事项", ("commission:case_",)),
            ("relation_list", "亲属关系申报", ("relation_",)),
            ("commission:notice_list", "通报登记", ("commission:notice", "commission:objection_")),
            ("notice_list", "通报批评", ("notice_", "objection_")),
            ("typicalcase_list", "警示教育", ("typicalcase_",)),
            ("score_page", "我的计分", ("score_",)),
            ("assessment_page", "年度考核", ("assessment_",)),
            ("scheme_page", "考核办法", ("scheme_",)),
            ("situation_list", "问责情形", ("situation_",)),
            ("measure_list", "问责方式", ("measure_",)),
        ],
    ),
    (
        "镇情",
        [
            ("village_grid", "村情格", ("village_grid",)),
            ("unit_list", "管区与村", ("unit_", "area_", "village_", "household_", "support_", "supporter_")),
            ("person_list", "人员", ("person_", "seat_", "post_", "account_", "leave_", "changeover_", "handover_")),
            ("issued_papers", "备查资料", ("issued_", "paper_")),
            ("regulation_page", "制度条文", ("regulation_page", "clause_")),
        ],
    ),
    (
        "设置",
        [
            ("workdays_page", "工作日历", ("workdays_", "workday_")),
            ("letterhead_list", "公文设置", ("letterhead_", "papertemplate_")),
            ("setup_checklist", "初次设置", ("setup_", "import_")),
            ("burden_page", "填报负担", ("burden_",)),
            ("jobs_page", "作业", ("jobs_", "job_")),
        ],
    ),
]


@dataclass(frozen=True)
class Entry:
    label: str
    url: str
    #: aria-current of the link: "page", "true" (a page below it) or ""
    current: str = ""
    #: what waits there; 0 shows nothing
    count: int = 0


@dataclass(frozen=True)
class Group:
    title: str
    entries: list[Entry]


@dataclass(frozen=True)
class Frame:
    """What every page shows around its own contents."""

    town: str
    person: str = ""
    posts: str = ""
    groups: tuple[Group, ...] = ()

    @cached_property
    def nav(self) -> SafeString:
        """The entries drawn: they stand twice on a page, at the side of a desk and folded on a phone."""
        return render_to_string("_parts/_nav.html", {"frame": self})

    @property
    def waiting(self) -> int:
        """Everything that waits, for the phone's 目录."""
        return sum(entry.count for group in self.groups for entry in group.entries)


def navigation(request: HttpRequest) -> dict[str, object]:
    """Context processor: `frame`, read only by pages that show it, and whether this browser asked for large print."""
    is_large = request.COOKIES.get(PRINT_COOKIE) == LARGE
    return {"frame": SimpleLazyObject(lambda: frame_for(request)), "large_print": is_large}


def frame_for(request: HttpRequest) -> Frame:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return Frame(town=only_town())
    seats = [post.seat for post in user.rights.posts]
    return Frame(
        town=seats[0].town.name if seats else only_town(),
        person=str(user),
        posts=posts_line(seats),
        groups=tuple(groups_for(user, here(request), counted=not is_for_phone(request))),
    )


def posts_line(seats: list[Seat]) -> str:
    """镇长、党委委员; seats of one kind without a title together: 包村人员（示例一村、示例二村等 4 处）."""
    titles = [seat.title for seat in seats if seat.title]
    places: dict[str, list[str]] = {}
    for seat in seats:
        if not seat.title:
            places.setdefault(seat.get_kind_display(), []).append(seat.unit.name)
    return "、".join([*titles, *(f"{kind}（{few(names)}）" for kind, names in places.items())])


def few(names: list[str]) -> str:
    return "、".join(names) if len(names) < 4 else f"{'、'.join(names[:2])}等 {len(names)} 处"


def only_town() -> str:
    """Name of the town where the deployment serves one; "" where it serves none or several."""
    names = list(Town.objects.values_list("name", flat=True)[:2])
    return names[0] if len(names) == 1 else ""


def here(request: HttpRequest) -> str:
    """URL name of the page that is shown, "" where none."""
    match = request.resolver_match
    return (match.view_name or "") if match else ""


def groups_for(user: User, at: str, *, counted: bool = True) -> list[Group]:
    """Groups with what this user may open; a group without entries does not stand there.

    counted: with what waits; a page kept on a phone says nothing of cases and would be wrong tomorrow.
    """
    found = [(title, [entry_for(user, at, *row, counted=counted) for row in rows]) for title, rows in ORDER]
    groups = [Group(title, list(filter(None, entries))) for title, entries in found]
    return [group for group in groups if group.entries]


def entry_for(
    user: User, at: str, name: str, label: str, below: tuple[str, ...], *, counted: bool = True
) -> Entry | None:
    url, rules = place_of(name, get_urlconf())
    if not url or not any(rule is anyone or rule(user.rights) for rule in rules):
        return None
    current = "page" if at == name else "true" if is_nearest(name, at) else ""
    return Entry(label, url, current, count_for(user, name) if counted else 0)


@lru_cache(maxsize=512)
def is_nearest(name: str, at: str) -> bool:
    """True where the page `at` lies under the entry `name`, and under no entry by a longer beginning."""
    return nearest(at) == name


@lru_cache(maxsize=1024)
def nearest(at: str) -> str:
    """The entry under which that page lies by the longest beginning, "" where it lies under none."""
    fits = [
        (len(beginning), entry)
        for _, rows in ORDER
        for entry, _, below in rows
        for beginning in below
        if at.startswith(beginning)
    ]
    return max(fits)[1] if fits else ""


@lru_cache(maxsize=256)
def place_of(name: str, urlconf: str | None) -> tuple[str, tuple[Rule, ...]]:
    """Path of a page and the access rules of its view; ("", ()) where no room shows it (yet)."""
    try:
        url = reverse(name, urlconf=urlconf)
    except NoReverseMatch:
        return "", ()
    return url, getattr(resolve(url, urlconf=urlconf).func, "access_rules", ())


def count_for(user: User, name: str) -> int:
    """What waits behind an entry: settings.NAV_COUNTS names a function (user) -> int per URL name."""
    path = settings.NAV_COUNTS.get(name)
    return import_string(path)(user) if path else 0
