from django.db import migrations

from dushi.matters.followed import FOLLOWED
from dushi.records.marking import marking


class Migration(migrations.Migration):
    """What is written to what a ladder follows marks its town; every town is climbed for once more."""

    dependencies = [
        ("alerts", "0007_climb_what_is_marked"),
        ("matters", "0004_put_off_one_part"),
    ]

    operations = [marking("alerts_look", FOLLOWED)]
