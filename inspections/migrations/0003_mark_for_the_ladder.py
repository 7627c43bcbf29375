from django.db import migrations

from inspections.followed import FOLLOWED
from dushi.records.marking import marking


class Migration(migrations.Migration):
    """What is written to what a ladder follows marks its town; every town is climbed for once more."""

    dependencies = [
        ("alerts", "0007_climb_what_is_marked"),
        ("inspections", "0002_look_up_what_the_commission_is_to_know"),
    ]

    operations = [marking("alerts_look", step, *tables) for step, tables in FOLLOWED.items()]
