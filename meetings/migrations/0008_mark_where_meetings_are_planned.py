from django.db import migrations

from dushi.obligations.look_triggers import RULE_TABLES, TOWN_TABLES, marking
from meetings.look_tables import PLANNED, SERIES


class Migration(migrations.Migration):
    """Whatever planning is a function of marks its town; every town is looked at once more."""

    dependencies = [("meetings", "0007_drop_copies_of_reports"), ("obligations", "0005_lay_the_marks")]

    operations = [
        marking("OPEN", SERIES),
        marking("ALIGN", SERIES),
        marking("PLAN", *TOWN_TABLES, *RULE_TABLES, *PLANNED),
    ]
