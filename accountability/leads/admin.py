"""移送登记 on the commission's desk: number, day and receiver of what was handed over, and what came back (3.4.b)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_GET

from accountability.desk.dossier import DossierAdmin
from accountability.desk.reading import note_reading
from accountability.desk.site import commission
from accountability.leads.offered import STUB_ACTS
from accountability.models import TransferStub
from dushi.records.downloads import issued_response
from dushi.records.lines import full_day
from dushi.town.access import commission as commission_rule
from dushi.town.access import open_to


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

    def get_urls(self) -> list[Any]:
        return [*super().get_urls(), path("<uuid:pk>/letter.docx", self.opened(self.letter), name="transfer_letter")]

    def heading(self, obj: TransferStub) -> str:
        return f"移送 {obj.number}"

    def page_context(self, request: Any, obj: TransferStub) -> dict[str, Any]:
        said = [
            ("移送日期", full_day(obj.handed_on)),
            ("接收机关", obj.receiver),
            ("移交材料", _contents(obj)),
            ("收到回执", full_day(obj.receipt_on) if obj.receipt_on else "还没有"),
        ]
        if not obj.is_bare:
            said.append(("处理结果", f"{obj.outcome}（{full_day(obj.outcome_on)}）" if obj.outcome_on else "还没有"))
        return {"facts": said, "letter_url": self.address("letter", obj.pk) if obj.letter else ""}

    @method_decorator(open_to(commission_rule))
    @method_decorator(require_GET)
    def letter(self, request: Any, pk: UUID) -> HttpResponse:
        """The 移送函 of a case as .docx, with its 回执; the look at it is kept with the case. 404 where it was written
        outside."""
        stub = self.load(request, pk)
        if stub.letter is None:
            raise Http404
        note_reading(of=stub.case, what="移送函", by=request.user)
        return issued_response(stub.letter, stub.number, f"移送函{stub.number}")


def _contents(stub: TransferStub) -> str:
    if stub.is_bare:
        return "只存登记，不存内容"
    return "见移送函" if stub.letter else stub.contents or "没有写明"
