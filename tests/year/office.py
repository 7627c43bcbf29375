"""What the office, the areas and the commission do: meetings, matters, posts, leaves, areas, the calendar."""

from __future__ import annotations

from datetime import date, timedelta

from dushi import clock
from dushi.demo.ordinary import finish_minutes, hold, manager_of, meetings_on
from dushi.matters import actions as matters
from dushi.matters.models import Matter, MatterExtension
from dushi.matters.people import People, Roster
from dushi.regulation.calendar_actions import MergeChoice, choose_merge, note_year, set_days
from dushi.regulation.models import CalendarDay
from dushi.regulation.periods import Period
from dushi.town.actions.people import enter_leave
from dushi.town.actions.posts import end_post, start_post, transfer
from dushi.town.actions.units import change_unit
from dushi.town.models import Person, Post, Seat, Unit, User
from meetings.changes import cancel, hold_together, postpone
from meetings.models import Meeting
from tests.year.world import World

Status = Matter.Status
DAY = timedelta(days=1)
#: Spring festival and the national holiday as they are entered for a year whose notice the library does not know.
NEW_HOLIDAYS = (("元旦", (1, 1), (1, 3)), ("春节", (2, 5), (2, 12)), ("国庆节", (10, 1), (10, 7)))


# Meetings ----------------------------------------------------------------------------------------------------------


def sit(world: World, day: date) -> None:
    """What has begun by now is registered, most of it the same day."""
    for meeting in meetings_on(world.stage, day):
        if meeting.starts_at <= clock.now() and world.chance.random() < 0.93:
            hold(world.stage, meeting)


def write_minutes(world: World) -> None:
    for meeting in Meeting.objects.without_minutes().filter(town=world.stage.town).order_by("starts_at", "pk"):
        if world.chance.random() < 0.9:
            finish_minutes(world.stage, meeting, clock.now() + timedelta(minutes=5))


def _ahead(world: World) -> list[Meeting]:
    rows = Meeting.objects.ahead().filter(town=world.stage.town, starts_at__gt=clock.now())
    return list(rows.select_related("body", "town").order_by("starts_at", "pk")[:12])


def move_a_meeting(world: World) -> None:
    if ahead := _ahead(world):
        one = world.chance.choice(ahead)
        later = one.starts_at + timedelta(hours=world.chance.choice([1, 2, 24, 26]))
        postpone(meeting=one, starts_at=later, by=manager_of(world.stage, one), reason="配合上级检查")


def cancel_a_meeting(world: World) -> None:
    if ahead := _ahead(world):
        one = world.chance.choice(ahead)
        cancel(meeting=one, reason="与上级会议冲突", by=manager_of(world.stage, one))


def sit_together(world: World) -> None:
    town_wide = [one for one in _ahead(world) if one.body.kind != Unit.Kind.AREA]
    if len(town_wide) > 1:
        pair = world.chance.sample(town_wide, 2)
        at = max(one.starts_at for one in pair)
        hold_together(meetings=pair, starts_at=at, place="镇政府三楼会议室", by=world.stage.user("fupinban"))


# Matters -----------------------------------------------------------------------------------------------------------


def work_on_matters(world: World) -> None:
    """Some of the open ones go a step on."""
    rows = Matter.objects.filter(town=world.stage.town).exclude(status=Status.DISMISSED).order_by("pk")
    live = [row for row in rows if row.is_open or (row.recheck_on and not row.rechecked_at)]
    for row in world.chance.sample(live, min(len(live), 4)):
        step(world, row)


def _one_of(world: World, people: People) -> User | None:
    return world.user_of(world.chance.choice(sorted(people))) if people else None


def step(world: World, row: Matter) -> None:
    """The next thing that somebody does with it."""
    roster, draw = Roster.of(row), world.chance.random()
    if row.status in (Status.REGISTERED, Status.CONFIRMED):
        if by := _one_of(world, roster.deciders(row)):
            _decide(world, row, by, draw)
    elif row.status in Matter.OWNERS:
        _work(world, row, roster, draw)
    elif row.status == Status.SUBMITTED:
        if by := _one_of(world, roster.verifiers(row)):
            if draw < 0.25:
                matters.send_back(matter=row, reason="请附照片。", by=by, due_at=_in_days(world, 3, 10))
            else:
                matters.close(matter=row, by=by, recheck_on=clock.today() + 21 * DAY if draw > 0.6 else None)
    elif row.recheck_on and row.recheck_on <= clock.today() and (by := _one_of(world, roster.recheckers(row))):
        matters.recheck(matter=row, passed=draw < 0.8, note="又有松动。", by=by)


def _decide(world: World, row: Matter, by: User, draw: float) -> None:
    if draw < 0.1:
        matters.dismiss(matter=row, by=by, reason="到现场看过，情况不实。")
    elif draw < 0.3 and row.status == Status.REGISTERED:
        matters.confirm(matter=row, by=by)
    elif draw < 0.45:
        matters.escalate(matter=row, by=by, reason="本级协调不了。")
    else:
        owners = world.units(Unit.Kind.DEPARTMENT) if by.rights.is_office else [row.about]
        owner = world.chance.choice(owners)
        matters.assign(matter=row, owner_unit=owner, due_at=_in_days(world, 3, 25), measure="限期办理", by=by)


