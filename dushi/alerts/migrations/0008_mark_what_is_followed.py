from django.db import migrations

from dushi.alerts.followed import FOLLOWED
from dushi.records.marking import marking


class Migration(migrations.Migration):
    """What is written to what a ladder follows marks its town; every town is climbed for once more."""

    dependencies = [
        ("alerts", "0007_climb_what_is_marked"),
        ("regulation", "0001_first_tables"),
        ("town", "0006_keep_filters"),
    ]

    operations = [marking("alerts_look", FOLLOWED)]
