from django.db import migrations

from inspections.followed import FOLLOWED, LOOKED
from dushi.records.marking import marking


class Migration(migrations.Migration):
    """What a ladder or a look follows marks its town where it is written; every town is looked at once more."""

    dependencies = [
        ("inspections", "0003_find_what_is_to_be_erased"),
        ("obligations", "0005_mark_what_is_followed"),
    ]

    operations = [marking("alerts_look", FOLLOWED), marking("obligations_look", LOOKED)]
