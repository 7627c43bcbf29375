from django.db import migrations

from dushi.obligations.look_triggers import marking
from inspections.look_tables import HANDLED, SERVED


class Migration(migrations.Migration):
    """Whatever says which plan serves its duty, and who may handle a report, marks its town."""

    dependencies = [("inspections", "0004_find_what_is_to_be_erased"), ("obligations", "0005_lay_the_marks")]

    operations = [marking("SERVE", *SERVED), marking("ORPHANS", *HANDLED)]
