from django.db import migrations

from dushi.obligations.followed import FOLLOWED, LOOKED
from dushi.records.marking import marking


class Migration(migrations.Migration):
    """What a ladder or a look follows marks its town where it is written; every town is looked at once more."""

    dependencies = [
        ("alerts", "0007_climb_what_is_marked"),
        ("obligations", "0004_mark_where_the_tick_looks"),
    ]

    operations = [marking("alerts_look", FOLLOWED), marking("obligations_look", LOOKED)]
