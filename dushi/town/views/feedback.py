"""反馈与减负建议."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from dushi.town.access import Request, admin, office, open_to, signed_in
from dushi.town.actions.feedback import answer_feedback, give_feedback
from dushi.town.doing import attempt
from dushi.town.forms.accounts import AnswerForm, FeedbackForm
from dushi.town.listing import feedback_listed
from dushi.town.models import Feedback

PAGE = 20


def shown(request: Request, form: FeedbackForm, *, wrong: AnswerForm | None = None, status: int = 200) -> HttpResponse:
    """The form, and what was said so far. wrong: an answer that was not taken, shown again at its place."""
    page = Paginator(feedback_listed(request.user), PAGE).get_page(request.GET.get("page"))
    may_answer = request.user.rights.is_office or request.user.rights.is_admin
    rows = [(row, answer_form(row, wrong) if may_answer else None) for row in page]
    return render(request, "town/feedback.html", {"form": form, "page": page, "rows": rows}, status=status)


def answer_form(row: Feedback, wrong: AnswerForm | None) -> AnswerForm | None:
    """The answer that was not taken, else an empty form; None where it is answered."""
    if wrong and wrong.prefix == place_of(row):
        return wrong
    return None if row.answer else AnswerForm(prefix=place_of(row))


def place_of(row: Feedback) -> str:
    """Tells the answers on one page apart."""
    return f"row{row.pk}"


@open_to(signed_in)
@require_http_methods(["GET", "POST"])
def feedback(request: Request) -> HttpResponse:
    """Say it in a few words; office and administrator read what was said."""
    form = FeedbackForm(request.POST or None, initial={"page": request.GET.get("from", "")[:120]})
    if request.method == "POST" and form.is_valid():
        give_feedback(by=request.user, **form.cleaned_data)
        messages.success(request, "已收到，谢谢。扶贫办和系统管理员会看到，答复也在这一页。")
        return redirect("feedback")
    return shown(request, form)


@open_to(office, admin)
@require_POST
def feedback_answer(request: Request, pk: int) -> HttpResponse:
    """答复."""
    row = get_object_or_404(Feedback.objects.visible_to(request.user), pk=pk)
    form = AnswerForm(request.POST, prefix=place_of(row))
    if form.is_valid() and attempt(form, answer_feedback, feedback=row, by=request.user, **form.cleaned_data):
        messages.success(request, "已答复，提出的人在这一页看得到。")
        return redirect("feedback")
    return shown(request, FeedbackForm(), wrong=form, status=422)
