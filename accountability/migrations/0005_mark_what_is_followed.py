from django.db import migrations

from accountability.followed import FOLLOWED
from dushi.records.marking import marking


class Migration(migrations.Migration):
    """What is written to what a ladder follows marks its town; every town is climbed for once more."""

    dependencies = [
        ("accountability", "0004_keep_the_paper_that_takes_back"),
        ("alerts", "0007_climb_what_is_marked"),
    ]

    operations = [marking("alerts_look", FOLLOWED)]
