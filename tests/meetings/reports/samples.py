"""Examples of what the addresses of the weekly report name: the report of `village`, filed by its officer."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from dushi import chance
from dushi.records.photos import keep_photo
from dushi.town.models import Post, Seat
from meetings.models import DispatchReport
from meetings.report_drafts import save_draft
from meetings.report_weeks import this_week
from tests.meetings.report_stage import send
from tests.sample import sample


def filed(cast, is_foreign):
    if is_foreign:
        seat = Seat.objects.create(town=cast.foreign_town, unit=cast.foreign_village, kind=Seat.Kind.LIAISON)
        Post.objects.create(seat=seat, person=cast.foreigner.person, valid_from=cast.foreign_town.live_from)
    village, officer = (cast.foreign_village, cast.foreigner) if is_foreign else (cast.village, cast.liaison)
    known = DispatchReport.objects.filter(village=village).first()
    return known or send(village, type(officer).objects.get(pk=officer.pk), period=this_week()).report


@sample("report")
def report(cast, is_foreign):
    return [filed(cast, is_foreign).pk]


@sample("report_week")
def report_week(cast, is_foreign):
    return [(cast.foreign_village if is_foreign else cast.village).pk, this_week()]


@sample("report_draft")
def report_draft(cast, is_foreign):
    village, officer = (cast.foreign_village, cast.foreigner) if is_foreign else (cast.village, cast.second_liaison)
    draft = save_draft(village=village, period=this_week(), key=chance.uuid4(), data={}, by=officer)
    return [village.pk, this_week(), draft.pk]


@sample("photo")
def photo(cast, is_foreign):
    out = io.BytesIO()
    Image.new("RGB", (20, 20), "green").save(out, "JPEG")
    kept = filed(cast, is_foreign)
    return [keep_photo(obj=kept, upload=SimpleUploadedFile("a.jpg", out.getvalue()), by=kept.author.user).pk]
