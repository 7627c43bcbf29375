from django.db import migrations

from meetings.followed import FOLLOWED, LOOKED
from dushi.records.marking import marking


class Migration(migrations.Migration):
    """What a ladder or a look follows marks its town where it is written; every town is looked at once more."""

    dependencies = [
        ("meetings", "0007_drop_copies_of_reports"),
        ("obligations", "0005_mark_what_is_followed"),
    ]

    operations = [marking("alerts_look", FOLLOWED), marking("obligations_look", LOOKED)]
