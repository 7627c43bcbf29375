"""A town as large as a county: 2,300 villages, to show that a page costs the same there."""

from django.db import connection

from dushi.town.models import AreaMembership, Person, Post, Seat, Unit
from tests.cast import LIVE_FROM
from tests.statements import statements

#: Villages of one area.
EACH = 23


def grow(town, villages=2300, first=0):
    """Areas and villages beside those that are there, each with its officers; returns the new villages.

    first: number of the first new village, for a town that grows a second time.
    """
    areas = [
        Unit(town=town, kind=Unit.Kind.AREA, name=f"示例第{n}管区", order=100 + n, valid_from=LIVE_FROM)
        for n in range(first, first + -(-villages // EACH))
    ]
    rows = [
        Unit(
            town=town, kind=Unit.Kind.VILLAGE, name=f"示例第{n}村", code=f"3718{n:08}", order=100, valid_from=LIVE_FROM
        )
        for n in range(first, first + villages)
    ]
    Unit.objects.bulk_create([*areas, *rows])
    AreaMembership.objects.bulk_create(
        AreaMembership(area=areas[n // EACH], village=row, valid_from=LIVE_FROM) for n, row in enumerate(rows)
    )
    seats = [Seat(town=town, unit=row, kind=Seat.Kind.LIAISON) for row in rows]
    seats += [Seat(town=town, unit=row, kind=Seat.Kind.AREA_SECRETARY) for row in areas]
    Seat.objects.bulk_create(seats)
    people = [Person(town=town, name=f"示例·第{n}人") for n in range(len(seats))]
    Person.objects.bulk_create(people)
    Post.objects.bulk_create(
        Post(seat=seat, person=person, valid_from=LIVE_FROM) for seat, person in zip(seats, people, strict=True)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the database does by itself, some minutes after so many rows
    return rows


def queries(client, path, **data):
    """How many queries the page costs; it must answer 200."""
    client.get(path, data)  # what is read once per process is read now
    with statements() as asked:
        assert client.get(path, data).status_code == 200
    return len(asked)
