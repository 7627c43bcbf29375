"""周通报 from draft to open page: words, 送签, 退回, 签发, 公开, 撤下."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from dushi import chance, clock
from dushi.bulletin import permissions
from dushi.bulletin.figures import figures_of
from dushi.bulletin.models import Bulletin, may_sign_here
from dushi.bulletin.moves import CLAUSE, locked, move
from dushi.bulletin.naming import named_in
from dushi.bulletin.wording import office_of, title_of, written
from dushi.records.actions import issue_paper, record
from dushi.records.errors import demand
from dushi.records.lines import full_day
from dushi.records.models import Paper
from dushi.records.numbers import code_of
from dushi.records.paper_templates import frozen
from dushi.town.access import person_of
from dushi.town.models import User

Status = Bulletin.Status
#: Bytes of chance in the address of an open page.
KEY_BYTES = 18


@transaction.atomic
def edit_words(*, bulletin: Bulletin, summary: str, note: str, by: User) -> Bulletin:
    """Keep the few words of the draft. Raises Refused once it was sent, and where the 综述, which everybody will read,
    names a person or a 区直 unit."""
    row = locked(bulletin)
    demand(permissions.may_edit(by, row), f"这一期{row.get_status_display()}，现在不能改。", clause=CLAUSE)
    row.summary, row.note = _one_line(summary), _one_line(note)
    _demand_nameless(row)
    row.save(update_fields=["summary", "note"])
    return row


@transaction.atomic
def send(*, bulletin: Bulletin, by: User, at: datetime | None = None) -> Bulletin:
    """送签. Raises Refused for anybody but the office."""
    row = locked(bulletin)
    demand(permissions.edits(by), "周通报由扶贫办送签。", clause=CLAUSE)
    _demand_nameless(row)
    move(row, Status.READY, by=by, verb="送签", at=at or clock.now())
    return row


@transaction.atomic
def send_back(*, bulletin: Bulletin, reason: str, by: User, at: datetime | None = None) -> Bulletin:
    """退回修改, with a reason. Raises Refused for who may not sign."""
    row = locked(bulletin)
    demand(may_sign_here(by), "周通报由镇主要领导或其委托的班子成员签发。", clause=CLAUSE)
    demand(bool(reason.strip()), "请写明退回的事由。", "reason", clause=CLAUSE)
    move(row, Status.DRAFT, by=by, verb="退回修改", at=at or clock.now(), reason=reason.strip())
    return row


@transaction.atomic
def sign(*, bulletin: Bulletin, by: User, at: datetime | None = None) -> Bulletin:
    """签发: both versions are frozen with the figures of this moment; a number where the town set a 机关代字.

    Raises Refused for who may not sign, and before 送签.
    """
    moment = at or clock.now()
    row = locked(bulletin)
    demand(may_sign_here(by), "周通报由镇主要领导或其委托的班子成员签发。", clause=CLAUSE)
    _demand_nameless(row)
    organ, figures, day = office_of(row), figures_of(row.town, row.week, moment), full_day(moment)
    row.public_body = frozen(
        written(row, figures, organ=organ, signed=day, is_public=True), town=row.town, kind=Paper.Kind.BULLETIN.value
    )
    row.signed_at, row.signed_by = moment, person_of(by)
    is_numbered = bool(code_of(organ, Paper.Kind.BULLETIN.value))
    row.paper = issue_paper(
        obj=row,
        kind=Paper.Kind.BULLETIN,
        title=title_of(row),
        clause=CLAUSE,
        body=written(row, figures, organ=organ, signed=f"{by}，{day}", is_public=False),
        by=by,
        organ=organ,
        numbered=is_numbered,
        at=moment,
    )
    move(row, Status.SIGNED, by=by, verb="签发", at=moment)
    return row


@transaction.atomic
def publish(*, bulletin: Bulletin, by: User, at: datetime | None = None) -> Bulletin:
    """公开: the open version gets a page without login, at an address that cannot be guessed. Twice: the same one."""
    row = locked(bulletin)
    demand(permissions.may_publish(by, row), "签发以后，由扶贫办公开。", clause=CLAUSE)
    if row.public_key is None:
        row.public_key = chance.token(KEY_BYTES)
        row.save(update_fields=["public_key"])
        record("公开", row, by=by, clause=CLAUSE, at=at)
    return row


@transaction.atomic
def unpublish(*, bulletin: Bulletin, by: User, at: datetime | None = None) -> Bulletin:
    """撤下: the address leads nowhere from now on, and never again."""
    row = locked(bulletin)
    demand(permissions.may_publish(by, row), "签发以后，由扶贫办撤下。", clause=CLAUSE)
    if row.public_key is not None:
        row.public_key = None
        row.save(update_fields=["public_key"])
        record("撤下", row, by=by, clause=CLAUSE, at=at)
    return row


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _demand_nameless(row: Bulletin) -> None:
    """Looked at again before each step: people come and go."""
    found = named_in(row.summary, row.town)
    demand(not found, f"综述会印在公开版上，请去掉：{'、'.join(found)}。", "summary", clause=CLAUSE)
