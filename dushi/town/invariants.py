"""What must hold of the town: dated spans, posts and who sits in them."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, QuerySet

from dushi.records.reconciling import Check, overlapping
from dushi.town.models import AreaMembership, Handover, Post, Unit, User
from dushi.town.models.dated import in_force


def memberships_that_overlap() -> QuerySet[AreaMembership]:
    return overlapping(AreaMembership.objects.all(), "village")


def memberships_of_wrong_kind() -> QuerySet[AreaMembership]:
    return AreaMembership.objects.exclude(village__kind=Unit.Kind.VILLAGE, area__kind=Unit.Kind.AREA)


def memberships_across_towns() -> QuerySet[AreaMembership]:
    return AreaMembership.objects.exclude(village__town=F("area__town"))


def posts_that_overlap() -> QuerySet[Post]:
    """Who acts stands beside the absent holder."""
    return overlapping(Post.objects.filter(is_acting=False), "seat")


def posts_of_strangers() -> QuerySet[Post]:
    return Post.objects.exclude(person__town=F("seat__town"))


def handovers_without_post() -> QuerySet[Handover]:
    """The successor was in the seat on the first day."""
    there = Post.objects.filter(in_force(OuterRef("on")), seat=OuterRef("seat"), person=OuterRef("successor"))
    return Handover.objects.filter(~Exists(there), successor__isnull=False)


def logins_of_nobody() -> QuerySet[User]:
    """A login that could still open something though it never belonged to anybody in post."""
    posts = Post.objects.filter(person=OuterRef("person"))
    return User.objects.filter(~Exists(posts), is_active=True, last_login__isnull=False)


CHECKS = (
    Check("一个村同一天只属一个管区", memberships_that_overlap),
    Check("管区所辖的须是村", memberships_of_wrong_kind),
    Check("村和管区须在同一个镇", memberships_across_towns),
    Check("一个岗位同一天只有一人任职", posts_that_overlap),
    Check("岗位须由本镇人员担任", posts_of_strangers),
    Check("移交的岗位须由接任人到岗", handovers_without_post),
    Check("登录过的须有过任职", logins_of_nobody),
)
