"""任职: who sits where from when to when. A seat that changes hands is handed over (岗位移交), not imported."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet

from dushi import clock
from dushi.town.exchange.book import PersonRef, UnitRef
from dushi.town.exchange.columns import Column, Day, OneOf, Text, Whole, YesNo
from dushi.town.exchange.table import Line, Table, Wrong
from dushi.town.exchange.tables.seats import FIRST_AND_SECOND, place_of
from dushi.town.models import Post, Seat, Unit
from dushi.town.rights import GUARDED_KINDS


class Span(NamedTuple):
    """Days on which somebody holds a seat in their own right; row: number in the file, 0 for what stands already."""

    first: date
    last: date
    holder: str
    row: int


class PostTable(Table):
    key, label, measure = "posts", "任职", "项"
    aliases = {
        "单位名称": "单位",
        "岗位": "岗位类别",
        "电话": "工作电话",
        "手机": "工作电话",
        "任职日期": "起",
        "离任日期": "止",
    }
    changeable = ("valid_to",)
    note = "按岗位、姓名和起日认；已有的只补止日。先有单位、岗位和人员，再导入任职；换人请用岗位移交。"

    unit_kind = Column(
        "unit_kind",
        "单位类别",
        OneOf(Unit.Kind),
        of=lambda post: post.seat.unit.get_kind_display(),
        note="有同名单位时才须填",
        sample="村",
    )
    unit = Column(
        "unit",
        "单位",
        UnitRef(),
        of=lambda post: post.seat.unit.name,
        must=True,
        width=22,
        note="名称或区划代码",
        sample="示例一村",
    )
    kind = Column(
        "kind", "岗位类别", OneOf(Seat.Kind), of=lambda post: post.seat.get_kind_display(), must=True, sample="包村人员"
    )
    ordinal = Column(
        "ordinal",
        "序",
        Whole(1, 99, FIRST_AND_SECOND),
        of=lambda post: post.seat.ordinal,
        width=6,
        note="不填为 1；包村人员 1 主、2 副",
        sample="1",
    )
    person = Column("person", "姓名", PersonRef(), must=True, sample="示例·张某")
    phone = Column(
        "phone", "工作电话", Text(20), of=lambda post: post.person.phone, width=16, note="有重名的才须填", sample=""
    )
    valid_from = Column("valid_from", "起", Day(), must=True, note="任职的第一天", sample="2026-01-01")
    valid_to = Column("valid_to", "止", Day(), note="任职的最后一天；在任的不填，代理须填", sample="")
    is_acting = Column("is_acting", "代理", YesNo(), width=8, sample="否")

    class Meta:
        model = Post
        fields = ("unit_kind", "unit", "kind", "ordinal", "person", "phone", "valid_from", "valid_to", "is_acting")

    def get_queryset(self) -> QuerySet[Any]:
        return Post.objects.filter(seat__unit__in=Unit.objects.visible_to(self.user))

    def outgoing(self) -> Iterable[Any]:
        """Posts of today and to come."""
        today = clock.today()
        posts = (post for post in self.book.posts if post.valid_to is None or post.valid_to >= today)
        return sorted(posts, key=lambda post: (place_of(post.seat), post.valid_from, post.pk))

    def before(self, lines: list[Line]) -> None:
        self.known = {self.key_of(post): post for post in self.book.posts}
        self.overlaps = overlaps(self.spans(lines))

    @staticmethod
    def key_of(post: Post) -> tuple[object, ...]:
        return (post.seat_id, post.person_id, post.valid_from, post.is_acting)

    def spans(self, lines: Iterable[Line]) -> dict[tuple[int, bool], list[Span]]:
        """Seat, and whether acting → who held, holds and would hold it; what exists already with the last day that the
        file gives it."""
        found: dict[tuple[int, bool], dict[tuple[object, ...], Span]] = defaultdict(dict)
        for post in self.book.posts:
            span = Span(post.valid_from, post.valid_to or date.max, str(post.person), 0)
            found[post.seat_id, post.is_acting][self.key_of(post)] = span
        for row in lines:
            seat, person, first = self.seat(row), self.value(row, "person"), self.value(row, "valid_from")
            if seat and person and first:
                acting = bool(self.value(row, "is_acting"))
                key = (seat.pk, person.pk, first, acting)
                before = found[seat.pk, acting].get(key, Span(first, date.max, str(person), row.number))
                last = self.value(row, "valid_to") or before.last
                row_of = before.row if last == before.last else row.number
                found[seat.pk, acting][key] = before._replace(last=last, row=row_of)
        return {seat: sorted(spans.values()) for seat, spans in found.items()}

    def seat(self, row: Line) -> Seat | None:
        unit, kind = self.value(row, "unit"), self.value(row, "kind")
        return self.book.seats.get((unit.pk, kind, self.value(row, "ordinal") or 1)) if unit and kind else None

    def new(self) -> Any:
        return Post()

    def find(self, row: Line) -> Any:
        seat, person = self.seat(row), self.value(row, "person")
        if not seat or not person:
            return None
        acting = self.value(row, "is_acting") or False
        return self.known.get((seat.pk, person.pk, self.value(row, "valid_from"), acting))

    def complete(self, instance: Any, row: Line) -> Wrong:
        seat = self.seat(row)
        if seat is None:
            yield "kind", f"“{instance.unit}”没有这个岗位，请先设岗位。"
            return
        instance.seat = seat
        yield from self.refused(instance)
        if earlier := self.once(self.key_of(instance)):
            yield "person", f"与第 {earlier} 行重复。"
        if holder := self.overlaps.get(self.number):
            taken = f"这些天这个岗位由{holder}担任；换人请用“岗位移交”，或先填其止日。"
            yield "person", f"这些天已由{holder}代理，同一岗位的代理不能重叠。" if instance.is_acting else taken

    def refused(self, post: Any) -> Wrong:
        """What the rules of the pages refuse."""
        before = self.was["valid_to"] if self.was else None
        is_new = not post.pk or post.valid_to != before
        if is_new and post.seat.kind in GUARDED_KINDS and not self.user.rights.fills(post.seat.kind):
            yield "kind", f"{post.seat.get_kind_display()}的任免由镇主要领导或系统管理员办理。"
        if post.person.pk == self.user.person_id and is_new:
            yield "person", "不能给自己任职，请由另一位同事办理。"
        if post.valid_to and post.valid_to < post.valid_from:
            yield "valid_to", "止日不能早于起日。"
        if post.is_acting and post.valid_to is None:
            yield "valid_to", "代理须填止日。"
        if before and before < clock.today() and post.valid_to != before:
            yield "valid_to", "这项任职早已结束，止日不能再改。"


def overlaps(spans: dict[tuple[int, bool], list[Span]]) -> dict[int, str]:
    """Row of the file → whose days in the seat it runs into. A seat is held by one person at a time."""
    found: dict[int, str] = {}
    for held in spans.values():
        latest = held[0]
        for span in held[1:]:
            if span.first <= latest.last:
                mine, other = (span, latest) if span.row else (latest, span)
                found.setdefault(mine.row, other.holder)
            latest = max(latest, span, key=lambda one: one.last)
    found.pop(0, None)
    return found
