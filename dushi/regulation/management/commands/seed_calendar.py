"""manage.py seed_calendar: fill in the years whose notices are known. Years already there are left alone."""

from typing import Any

from django.core.management.base import BaseCommand

from dushi.regulation.seeding import seed_calendar


class Command(BaseCommand):
    help = "预置历年放假调休日历；已登记的年度不动"

    def handle(self, *args: Any, **options: Any) -> None:
        years = seed_calendar()
        self.stdout.write(f"已预置 {years[0]}—{years[-1]} 年。" if years else "各年度均已登记，未作改动。")
