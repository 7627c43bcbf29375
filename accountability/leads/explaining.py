"""书面说明: the subject is asked in a paper what they have to say, before anybody decides (3.0 实事求是)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accountability import steps
from accountability.cases import papers
from accountability.cases.organs import parts
from accountability.leads import permissions as may
from accountability.leads.handling import ONLY_HANDLER, back
from accountability.leads.moves import demand, locked
from accountability.models import Lead, ServedPaper, Statement
from accountability.rules.limits import limit
from dushi import clock
from dushi.records.lines import body, full_day, para, paras
from dushi.town.models import User

Kind = ServedPaper.Kind


@transaction.atomic
def ask_explanation(*, lead: Lead, question: str, way: str, by: User, at: datetime | None = None) -> ServedPaper:
    """书面说明通知书, issued and served: only what the handler asks stands in it. The fifteen working days run from
    here. Raises Refused."""
    moment = at or clock.now()
    row = locked(lead)
    demand(may.may_ask_explanation(by, row), ONLY_HANDLER)
    demand(bool(question), "请写明要说明的问题。", "question")
    last = limit("LEAD_STATEMENT").last_day(clock.local(moment).date())
    lines = [
        para("请就下列问题作出书面说明："),
        *paras(question),
        para(f"请于{full_day(last)}前在本系统提交，或者以书面形式交镇纪委。可以说明情况，提供证据、线索和证人。"),
    ]
    said = body("书面说明通知书", lines, **parts(row, moment))
    paper = papers.issue(kind=Kind.EXPLAIN, lead=row, body=said, by=by, at=moment)
    papers.serve(paper=paper, way=way, by=by, at=moment)
    row.due_at = limit("LEAD_STATEMENT").end(moment)
    row.save(update_fields=["due_at"])
    steps.write(verb="送达书面说明通知书", by=by, at=moment, lead=row, text=question, clause="3.0")
    return paper


@transaction.atomic
def record_explanation(*, lead: Lead, text: str = "", by: User, at: datetime | None = None) -> Lead:
    """收到书面说明: what the subject wrote on their own page stands there already; what came on paper is entered here.
    Without either only once its time is over (逾期未说明). A new proposal is due. Raises Refused."""
    moment = at or clock.now()
    row = locked(lead)
    demand(may.may_record_explanation(by, row), ONLY_HANDLER)
    paper = row.papers.filter(kind=Kind.EXPLAIN).order_by("-issued_at").first()
    demand(paper is not None, "请先送达书面说明通知书。")
    assert paper is not None  # noqa: S101 - as demanded
    said = Statement.objects.filter(paper=paper).first()
    is_over = row.due_at is not None and row.due_at <= moment
    demand(bool(said or text or is_over), "期限内还没有收到书面说明；收到的是纸质材料的，请录入内容。", "text")
    if said is None and text:
        Statement.objects.create(paper=paper, kind=Statement.Kind.EXPLANATION, text=text, recorded_at=moment)
    return back(row, "收到书面说明" if said or text else "逾期未说明", "", by, moment)
