"""常用: the filters one keeps above a list."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from dushi.town.access import Request, open_to, signed_in
from dushi.town.actions.filters import keep_filter_again, save_filter
from dushi.town.doing import attempt
from dushi.town.forms.filters import SaveFilterForm
from dushi.town.models import SavedFilter
from dushi.town.undoing import as_kept, done_but


@open_to(signed_in)
@require_POST
def filter_save(request: Request) -> HttpResponse:
    """存为常用, and back to the list as it was narrowed."""
    of = request.POST.get("of", "")
    if of not in settings.FILTERED:
        messages.error(request, "请在列表页上筛选后，再点“存为常用”。")
        return redirect("my_work")
    form = SaveFilterForm(request.POST)
    if form.is_valid():
        name, query = form.cleaned_data["name"], form.cleaned_data["query"]
        if saved := attempt(form, save_filter, by=request.user, list_name=of, name=name, query=query):
            messages.success(request, f"已存为常用：{name}。只有您自己看得到。")
            return redirect(saved.address)
    return render(request, "town/filter_form.html", {"form": form, "back": reverse(of)}, status=422)


@open_to(signed_in)
@require_POST
def filter_drop(request: Request, pk: int) -> HttpResponse:
    """删除. 404 for what is somebody else's."""
    saved = get_object_or_404(SavedFilter, pk=pk, user=request.user)
    kept = as_kept(saved)
    saved.delete()
    back = reverse(saved.list_name)
    done_but(request, f"已删除常用：{saved.name}。", keep_filter_again, back=back, row=kept)
    return redirect(back)
