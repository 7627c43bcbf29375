"""manage.py tick: look once, now, without a worker."""

from typing import Any

from django.core.management.base import BaseCommand

from dushi import tick


class Command(BaseCommand):
    help = "运行一次定时检查（打开应办事项、升级提醒等），不经过队列"

    def handle(self, *args: Any, **options: Any) -> None:
        tick.run()
