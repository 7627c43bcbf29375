from django.db import migrations

from dushi.obligations.look_triggers import OWN_TABLES, RULE_TABLES, TOWN_TABLES, marking


class Migration(migrations.Migration):
    """Whatever opening and realigning are functions of marks its town; every town is looked at once more."""

    dependencies = [
        ("obligations", "0004_mark_where_the_tick_looks"),
        ("regulation", "0001_first_tables"),
        ("town", "0006_keep_filters"),
    ]

    operations = [marking(step, *TOWN_TABLES, *RULE_TABLES, *OWN_TABLES) for step in ("OPEN", "ALIGN")]
