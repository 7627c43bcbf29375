"""Whose session it is: asked at every request, so login, person, posts and town come in one query."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend

from dushi import clock
from dushi.town.models import Post, User
from dushi.town.rights import rights_by


class PostsBackend(ModelBackend):
    """Django's own check of passwords. The user of a session comes with `rights`."""

    def get_user(self, user_id: Any) -> User | None:
        """The login; None where there is none, or it is disabled."""
        day = clock.today()
        posts = list(Post.objects.of_person(day, person__user=user_id).select_related("person__user"))
        if not posts:
            user: User | None = super().get_user(user_id)
            return user
        person = posts[0].person
        person.town = posts[0].seat.town
        user = person.user
        user.rights = rights_by(posts, day)
        return user if self.user_can_authenticate(user) else None
