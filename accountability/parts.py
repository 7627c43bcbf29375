"""A lead or a case loaded once with everything that stands on its page; what is asked of it is answered from there."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from accountability.models import (
    Appeal,
    Case,
    CaseMeasure,
    CaseMember,
    Deliberation,
    DeliberationMember,
    Evidence,
    Lead,
    Recusal,
    ServedPaper,
    Statement,
)

RECUSED = Recusal.objects.select_related("person", "asked_by", "decided_by")
#: Of a lead and of a case alike; no file is read for it.
SHARED = (
    Prefetch("evidence", Evidence.objects.select_related("file", "collected_by", "excluded_by").defer("file__content")),
    Prefetch("papers", ServedPaper.objects.select_related("issued_by", "served_by", "signed_by")),
    Prefetch("papers__statements", Statement.objects.select_related("signed_by", "answered_by")),
    Prefetch("recusals", RECUSED),
)
VOTES = Prefetch("members", DeliberationMember.objects.select_related("person"))


def case_parts(rows: QuerySet[Case]) -> QuerySet[Case]:
    """With people, evidence, measures, papers, sittings and appeals. A fixed number of queries."""
    return rows.select_related("town", "person", "unit", "lead", "transfer", "opened_by", "approver").prefetch_related(
        *SHARED,
        Prefetch("members", CaseMember.objects.select_related("person")),
        "situations",
        Prefetch("situations__evidence", Evidence.objects.only("excluded_at", "collected_at")),
        Prefetch("measures", CaseMeasure.objects.select_related("carried_out_by")),
        Prefetch("appeals", Appeal.objects.select_related("paper", "filed_by", "decided_by")),
        Prefetch("deliberations", Deliberation.objects.select_related("recorded_by").prefetch_related(VOTES)),
    )


def lead_parts(rows: QuerySet[Lead]) -> QuerySet[Lead]:
    """With people, evidence and papers. A fixed number of queries."""
    people = ("person", "unit", "handler", "registered_by", "proposed_by", "approver")
    related = rows.select_related("town", *people, "merged_into", "transfer", "case")
    return related.prefetch_related(*SHARED, "checkers")
