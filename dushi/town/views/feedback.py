"""反馈与减负建议."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dushi.town.access import Request, open_to, signed_in
from dushi.town.actions.feedback import give_feedback
from dushi.town.forms.accounts import FeedbackForm
from dushi.town.listing import feedback_listed

PAGE = 20


@open_to(signed_in)
@require_http_methods(["GET", "POST"])
def feedback(request: Request) -> HttpResponse:
    """Say it in a few words; office and administrator read what was said."""
    form = FeedbackForm(request.POST or None, initial={"page": request.GET.get("from", "")[:120]})
    if request.method == "POST" and form.is_valid():
        give_feedback(by=request.user, **form.cleaned_data)
        messages.success(request, "已收到，谢谢。扶贫办和系统管理员会看到。")
        return redirect("feedback")
    page = Paginator(feedback_listed(request.user), PAGE).get_page(request.GET.get("page"))
    return render(request, "town/feedback.html", {"form": form, "page": page})
