"""Examples of what the town's addresses name: always about `village` and the people in it."""

from dushi import clock
from dushi.records.models import PaperTemplate
from dushi.town.models import (
    Changeover,
    Feedback,
    Handover,
    Household,
    HouseholdSupporter,
    Leave,
    MarkedTable,
    Person,
    Post,
    SavedFilter,
    Seat,
    SupportUnit,
    Upload,
)
from tests.cast import LIVE_FROM
from tests.sample import sample


@sample("unit")
def unit(cast, is_foreign):
    return [cast.foreign_village.pk if is_foreign else cast.village.pk]


@sample("kind of unit")
def kind_of_unit(cast, is_foreign):
    return None if is_foreign else ["VILLAGE"]


@sample("organ")
def organ(cast, is_foreign):
    """扶贫办, which issues papers."""
    return [(cast.foreign_office if is_foreign else cast.office).pk]


@sample("kind of paper")
def kind_of_paper(cast, is_foreign):
    return None if is_foreign else ["RECTIFY"]


@sample("version of template")
def version_of_template(cast, is_foreign):
    """A second version, so that the next town's is not this one's first."""
    town, version = (cast.foreign_town, 2) if is_foreign else (cast.town, 1)
    PaperTemplate.objects.create(
        town=town, kind="RECTIFY", version=version, name="模板", content=b"x", put_at=clock.now()
    )
    return ["RECTIFY", version]


@sample("person")
def person(cast, is_foreign):
    """village_head, seen by whoever serves the village."""
    return [(cast.foreigner if is_foreign else cast.village_head).person_id]


@sample("seat")
def seat(cast, is_foreign):
    unit = cast.foreign_office if is_foreign else cast.village
    return [Seat.objects.get(unit=unit, kind=Seat.Kind.HEAD).pk]


@sample("post")
def post(cast, is_foreign):
    unit = cast.foreign_office if is_foreign else cast.village
    return [Post.objects.get(seat__unit=unit, seat__kind=Seat.Kind.HEAD).pk]


def _handed_over(cast, is_foreign):
    """A seat that changed hands in a 换届."""
    town, unit = (cast.foreign_town, cast.foreign_office) if is_foreign else (cast.town, cast.village)
    given = {"on": clock.today(), "at": clock.now()}
    changeover = Changeover.objects.create(town=town, reason="换届", **given)
    seat = Seat.objects.get(unit=unit, kind=Seat.Kind.HEAD)
    return Handover.objects.create(
        changeover=changeover, seat=seat, successor=seat.holder_on(), grace_until=clock.today(), **given
    )


@sample("changeover")
def changeover(cast, is_foreign):
    return [_handed_over(cast, is_foreign).changeover_id]


@sample("handover")
def handover(cast, is_foreign):
    return [_handed_over(cast, is_foreign).pk]


@sample("leave")
def leave(cast, is_foreign):
    who = Person.objects.get(pk=person(cast, is_foreign)[0])
    return [Leave.objects.create(person=who, valid_from=LIVE_FROM, reason="病假", approved_by="示例·王某").pk]


def make_household(cast, is_foreign):
    village = cast.foreign_village if is_foreign else cast.village
    return Household.objects.create(town=village.town, village=village, code="0001", masked_name="张*")


@sample("household")
def household(cast, is_foreign):
    return [make_household(cast, is_foreign).pk]


@sample("supporter")
def supporter(cast, is_foreign):
    home = make_household(cast, is_foreign)
    return [HouseholdSupporter.objects.create(household=home, name="示例·李某", valid_from=LIVE_FROM).pk]


@sample("support unit")
def support_unit(cast, is_foreign):
    town = cast.foreign_town if is_foreign else cast.town
    return [SupportUnit.objects.create(town=town, name="示例局", kind=SupportUnit.Kind.COUNTY).pk]


@sample("table")
def table(cast, is_foreign):
    return None if is_foreign else ["people"]


@sample("table and form")
def table_and_form(cast, is_foreign):
    return None if is_foreign else ["people", "csv"]


@sample("upload")
def upload(cast, is_foreign):
    """Of the clerk, or of the officer of the next town: nobody else's."""
    owner = cast.foreigner if is_foreign else cast.clerk
    rows = [["行", "姓名"], ["2", "示例·新某"]]
    return [Upload.objects.create(owner=owner, kind="people", name="人员.xlsx", rows=rows, at=clock.now()).pk]


@sample("marked table")
def marked_table(cast, is_foreign):
    """Of the clerk, or of the officer of the next town: nobody else's."""
    owner = cast.foreigner if is_foreign else cast.clerk
    return [MarkedTable.objects.create(owner=owner, kind="people", name="人员.xlsx", content=b"x", at=clock.now()).pk]


@sample("feedback")
def feedback(cast, is_foreign):
    who = (cast.foreigner if is_foreign else cast.liaison).person
    return [Feedback.objects.create(town_id=who.town_id, person=who, at=clock.now(), text="少一栏").pk]


@sample("saved filter")
def saved_filter(cast, is_foreign):
    """Of the clerk, or of the officer of the next town: nobody else's."""
    owner = cast.foreigner if is_foreign else cast.clerk
    return [SavedFilter.objects.create(user=owner, list_name="person_list", name="无任职", query="state=none").pk]
