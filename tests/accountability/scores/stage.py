"""What tests of points stand on: a scheme in force, and postings under it."""

from __future__ import annotations

import pytest

from accountability.models import AssessmentScheme, NamedMatter, ScoreEntry
from accountability.scores import posting, schemes
from dushi import clock

YEAR = 2026
Kind = ScoreEntry.Kind


def scheme_of(cast, year=YEAR, **changed):
    """The example's figures as the town's own scheme, in force since the year began; `changed` replaces settings."""
    return AssessmentScheme.objects.create(
        town=cast.town,
        year=year,
        name=f"{year}年度考核办法",
        settings=schemes.example_settings() | changed,
        status=AssessmentScheme.Status.IN_FORCE,
        drafted_at=clock.now(),
        drafted_by=cast.commission_staff.person,
        minutes_number="〔2026〕3号",
        in_force_at=clock.now(),
        in_force_by=cast.commission_secretary.person,
    )


def matter(cast):
    """Something to post from; any row will do."""
    return NamedMatter.objects.create(town=cast.town, title="示例事项", happened_on=clock.today())


def post(cast, subject, nominal, **given):
    """One posting under the scheme in force, from a row of its own."""
    source = given.pop("source", None) or matter(cast)
    kind = given.pop("kind", Kind.POINTS if nominal else Kind.ZERO)
    facts = {
        "town": cast.town,
        "year": YEAR,
        "matter_key": str(source.pk),
        "source": source,
        "basis": "示例通报〔2026〕1号",
        "posts_text": "",
        "scheme": schemes.in_force(cast.town, given.get("year", YEAR)),
        "rule": "市级通报批评，被点名",
        "clause": "3.4.d",
        "happened_on": clock.today(),
        "at": clock.now(),
    }
    return posting.post(subject=subject, kind=kind, nominal=nominal, **facts | given)


def counted(subject, year=YEAR):
    """Sum of what counts for the subject, hundredths."""
    field = "person" if hasattr(subject, "level") else "unit"
    rows = ScoreEntry.objects.filter(**{f"account__{field}": subject}, account__year=year)
    return sum(rows.values_list("counted", flat=True))


def kinds(subject):
    """(kind, counted) of the subject's entries, sorted."""
    field = "person" if hasattr(subject, "level") else "unit"
    return sorted(ScoreEntry.objects.filter(**{f"account__{field}": subject}).values_list("kind", "counted"))


@pytest.fixture
def scored(cast, at):
    """The cast with a scheme of 2026 in force."""
    cast.scheme = scheme_of(cast)
    return cast