def _work(world: World, row: Matter, roster: Roster, draw: float) -> None:
    asked = MatterExtension.objects.filter(matter=row, decided_at=None).order_by("pk").first()
    if asked and (by := _one_of(world, roster.verifiers(row))):
        matters.decide_extension(extension=asked, granted=draw < 0.7, answer="请按期办理。", by=by)
    elif by := _one_of(world, roster.owners(row)):
        if draw < 0.4:
            matters.report_progress(matter=row, text="已联系施工队。", by=by)
        elif draw < 0.55:
            matters.ask_extension(matter=row, due_at=_in_days(world, 26, 40), reason="雨天不能施工", by=by)
        else:
            matters.submit_done(matter=row, result="已修好。", by=by)


def _in_days(world: World, least: int, most: int) -> clock.datetime:
    return clock.at(clock.today() + world.chance.randint(least, most) * DAY, 18)


# Posts, leaves, areas ----------------------------------------------------------------------------------------------


def _spare(world: World) -> tuple[list[Post], list[Person]]:
    """Posts that may change hands, and people of the lower ranks: who plays in the story keeps their place."""
    plain = Person.objects.filter(town=world.stage.town, user__username__startswith="renyuan").order_by("pk")
    posts = Post.objects.in_force().filter(person__in=plain, valid_to=None, is_acting=False)
    return list(posts.select_related("seat__unit", "person").order_by("pk")), list(plain)


def change_hands(world: World) -> None:
    posts, people = _spare(world)
    post, successor = world.chance.choice(posts), world.chance.choice(people)
    tomorrow = clock.today() + DAY
    transfer(seat=post.seat, successor=successor, on=tomorrow, by=world.stage.user("fupinban"), reason="工作调整")


def leave_and_come(world: World) -> None:
    """One post ends, an empty one is filled."""
    posts, people = _spare(world)
    post, office = world.chance.choice(posts), world.stage.user("fupinban")
    end_post(post=post, on=clock.today(), by=office, reason="调离")
    empty = Seat.objects.filter(town=world.stage.town, kind=Seat.Kind.LIAISON, posts__isnull=False)
    vacant = [seat for seat in empty.distinct().order_by("pk") if not seat.posts.filter(valid_to=None).exists()]
    if vacant:
        first = clock.today() + DAY
        start_post(seat=world.chance.choice(vacant), person=world.chance.choice(people), on=first, by=office)


def fall_ill(world: World) -> None:
    _, people = _spare(world)
    first = clock.today() + world.chance.randint(0, 2) * DAY
    enter_leave(
        person=world.chance.choice(people),
        valid_from=first,
        valid_to=first + world.chance.randint(0, 20) * DAY,
        reason="病假",
        approved_by="示例·徐某",
        by=world.stage.user("fupinban"),
    )


def move_a_village(world: World) -> None:
    real = [unit for unit in world.units(Unit.Kind.VILLAGE) if not unit.is_example]
    area = world.chance.choice(world.stage.areas())
    change_unit(unit=world.chance.choice(real), by=world.stage.user("fupinban"), area=area)


# The calendar ------------------------------------------------------------------------------------------------------


def enter_days(world: World) -> None:
    """Two days ahead are free, and the Saturday before or after is worked for them."""
    monday = Period.of(Period.Kind.WEEK, clock.today() + world.chance.randint(4, 25) * DAY).first_day
    first = monday + world.chance.randint(0, 3) * DAY
    by = world.stage.user("fupinban")
    told = {"name": "示例放假", "notice_no": "示政办〔2026〕1号", "by": by}
    set_days(first=first, last=first + world.chance.randint(0, 3) * DAY, kind=CalendarDay.Kind.HOLIDAY, **told)
    saturday = monday + 5 * DAY
    set_days(first=saturday, last=saturday, kind=CalendarDay.Kind.WORKDAY, **told)


def merge_weeks(world: World) -> None:
    week = Period.of(Period.Kind.WEEK, clock.today() + world.chance.randint(7, 40) * DAY)
    choice = world.chance.choice(list(MergeChoice))
    choose_merge(week=week, choice=choice, note="示例", by=world.stage.user("fupinban"))


def enter_next_year(world: World) -> None:
    """The notice of the year to come, in December."""
    year, by = clock.today().year + 1, world.stage.user("fupinban")
    note_year(year=year, notice_no=f"国办发明电〔{year - 1}〕8号", is_published=True, by=by)
    for name, first, last in NEW_HOLIDAYS:
        days = {"first": date(year, *first), "last": date(year, *last)}
        set_days(**days, kind=CalendarDay.Kind.HOLIDAY, name=name, notice_no=f"国办发明电〔{year - 1}〕8号", by=by)
