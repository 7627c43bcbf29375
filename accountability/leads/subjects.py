"""Whom a lead is about: named by a person, with the posts of the day."""

from __future__ import annotations

from datetime import date

from dushi.town.models import Person, Post, Unit


def posts_text(subject: Person | Unit | None, on: date) -> str:
    """扶贫办主任、党委委员: the posts in force on that civil day, up to 200 characters; "" for a unit. One query."""
    if not isinstance(subject, Person):
        return ""
    posts = Post.objects.in_force(on).filter(person=subject).select_related("seat__unit")
    return "、".join(str(post.seat) for post in posts.order_by("seat__kind", "pk"))[:200]


def columns(subject: Person | Unit | None) -> dict[str, Person | Unit | None]:
    """person and unit of an AboutSubject row."""
    return {
        "person": subject if isinstance(subject, Person) else None,
        "unit": subject if isinstance(subject, Unit) else None,
    }
