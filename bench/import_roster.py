"""50,000 people and their 50,000 posts: from files within the caps, read, checked, kept and written by the code of the
import page, beside bulk_create of the same rows; and beside django-import-export as it comes, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO

import tablib
import xlsxwriter
from django.db import connection

from bench.harness import Result, pairs
from bench.sizes import scaled
from bench.world import World

NAMES = ("import-roster", "import-roster-library")

CODE, FIRST = "999999902", date(2026, 1, 1)
#: Seats of one village; rows of one file; rows of the library's turn, which would take minutes for all.
SEATS, CAP, SAMPLE = 50, 20_000, 2_000


def measure(world: World) -> list[Result]:
    with world.on(world.town):
        roster = Roster(scaled(50_000, 200))
        whole = pairs(roster.ours, roster.floor, reset=roster.reset)
        part = pairs(roster.some, roster.library, reset=roster.reset)
        return [whole.at_most("import-roster", 2), part.at_most("import-roster-library", 0.1)]


def files(heads: list[str], rows: list[list[str]]) -> Iterator[bytes]:
    """The rows as .xlsx, CAP in each."""
    for first in range(0, len(rows), CAP):
        out = BytesIO()
        book = xlsxwriter.Workbook(out, {"constant_memory": True})
        page = book.add_worksheet()
        for place, cells in enumerate([heads, *rows[first : first + CAP]]):
            page.write_row(place, 0, cells)
        book.close()
        yield out.getvalue()


class Roster:
    """A town with villages and empty seats, and the files that fill them."""

    def __init__(self, count: int) -> None:
        from dushi.town.models import Person, Post, Seat, Town, Unit, User

        self.count = count
        self.town = Town.objects.create(code=CODE, name="示例·导入镇", county="", live_from=FIRST)
        office = Unit.objects.create(town=self.town, kind=Unit.Kind.OFFICE, name="扶贫办", valid_from=FIRST)
        seat = Seat.objects.create(town=self.town, unit=office, kind=Seat.Kind.HEAD)
        clerk = Person.objects.create(town=self.town, name="示例·经办人")
        self.own = Post.objects.create(seat=seat, person=clerk, valid_from=FIRST)
        self.user = User.objects.create(username="bench-import", person=clerk, must_change_password=False)
        villages = [
            Unit(town=self.town, kind=Unit.Kind.VILLAGE, name=f"示例第{n}村", code=f"{CODE}{n:03}", valid_from=FIRST)
            for n in range(-(-count // SEATS))
        ]
        Unit.objects.bulk_create(villages)
        seats = (
            Seat(town=self.town, unit=village, kind=Seat.Kind.LIAISON, ordinal=n)
            for village in villages
            for n in range(1, SEATS + 1)
        )
        self.seats = Seat.objects.bulk_create(seats, batch_size=5000)[:count]
        # Nobody of another bench bears such a name: the library as it comes would take them for the same person.
        self.names = [f"示例·入册{n}" for n in range(count)]
        self.people = [[name, "镇管", f"0530-{n:07}", f"p{n}@example.com"] for n, name in enumerate(self.names)]
        self.posts = [
            [seat.unit.name, "包村人员", str(seat.ordinal), name, FIRST.isoformat()]
            for seat, name in zip(self.seats, self.names, strict=True)
        ]
        heads = ["姓名", "管理权限", "工作电话", "电子邮箱"]
        self.sample = self.people[:SAMPLE]
        self.sample_files = [("people", file) for file in files(heads, self.sample)]
        self.files = [
            *(("people", file) for file in files(heads, self.people)),
            *(("posts", file) for file in files(["单位", "岗位类别", "序", "姓名", "起"], self.posts)),
        ]

    def reset(self) -> None:
        """Nobody is there but who imports."""
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM town_post p USING town_seat s WHERE s.id = p.seat_id AND s.town_id = %s AND p.id <> %s",
                [self.town.pk, self.own.pk],
            )
            cursor.execute(
                "DELETE FROM town_person WHERE town_id = %s AND id <> %s", [self.town.pk, self.own.person_id]
            )
            cursor.execute("VACUUM ANALYZE town_post, town_person")

    def ours(self) -> tuple[int, int]:
        self.bring_in(self.files)
        return self.there()

    def some(self) -> tuple[int, int]:
        self.bring_in(self.sample_files)
        return self.there()

    def bring_in(self, files: list[tuple[str, bytes]]) -> None:
        """As the page does it: what one request reads and checks is kept for the next, which writes it."""
        from dushi.town.actions.exchange import check, import_upload, keep_upload
        from dushi.town.exchange.reading import read
        from dushi.town.exchange.tables import TABLES
        from dushi.town.models import User

        for key, file in files:
            by = User.objects.get(pk=self.user.pk)
            table = TABLES[key](by)
            must = [column.column_name for column in table.columns if column.must]
            sheet = read(file, known=table.heads, must=must, aliases=table.aliases)
            outcome = check(table=type(table), rows=sheet.rows, by=by)
            if faults := [*sheet.faults, *outcome.faults]:
                raise AssertionError(faults[0])
            import_upload(upload=keep_upload(table=type(table), name="名册.xlsx", sheet=sheet, by=by), by=by)

    def floor(self) -> tuple[int, int]:
        from dushi.town.models import Person, Post

        people = Person.objects.bulk_create(
            (Person(town=self.town, name=row[0], level="TOWN", phone=row[2], email=row[3]) for row in self.people),
            batch_size=5000,
        )
        Post.objects.bulk_create(
            (Post(seat=seat, person=person, valid_from=FIRST) for seat, person in zip(self.seats, people, strict=True)),
            batch_size=5000,
        )
        return self.there()

    def library(self) -> tuple[int, int]:
        """django-import-export as it comes: a query, a comparison and a save per row."""
        from import_export.resources import ModelResource

        from dushi.town.models import Person

        class People(ModelResource):
            class Meta:
                model = Person
                fields = ("town", "name", "level", "phone", "email")
                import_id_fields = ("name",)

        rows = [[self.town.pk, row[0], "TOWN", *row[2:]] for row in self.sample]
        People().import_data(tablib.Dataset(*rows, headers=list(People._meta.fields)), raise_errors=True)
        return self.there()

    def there(self) -> tuple[int, int]:
        """How many people and posts there are, as compared."""
        from dushi.town.models import Person, Post

        people, posts = Person.objects.filter(town=self.town), Post.objects.filter(seat__town=self.town)
        right = posts.filter(person__level="TOWN", valid_from=FIRST, valid_to=None, is_acting=False)
        return people.count(), right.count()
