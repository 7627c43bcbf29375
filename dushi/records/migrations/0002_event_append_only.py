from django.db import migrations

from dushi.records.triggers import append_only


class Migration(migrations.Migration):
    """履历 only grows: the database itself refuses changes."""

    dependencies = [("records", "0001_initial")]

    operations = [append_only("records_event")]
