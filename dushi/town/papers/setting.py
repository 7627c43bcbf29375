"""公文设置: names, 机关代字 and where its numbers go on: 扶贫办 or the administrator set them, and the 纪委书记
those of the commission (ADR 28)."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from dushi import clock
from dushi.records.actions import record
from dushi.records.errors import demand
from dushi.records.head_models import LetterHead
from dushi.records.kinds import PaperKind, kinds_of
from dushi.records.numbers import CODE, last_numbers, series_of, start_after
from dushi.town.models import Unit, User

#: Names of the form's fields for a kind of paper: code_TASK, last_TASK.
CODE_FIELD, LAST_FIELD = "code_", "last_"


def may_set(user: User, unit: Unit) -> bool:
    """The commission's codes tell its papers apart: they are its secretary's alone."""
    rights = user.rights
    if unit.kind == Unit.Kind.COMMISSION:
        return rights.is_commission_secretary
    return rights.is_office or rights.is_admin


@transaction.atomic
def save_head(
    *,
    unit: Unit,
    names: Mapping[str, str],
    codes: Mapping[str, str],
    lasts: Mapping[str, int] | None = None,
    by: User | None,
    is_example: bool = False,
) -> LetterHead:
    """Set how the papers of `unit` look from now on; those issued stay as they are. Raises Refused.

    names: field of LetterHead → text. codes: key of a kind → 机关代字, "" for none yet. lasts: key of an open kind →
    the number it had reached this year before this system counted.
    """
    demand(by is None or may_set(by, unit), "镇纪委的公文由纪委书记设置，其他机关的由扶贫办或系统管理员设置。")
    kinds = kinds_of(unit.kind)
    given = {kind.key: code for kind in kinds if (code := "".join(codes.get(kind.key, "").split()))}
    head = LetterHead.objects.select_for_update().filter(unit=unit).first() or LetterHead(town=unit.town, unit=unit)
    _check_codes(unit, kinds, given, set(head.closed_codes))
    for name, text in names.items():
        setattr(head, name, text.strip())
    closed = {kind.key for kind in kinds if kind.is_closed}
    borne = {code for codes_of in (head.codes, given) for key, code in codes_of.items() if key in closed}
    head.closed_codes = sorted({*head.closed_codes, *borne})
    head.codes, head.is_example = given, is_example
    head.save()
    for kind in kinds:
        if last := (lasts or {}).get(kind.key):
            _go_on(unit, kind, given.get(kind.key, ""), last)
    record("修改公文设置", head, by=by, town=unit.town, data={"codes": given, **names})
    return head


def _check_codes(unit: Unit, kinds: list[PaperKind], codes: Mapping[str, str], before: set[str]) -> None:
    """Well formed, no other organ's, and none that papers of cases share with others or bore before (before: those of
    this unit): gaps, or the number its series has reached, would tell of them."""
    others = LetterHead.objects.filter(town=unit.town_id).exclude(unit=unit).select_related("unit")
    taken = {code: head.unit for head in others for code in (*head.codes.values(), *head.closed_codes)}
    is_closed = {kind.key: kind.is_closed for kind in kinds}
    for key, code in codes.items():
        field = f"{CODE_FIELD}{key}"
        demand(bool(CODE.match(code)), "机关代字最多 12 个汉字，不写年份、括号和号数。", field)
        demand(code not in taken, f"“{code}”已经是{taken.get(code)}的代字，两个机关不能共用。", field)
        mixed = [other for other, same in codes.items() if same == code and is_closed[other] != is_closed[key]]
        demand(is_closed[key] or code not in before, f"“{code}”用过于问责文书，不能改作他用。", field)
        demand(not mixed, f"“{code}”已用于其他文书；问责文书须用单独的代字，号数才不透露办了几件。", field)


def _go_on(unit: Unit, kind: PaperKind, code: str, last: int) -> None:
    demand(not kind.is_closed, "问责文书的号数由系统从第 1 号编起。", f"{CODE_FIELD}{kind.key}")
    year = clock.today().year
    stands = start_after(town=unit.town, series=series_of(kind.key, code), year=year, last=last)
    demand(stands == last, f"今年已经编到第 {stands} 号，只能往后，不能改小。", f"{LAST_FIELD}{kind.key}")


def reached(unit: Unit, head: LetterHead | None) -> dict[str, int]:
    """key of an open kind → the last number given this year in its series; 0 for none yet. One query."""
    lasts = last_numbers(unit.town_id, clock.today().year)
    codes = head.codes if head else {}
    return {
        kind.key: lasts.get(series_of(kind.key, codes.get(kind.key, "")), 0)
        for kind in kinds_of(unit.kind)
        if not kind.is_closed
    }
