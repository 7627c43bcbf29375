from django.db import migrations

from meetings.followed import FOLLOWED
from dushi.records.marking import marking


class Migration(migrations.Migration):
    """What is written to what a ladder follows marks its town; every town is climbed for once more."""

    dependencies = [
        ("alerts", "0007_climb_what_is_marked"),
        ("meetings", "0008_mark_where_meetings_are_planned"),
    ]

    operations = [marking("alerts_look", step, *tables) for step, tables in FOLLOWED.items()]
