"""通报批评 on the commission's desk: the list, each notice whole, its lines and the objections to them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.urls import reverse

from accountability.acts import Act, offers
from accountability.desk.dossier import DossierAdmin
from accountability.desk.filters import Filter, Seen, StatusFilter, UnitFilter
from accountability.desk.site import commission
from accountability.models import CriticismNotice, NoticeSubject, Objection, StoredFile
from accountability.notices import page
from accountability.notices.offered import ACTS, CREATING, LINE_ACTS, OBJECTION_ACTS


class LevelFilter(Filter):
    title = "级别"
    parameter_name = "level"

    def options(self, seen: Seen) -> list[tuple[str, Any]]:
        return list(CriticismNotice.Level.choices)

    def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.filter(level=value)


class NamedUnitFilter(UnitFilter):
    """By the unit that is named, or in which somebody named has or had a post."""

    def options(self, seen: Seen) -> list[tuple[str, str]]:
        return list(super().options(lambda: NoticeSubject.objects.filter(notice__in=seen().order_by())))

    def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.filter(pk__in=super().narrow(NoticeSubject.objects.all(), value).values("notice"))


@admin.register(CriticismNotice, site=commission)
class NoticeAdmin(DossierAdmin):
    noun = "notice"
    title = "通报登记"
    note = "按上级文件登记，另一人核对，告知对象，异议期满计分"
    empty = "没有登记通报。"
    clauses = ("3.4.d",)
    list_display = ("document_number", "level", "status", "title", "issued_on", "issuer")
    list_filter = (StatusFilter, LevelFilter, NamedUnitFilter)
    search_fields = ("document_number", "title", "issuer")
    search_help_text = "文号、标题、发文机关"
    ordering = ("-issued_on", "pk")
    page_template = "admin/accountability/notice_page.html"
    acts = ACTS
    creating = CREATING

    def prepare(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related(*page.RELATED)

    def heading(self, obj: CriticismNotice) -> str:
        return f"{obj.level_text}通报 {obj.document_number}"

    def files_of(self, request: Any, obj: CriticismNotice) -> QuerySet[StoredFile]:
        taking_back = Q(withdrawn_notices=obj) | Q(withdrawn_lines__notice=obj)
        return StoredFile.objects.filter(Q(notice=obj) | taking_back).distinct()

    def page_context(self, request: Any, obj: CriticismNotice) -> dict[str, Any]:
        rows = page.rows(obj, request.user)
        for row in rows:
            row.acts.extend(_linked("noticeline", LINE_ACTS, request.user, row.line))
            for objection in row.objections:
                objection.line = row.line
                row.acts.extend(_linked("objection", OBJECTION_ACTS, request.user, objection))
        return {
            "rows": rows,
            "chain": list(page.chain(obj)),
            "file_url": self.address("file", obj.pk, obj.document_id),
            "steps": page.history(obj),
        }


def _linked(word: str, acts: list[Act], user: Any, obj: Any) -> list[tuple[str, str]]:
    """(label, path) of each act that may be taken on a part of the notice."""
    ready = [one.act for one in offers(acts, user, obj) if one.is_ready]
    return [(act.label, reverse(f"commission:{word}_do", args=[obj.pk, act.code])) for act in ready]


class PartAdmin(DossierAdmin):
    """A line or an objection: it stands on the page of its notice, only its acts have addresses of their own."""

    clauses = ("3.4.d",)

    def get_urls(self) -> list[Any]:
        return [url for url in super().get_urls() if url.name == f"{self.word}_do"]

    def notice_of(self, obj: Any) -> Any:
        raise NotImplementedError

    def address(self, what: str = "list", *args: Any) -> str:
        """The notice stands for the page and the list."""
        if what == "do":
            return super().address(what, *args)
        if what == "list":
            return reverse("commission:notice_list")
        return reverse("commission:notice_page", args=[self.notice_of(self.model._default_manager.get(pk=args[0]))])

    def after(self, request: Any, obj: Any, done: Any) -> str:
        return reverse("commission:notice_page", args=[self.notice_of(obj)])


@admin.register(NoticeSubject, site=commission)
class LineAdmin(PartAdmin):
    noun = "noticeline"
    acts = LINE_ACTS

    def prepare(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("person", "unit", "notice__matter", "notice__town")

    def heading(self, obj: NoticeSubject) -> str:
        return f"{obj.notice}：{obj.subject}"

    def notice_of(self, obj: NoticeSubject) -> Any:
        return obj.notice_id


@admin.register(Objection, site=commission)
class ObjectionAdmin(PartAdmin):
    noun = "objection"
    acts = OBJECTION_ACTS

    def prepare(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("line__person", "line__unit", "line__notice__matter", "line__notice__town")

    def heading(self, obj: Objection) -> str:
        return f"{obj.line.notice}：{obj.line.subject}"

    def notice_of(self, obj: Objection) -> Any:
        return obj.line.notice_id
