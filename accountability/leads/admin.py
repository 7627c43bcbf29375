"""移送登记 on the commission's desk: number, day and receiver of what was handed over, and what came back (3.4.b)."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet

from accountability.desk.dossier import DossierAdmin
from accountability.desk.site import commission
from accountability.leads.offered import STUB_ACTS
from accountability.models import TransferStub
from dushi.records.lines import full_day


@admin.register(TransferStub, site=commission)
class StubAdmin(DossierAdmin):
    noun = "transfer"
    title = "移送登记"
    note = "区管干部和镇纪委自己的问题，移送后只存这一行"
    empty = "没有移送。"
    clauses = ("3.4.b",)
    list_display = ("number", "handed_on", "receiver", "receipt_on", "outcome_on")
    search_fields = ("number", "receiver")
    search_help_text = "函号、接收机关"
    ordering = ("-handed_on", "number")
    acts = STUB_ACTS

    def prepare(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("lead", "case")

    def heading(self, obj: TransferStub) -> str:
        return f"移送 {obj.number}"

    def page_context(self, request: Any, obj: TransferStub) -> dict[str, Any]:
        said = [
            ("移送日期", full_day(obj.handed_on)),
            ("接收机关", obj.receiver),
            ("移交材料", "只存登记，不存内容" if obj.is_bare else obj.contents or "没有写明"),
            ("收到回执", full_day(obj.receipt_on) if obj.receipt_on else "还没有"),
        ]
        if not obj.is_bare:
            said.append(("处理结果", f"{obj.outcome}（{full_day(obj.outcome_on)}）" if obj.outcome_on else "还没有"))
        return {"facts": said}
