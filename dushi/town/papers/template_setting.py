"""公文模板: another version in use from now on; papers issued before keep theirs."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from dushi import clock
from dushi.records.actions import record
from dushi.records.errors import demand
from dushi.records.head_models import PaperTemplate
from dushi.records.kinds import PaperKind
from dushi.records.paper_templates import in_use
from dushi.records.template_checks import checked
from dushi.town.models import Town, User


@transaction.atomic
def replace(
    *, town: Town, kind: PaperKind, name: str, content: bytes, by: User, at: datetime | None = None
) -> PaperTemplate:
    """换用: papers issued from now on are drawn by it. Raises Refused for a file that cannot serve."""
    return _add(town, kind, name, checked(content, kind.form), by, at)


@transaction.atomic
def go_back(*, town: Town, kind: PaperKind, by: User, at: datetime | None = None) -> PaperTemplate:
    """恢复标准样式 of GB/T 9704-2012; earlier versions are kept. Raises Refused where the standard is in use."""
    demand(in_use(town, kind.key) is not None, "现用的就是标准样式。")
    return _add(town, kind, "标准样式", b"", by, at)


def _add(town: Town, kind: PaperKind, name: str, content: bytes, by: User, at: datetime | None) -> PaperTemplate:
    rows = PaperTemplate.objects.filter(town=town, kind=kind.key)
    list(rows.select_for_update().values_list("pk"))
    last = rows.aggregate(last=Max("version"))["last"] or 0
    row = PaperTemplate.objects.create(
        town=town,
        kind=kind.key,
        version=last + 1,
        name=name[:120],
        is_standard=not content,
        content=content,
        put_at=at or clock.now(),
        put_by=by,
    )
    record("换用公文模板" if content else "恢复标准公文模板", row, by=by, town=town, at=at, data={"kind": kind.label})
    return row
