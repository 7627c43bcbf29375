"""审批: what waits for a main leader: leads to be opened, decisions to be signed, and what they preside over where the
纪委书记 must keep away."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accountability.cases.approving import Desk, desk_of, recusal_act, recusals_for, waiting
from accountability.desk.files import answer_with
from accountability.desk.reading import note_reading
from accountability.doing import do_act, offered
from accountability.models import Case, Lead, StoredFile
from dushi import words
from dushi.town.access import Request, main_leader, open_to


@open_to(main_leader)
@require_GET
def approval_list(request: Request) -> HttpResponse:
    """What waits for this main leader, the most pressing first."""
    return render(request, "accountability/approval_list.html", {"items": waiting(request.user)})


def get_desk_for(request: Request, kind: str, pk: UUID) -> tuple[Desk, Any]:
    """404 for a kind that is none, and for what is not this person's to see."""
    desk = desk_of(kind)
    if desk is None:
        raise Http404
    return desk, get_object_or_404(desk.whole(desk.model.objects.visible_to(request.user)), pk=pk)


@open_to(main_leader)
@require_GET
def approval_page(request: Request, kind: str, pk: UUID) -> HttpResponse:
    """A lead or a case whole, with what this person may do; the look is noted."""
    desk, obj = get_desk_for(request, kind, pk)
    note_reading(of=obj, what="案卷", by=request.user)
    context = {
        "obj": obj,
        "heading": f"{desk.title}：{obj.subject or '未写明对象'}",
        "list_url": reverse("approval_list"),
        **offered(request.user, desk.acts, obj, partial(_url, "approval_do", kind, pk)),
        **desk.context(obj, partial(_url, "approval_file", kind, pk)),
    }
    return render(request, desk.template, context)


def _url(name: str, kind: str, pk: UUID, last: Any) -> str:
    return reverse(name, args=[kind, pk, last])


@open_to(main_leader)
@require_http_methods(["GET", "POST"])
def approval_do(request: Request, kind: str, pk: UUID, code: str) -> HttpResponse:
    """One act on it; afterwards back to the list where it is no longer this person's to see."""
    desk, obj = get_desk_for(request, kind, pk)
    if request.method == "GET":
        note_reading(of=obj, what="办理", by=request.user)
    heading = f"{desk.title}：{obj.subject or '未写明对象'}"
    page: Callable[[], bool] = desk.model.objects.visible_to(request.user).filter(pk=pk).exists
    back = reverse("approval_page", args=[kind, pk])
    answer = do_act(request, desk.acts, obj, code, heading=heading, back=back, facts=_facts(obj))
    if answer.status_code == 302 and not page():
        answer["Location"] = reverse("approval_list")
    return answer


def cited(case: Case) -> str:
    """The articles whose situations it cites."""
    return "、".join(dict.fromkeys(words.article(one.clause) for one in case.situations.all()))


def _facts(obj: Lead | Case) -> list[tuple[str, Any]]:
    """Whom it is about, for what, how far it is and until when."""
    return [
        ("对象", str(obj.subject or "")),
        ("来源", obj.get_source_display() if isinstance(obj, Lead) else ""),
        ("情形", "" if isinstance(obj, Lead) else cited(obj)),
        ("行为日期", words.day(obj.deed_on) if obj.deed_on else ""),
        ("状态", obj.get_status_display()),
        ("时限", words.moment(obj.due_at) if obj.due_at else ""),
    ]


@open_to(main_leader)
@require_http_methods(["GET", "POST"])
def approval_recusal(request: Request, pk: UUID) -> HttpResponse:
    """回避 of the 纪委书记 or of a main leader, decided one level up; 404 for what is not this person's to decide."""
    row = next((one for one in recusals_for(request.user) if one.pk == pk), None)
    if row is None:
        raise Http404
    act = recusal_act(row)
    return do_act(request, [act], row, act.code, heading="审批", back=reverse("approval_list"))


@open_to(main_leader)
@require_GET
def approval_file(request: Request, kind: str, pk: UUID, file: UUID) -> HttpResponse:
    """A file of the evidence; 404 for any other."""
    _, obj = get_desk_for(request, kind, pk)
    kept = get_object_or_404(StoredFile.objects.filter(**{f"evidence__{kind}": obj}), pk=file)
    note_reading(of=obj, what="证据文件", by=request.user)
    return answer_with(kept)
