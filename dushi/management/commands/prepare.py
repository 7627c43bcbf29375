"""manage.py prepare: bring database and static files to this version; fill an empty demo database."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from dushi import tick
from dushi.obligations.looks import everywhere
from dushi.town.models import Town

#: Folders of static files that other people's pages would need; none of those pages is ever shown.
FOREIGN = ["admin", "import_export"]


class Command(BaseCommand):
    help = "升级数据库和静态文件；演示环境首次启动时载入制度并演练示例"

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=FOREIGN)
        if settings.DEMO and not Town.objects.exists():
            self.stdout.write("首次启动：正在载入制度、建镇、演练示例，约需一分钟……")
            with transaction.atomic():  # played to the end or not at all, so that the next start tries again
                call_command("play_demo")
        if Town.objects.exists():
            everywhere("OPEN", "ALIGN", "PLAN")  # a new version may serve what the old one did not
            tick.run()
