"""依据文件 on the commission's desk."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet

from accountability.desk.dossier import DossierAdmin
from accountability.desk.site import commission
from accountability.models import BasisPaper, StoredFile
from accountability.rules.basis import ACTS, CREATING
from dushi import words


@admin.register(BasisPaper, site=commission)
class BasisAdmin(DossierAdmin):
    noun = "basis"
    title = "依据文件"
    note = "全镇干部在“问责方式”中查看"
    empty = "还没有上传。"
    clauses = ("3.4.a",)
    list_display = ("title", "number", "kept_at", "kept_by")
    page_template = "admin/accountability/basis_page.html"
    acts = ACTS
    creating = CREATING

    def prepare(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("kept_by")

    def files_of(self, request: Any, obj: BasisPaper) -> QuerySet[StoredFile]:
        return StoredFile.objects.filter(basis=obj)

    def page_context(self, request: Any, obj: BasisPaper) -> dict[str, Any]:
        facts = [("文号", obj.number), ("上传", f"{obj.kept_by}，{words.moment(obj.kept_at)}")]
        return {"facts": facts, "file_url": self.address("file", obj.pk, obj.file_id)}
