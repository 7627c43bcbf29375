"""教育 and 典型案例 on the commission's desk. No list counts people; the nearest day stands first."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin import display
from django.db.models import Case, DateField, F, Q, QuerySet, When

from accountability.desk.dossier import DossierAdmin
from accountability.desk.filters import Filter, Seen, UnitFilter
from accountability.desk.site import commission
from accountability.education.offered import ACTS, CREATING, TYPICAL_ACTS, WRITING
from accountability.models import Education, TypicalCase
from dushi import clock, words
from dushi.town.templatetags.screen import state_tag
from dushi.words import article

#: The planned day, or that of the follow-up; nothing where all is done.
NEXT_ON = Case(
    When(held_on__isnull=True, then=F("planned_on")),
    When(followed_up_on__isnull=True, then=F("follow_up_on")),
    output_field=DateField(),
)


class StateFilter(Filter):
    title = "状态"
    parameter_name = "state"

    def options(self, seen: Seen) -> list[tuple[str, str]]:
        return [("due", "到期未办"), ("planned", "待进行"), ("follow", "待回访"), ("done", "已办完")]

    def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        follow = Q(held_on__isnull=False, follow_up_on__isnull=False, followed_up_on__isnull=True)
        if value == "due":
            return rows.due(clock.today())  # type: ignore[attr-defined]
        if value == "planned":
            return rows.filter(held_on__isnull=True)
        return rows.filter(follow) if value == "follow" else rows.filter(held_on__isnull=False).exclude(follow)


@admin.register(Education, site=commission)
class EducationAdmin(DossierAdmin):
    title = "教育"
    note = "惩教结合：谈话、培训、回访，各人只看到自己安排的"
    empty = "没有安排。"
    clauses = ("3.0",)
    list_display = ("subject", "kind", "state", "next_day", "planned_by")
    list_filter = (StateFilter, UnitFilter)
    ordering = (NEXT_ON.asc(nulls_last=True), "pk")
    acts = ACTS
    creating = CREATING

    def prepare(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("person", "unit", "planned_by", "held_by", "case")

    @display(description="状态")
    def state(self, obj: Education) -> str:
        is_late = obj.next_on is not None and obj.next_on < clock.today()
        return state_tag("done" if obj.next_on is None else "late" if is_late else "due", obj.state_text)

    @display(description="日期")
    def next_day(self, obj: Education) -> str:
        return words.day(obj.next_on) if obj.next_on else ""

    def heading(self, obj: Education) -> str:
        return f"{obj.get_kind_display()}：{obj.subject}"

    def page_context(self, request: Any, obj: Education) -> dict[str, Any]:
        facts = [
            ("状态", self.state(obj)),
            ("对象", f"{obj.subject}{f'（{obj.posts_text}）' if obj.posts_text else ''}"),
            ("内容", obj.topic),
            ("安排", f"{obj.planned_by}，{words.day(obj.planned_on)}"),
        ]
        if obj.held_on:
            facts += [("完成", f"{obj.held_by}，{words.day(obj.held_on)}"), ("情况", obj.note)]
        if obj.follow_up_on:
            facts += [("回访日期", words.day(obj.follow_up_on))]
        if obj.followed_up_on:
            facts += [("已回访", words.day(obj.followed_up_on)), ("回访情况", obj.follow_up_note)]
        return {"facts": facts}


@admin.register(TypicalCase, site=commission)
class TypicalAdmin(DossierAdmin):
    noun = "typical"
    title = "典型案例"
    note = "隐去姓名、单位和文号，发布给全体干部作警示教育"
    empty = "没有典型案例。"
    clauses = ("3.0",)
    list_display = ("title", "state", "written_by", "published_at")
    ordering = (F("published_at").desc(nulls_first=True), "pk")
    acts = TYPICAL_ACTS
    creating = WRITING

    def prepare(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("town", "written_by", "published_by")

    @display(description="状态")
    def state(self, obj: TypicalCase) -> str:
        colour = "off" if obj.withdrawn_at else "done" if obj.published_at else "late"
        return state_tag(colour, obj.state_text)

    def heading(self, obj: TypicalCase) -> str:
        return obj.title

    def page_context(self, request: Any, obj: TypicalCase) -> dict[str, Any]:
        facts = [("状态", self.state(obj)), ("案情", obj.text), ("启示", obj.lesson)]
        if obj.clauses:
            facts.append(("涉及条款", "、".join(dict.fromkeys(article(code) for code in obj.clauses))))
        facts.append(("撰写", str(obj.written_by)))
        if obj.published_at:
            facts.append(("发布", f"{obj.published_by}，{words.moment(obj.published_at)}"))
        return {"facts": facts}
