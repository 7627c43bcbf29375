"""备查资料: what was issued, by clause and dates, to print or as one zip."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from dushi import clock
from dushi.records.downloads import download, issued_response
from dushi.records.lines import normalized
from dushi.records.links import link_for
from dushi.records.models import Paper
from dushi.town.access import Request, open_to, staff
from dushi.town.models import User
from meetings.papers.shelf import MOST, PaperFilter, papers_for, zipped

PAGE = 50


def get_paper_for(user: User, pk: int) -> Paper:
    """404 when not the user's to see."""
    return get_object_or_404(papers_for(user), pk=pk)


@open_to(staff)
@require_GET
def issued_papers(request: Request) -> HttpResponse:
    """The shelf; with ?print=1 the papers of the page in full, one after another."""
    form = PaperFilter(request.GET)
    page = Paginator(form.narrow(papers_for(request.user)), PAGE).get_page(request.GET.get("page"))
    if request.GET.get("print"):
        papers = [(paper, normalized(paper.body)) for paper in page]
        return render(request, "meetings/paper_bundle.html", {"papers": papers})
    return render(request, "meetings/paper_list.html", {"form": form, "page": page, "most": MOST})


@open_to(staff)
@require_GET
def issued_zip(request: Request) -> HttpResponse:
    """Everything the filter leaves, as .docx in one zip; too many are refused, never silently cut."""
    form = PaperFilter(request.GET)
    papers = form.narrow(papers_for(request.user)).order_by("issued_at", "pk")
    count = papers.count()
    if not 0 < count <= MOST:
        said = f"共 {count} 份，超过一次打包的 {MOST} 份，请缩小日期范围。" if count else "没有符合条件的文书。"
        messages.error(request, said)
        return redirect(f"/papers/?{request.GET.urlencode()}")
    return download(zipped(papers), "application/zip", f"备查资料{clock.today():%Y%m%d}.zip")


@open_to(staff)
@require_GET
def paper_page(request: Request, pk: int) -> HttpResponse:
    """One paper as it was issued, ready to print."""
    paper = get_paper_for(request.user, pk)
    about = link_for(request.user, paper.object_type, paper.object_id)
    context = {"paper": paper, "body": normalized(paper.body), "about": about}
    return render(request, "meetings/paper_page.html", context)


@open_to(staff)
@require_GET
def paper_docx(request: Request, pk: int) -> HttpResponse:
    """The same as a Word file."""
    paper = get_paper_for(request.user, pk)
    return issued_response(paper.body, paper.number_text, paper.title)
