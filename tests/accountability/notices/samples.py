"""Examples for the test that opens every address as everybody: a notice about `village`, or one of the next town."""

from __future__ import annotations

from accountability.models import CriticismNotice, NamedMatter, NoticeSubject, Objection, StoredFile
from accountability.notices.checking import check
from accountability.notices.objections import file
from dushi import clock
from tests.accountability.notices.making import named, registered
from tests.sample import sample


def next_towns(cast):
    """A told line of the next town, which has no commission to register it."""
    town, officer, now, today = cast.foreign_town, cast.foreigner.person, clock.now(), clock.today()
    notice = CriticismNotice.objects.create(
        town=town, matter=NamedMatter.objects.create(town=town, title="事由", happened_on=today), level="CITY",
        document_number="邻〔2026〕1号", issuer="市里", title="通报", issued_on=today, received_on=today,
        document=StoredFile.objects.create(town=town, name="a.pdf", size=1, content=b"x", kept_at=now),
        registered_at=now, registered_by=officer, status="CHECKED",
    )  # fmt: skip
    return NoticeSubject.objects.create(
        notice=notice, unit=cast.foreign_village, role="NAMED", sentence="某村。", status="PENDING",
        told_at=now, window_ends_at=now,
    )  # fmt: skip


def line_of(cast, is_foreign, by="commission_secretary"):
    """Registered by the 纪委书记, so that main leaders answer."""
    if is_foreign:
        return next_towns(cast)
    count = CriticismNotice.objects.count()
    notice = registered(cast, f"菏脱贫通〔2026〕{count + 1}号", by=getattr(cast, by), issued_on=clock.today(),
                        received_on=clock.today(), happened_on=clock.today())  # fmt: skip
    line = named(notice, cast.village, by=getattr(cast, by))
    check(notice=notice, by=cast.commission_second)
    line.refresh_from_db()
    return line


def objection_of(cast, is_foreign, by="commission_secretary"):
    line = line_of(cast, is_foreign, by)
    if is_foreign:
        now = clock.now()
        return Objection.objects.create(
            line=line, text="不实。", filed_at=now, filed_by=cast.foreigner.person, due_at=now
        )
    return file(line=line, text="不实。", by=cast.village_head)


@sample("notice")
def notice(cast, is_foreign):
    return [line_of(cast, is_foreign).notice_id]


@sample("line of a notice")
def line(cast, is_foreign):
    return [line_of(cast, is_foreign).pk]


@sample("objection")
def objection(cast, is_foreign):
    return [objection_of(cast, is_foreign).pk]


@sample("act on a notice")
def act_on_a_notice(cast, is_foreign):
    return [line_of(cast, is_foreign).notice_id, "withdraw"]


@sample("file of a notice")
def file_of_a_notice(cast, is_foreign):
    told = line_of(cast, is_foreign).notice
    return [told.pk, told.document_id]


@sample("act on a line")
def act_on_a_line(cast, is_foreign):
    return [line_of(cast, is_foreign).pk, "withdraw"]


@sample("act on an objection")
def act_on_an_objection(cast, is_foreign):
    return [objection_of(cast, is_foreign, by="commission_staff").pk, "answer"]
