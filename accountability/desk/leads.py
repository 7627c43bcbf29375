"""线索 on the desk: the list of those this person may see, and the page of each whole."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import admin
from django.contrib.admin import display
from django.db.models import F, QuerySet
from django.urls import reverse

from accountability.desk.dossier import DossierAdmin
from accountability.desk.filters import DueFilter, Filter, Seen, SituationFilter, StatusFilter, UnitFilter
from accountability.desk.lead_page import page_of
from accountability.desk.site import commission
from accountability.leads.offered import ACTS, CREATING
from accountability.models import Case, Lead, ServedPaper, StoredFile
from accountability.parts import lead_parts
from dushi import words


class SourceFilter(Filter):
    title = "来源"
    parameter_name = "source"

    def options(self, seen: Seen) -> list[tuple[str, Any]]:
        return list(Lead.Source.choices)

    def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.filter(source=value)


@admin.register(Lead, site=commission)
class LeadAdmin(DossierAdmin):
    title = "线索"
    note = "谁也不会被自动问责：线索由人登记、判断、审批"
    empty = "没有线索。"
    clauses = ("3.0", "X.1")
    list_display = ("subject", "status", "due_at", "situation", "source", "handler", "registered_at")
    list_filter = (StatusFilter, DueFilter, SituationFilter, UnitFilter, SourceFilter)
    search_fields = ("person__name", "unit__name")
    search_help_text = "人员或单位名称"
    ordering = (F("due_at").asc(nulls_last=True), "-status_at")
    acts = ACTS
    creating = CREATING
    page_template = "admin/accountability/lead_page.html"
    reads = "lead"

    def page_context(self, request: Any, obj: Lead) -> dict[str, Any]:
        cases = {"case": getattr(obj, "case", None), "merged": obj.merged_into}
        seen = Case.objects.visible_to(request.user).filter(pk__in=[one.pk for one in cases.values() if one])
        urls = [reverse("commission:case_page", args=[one.pk]) for one in seen]
        return page_of(obj, partial(self.address, "file", obj.pk)) | {"case_urls": urls}

    def prepare(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("person", "unit", "handler", "merged_into")

    def whole(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return lead_parts(rows)

    def heading(self, obj: Lead) -> str:
        return f"线索：{obj.subject or '未写明对象'}"

    def papers_of(self, obj: Lead) -> QuerySet[ServedPaper]:
        return obj.papers.all()

    def files_of(self, request: Any, obj: Lead) -> QuerySet[StoredFile]:
        return StoredFile.objects.filter(evidence__lead=obj)

    @display(description="可能的情形")
    def situation(self, obj: Lead) -> str:
        return words.article(obj.clause)
