"""问责事项 on the desk: the list of those this person may see, and the page of each whole."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import admin
from django.contrib.admin import display
from django.db.models import F, Q, QuerySet
from django.urls import reverse

from accountability.cases.offered import ACTS
from accountability.desk.case_page import page_of
from accountability.desk.dossier import DossierAdmin
from accountability.desk.filters import DueFilter, SituationFilter, StatusFilter, UnitFilter
from accountability.desk.site import commission
from accountability.education.offered import CASE_ACTS
from accountability.models import Case, ServedPaper, StoredFile
from accountability.parts import case_parts
from accountability.remembered import sees
from dushi import words


class CitedFilter(SituationFilter):
    field = "situations__clause"


@admin.register(Case, site=commission)
class CaseAdmin(DossierAdmin):
    title = "问责事项"
    note = "每次打开都留有查看记录"
    empty = "没有问责事项。"
    clauses = ("3.0", "3.4.a", "3.4.b", "3.4.c")
    list_display = ("subject", "status", "due_at", "cited", "opened_at")
    list_filter = (StatusFilter, DueFilter, CitedFilter, UnitFilter)
    search_fields = ("person__name", "unit__name")
    search_help_text = "人员或单位名称"
    ordering = (F("due_at").asc(nulls_last=True), "-opened_at")
    acts = (*ACTS, *CASE_ACTS)
    page_template = "admin/accountability/case_page.html"
    reads = "case"

    def page_context(self, request: Any, obj: Case) -> dict[str, Any]:
        seen = obj.lead is not None and sees(request.user, obj.lead)
        lead = reverse("commission:lead_page", args=[obj.lead_id]) if seen else ""
        return page_of(obj, partial(self.address, "file", obj.pk)) | {"lead_url": lead}

    def prepare(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("person", "unit", "lead").prefetch_related("situations")

    def whole(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return case_parts(rows)

    def heading(self, obj: Case) -> str:
        return f"问责事项：{obj.subject}"

    def papers_of(self, obj: Case) -> QuerySet[ServedPaper]:
        return obj.papers.all()

    def files_of(self, request: Any, obj: Case) -> QuerySet[StoredFile]:
        mine = Q(evidence__case=obj)
        if obj.lead_id:
            mine |= Q(evidence__lead=obj.lead_id)
        return StoredFile.objects.filter(mine)

    @display(description="情形")
    def cited(self, obj: Case) -> str:
        return "、".join(dict.fromkeys(words.article(one.clause) for one in obj.situations.all()))
