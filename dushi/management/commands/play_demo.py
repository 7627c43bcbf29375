"""manage.py play_demo: the twelve weeks of the demo, into an empty database."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from dushi import clock
from dushi.demo import logins, stage
from dushi.demo.founding import found
from dushi.demo.play import first_day, play
from dushi.town.models import Town


class Command(BaseCommand):
    help = "演练示例：在空数据库里按真实操作走完十二周（人员均为示例）"

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("正式环境不能演练示例。")
        if Town.objects.exists():
            raise CommandError("数据库里已有镇，示例只能在空数据库里演练。")
        end = clock.now()
        start = first_day(end)
        with clock.frozen(clock.at(start, 7)):
            town, administrator = found(start)
            set_up = stage.build(town, administrator, start)
            play(set_up, start, end)
        settings.DEMO_LOGINS.write_text(logins.text())
