"""One matter behind a chain of notices: who forwards whom, and no subject both 被点名 and 造成我镇被点名 within it."""

from __future__ import annotations

from datetime import date

from accountability.models import CriticismNotice, NamedMatter, NoticeSubject
from accountability.models.subject import same_subject
from accountability.notices.moves import demand
from accountability.notices.permissions import LIVE
from dushi.records.errors import Refused
from dushi.town.access import town_of
from dushi.town.models import User

#: From the highest; a notice is forwarded by the same level or one below.
LEVELS = [level.value for level in CriticismNotice.Level]


def lock(matter: NamedMatter) -> NamedMatter:
    """Held until the transaction ends: two lines of one matter are never added at once. Before the notice is locked."""
    return NamedMatter.objects.select_for_update().get(pk=matter.pk)


def matter_for(
    *, forwards: CriticismNotice | None, title: str, happened_on: date | None, level: str, issued_on: date, by: User
) -> NamedMatter:
    """The matter of what is forwarded, else a new one. Raises Refused with the field that is wrong."""
    if forwards is None:
        demand(bool(title), "请写明事由，或选择它转发的通报。", "matter_title")
        if happened_on is None:
            raise Refused("请填写事情发生的日期。", clause="3.4.d", field="happened_on")
        demand(happened_on <= issued_on, "事情不能晚于成文日期发生。", "happened_on")
        return NamedMatter.objects.create(town=town_of(by), title=title, happened_on=happened_on)
    demand(forwards.town_id == by.rights.town_id, "请选择本镇登记的通报。", "forwards")
    demand(LEVELS.index(level) >= LEVELS.index(forwards.level), "下级才转发上级的通报，请核对级别。", "forwards")
    demand(issued_on >= forwards.issued_on, "转发不能早于原通报成文。", "issued_on")
    return forwards.matter


def demand_one_role(line: NoticeSubject) -> None:
    """Refuse a second role of one subject within one matter. Call with the matter locked."""
    notice = line.notice
    others = NoticeSubject.objects.filter(notice__matter=notice.matter_id, status__in=LIVE, **same_subject(line))
    clash = others.exclude(pk=line.pk).exclude(role=line.role).select_related("notice").first()
    demand(
        clash is None,
        f"同一件事里“{line.subject}”已按“{clash.get_role_display()}”登记（{clash.notice}），不能再记另一种。"
        if clash
        else "",
        "role",
    )
