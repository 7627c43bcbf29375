"""考核办法 and accounts on the commission's desk."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.urls import reverse

from accountability.desk.closed import ClosedAdmin
from accountability.desk.dossier import DossierAdmin
from accountability.desk.filters import StatusFilter, UnitFilter
from accountability.desk.site import commission
from accountability.models import AssessmentScheme, Commendation, ScoreAccount, StoredFile
from accountability.scores import offered
from accountability.scores.views import described


@admin.register(AssessmentScheme, site=commission)
class SchemeAdmin(DossierAdmin):
    noun = "scheme"
    title = "考核办法"
    note = "分值由党政联席会议定；系统不带任何镇的默认分值"
    empty = "还没有考核办法。"
    clauses = ("3.4.d", "3.4.c")
    list_display = ("name", "year", "version", "status", "drafted_at", "in_force_at")
    list_filter = (StatusFilter,)
    ordering = ("-year", "-version")
    page_template = "admin/scheme.html"
    acts = offered.ACTS
    creating = offered.CREATING

    def heading(self, obj: AssessmentScheme) -> str:
        return f"{obj.name}（第 {obj.version} 版）"

    def page_context(self, request: Any, obj: AssessmentScheme) -> dict[str, Any]:
        return described(obj)


@admin.register(Commendation, site=commission)
class CommendationAdmin(DossierAdmin):
    noun = "commendation"
    title = "表彰"
    note = "没有正式文件不加分；登记人以外的人核对"
    empty = "没有登记表彰。"
    clauses = ("3.4.d",)
    list_display = ("subject", "document_number", "level", "status", "issued_on")
    list_filter = (StatusFilter,)
    ordering = ("-issued_on", "pk")
    page_template = "admin/commendation.html"
    acts = offered.COMMENDATION_ACTS
    creating = offered.COMMEND

    def prepare(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("person", "unit", "town", "registered_by", "checked_by")

    def heading(self, obj: Commendation) -> str:
        return f"表彰：{obj.subject}"

    def files_of(self, request: Any, obj: Commendation) -> QuerySet[StoredFile]:
        return StoredFile.objects.filter(commendation=obj)

    def page_context(self, request: Any, obj: Commendation) -> dict[str, Any]:
        return {"file_url": self.address("file", obj.pk, obj.document_id)}


@admin.register(ScoreAccount, site=commission)
class AccountAdmin(ClosedAdmin):
    noun = "account"
    title = "计分"
    note = "按单位和姓名排列；计过的分不改不删"
    empty = "还没有计分。"
    clauses = ("3.4.d", "3.4.c")
    list_display = ("subject", "year")
    list_filter = (UnitFilter,)
    search_fields = ("person__name", "unit__name")
    search_help_text = "人员或单位名称"
    ordering = ("-year", "unit__kind", "unit__order", "person__name", "pk")

    def prepare(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("person", "unit")

    def row_url(self, obj: ScoreAccount) -> str:
        return reverse("score_account", args=[obj.pk])
