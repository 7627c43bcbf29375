"""A key for each row that is there, some thousands at a time."""

from itertools import islice

from django.db import migrations

from dushi import chance

BATCH = 2000


def fill(apps, schema_editor):
    Alert = apps.get_model("alerts", "Alert")
    while rows := list(islice(Alert.objects.filter(key__isnull=True).only("pk").iterator(), BATCH)):
        for row in rows:
            row.key = chance.uuid4()
        Alert.objects.bulk_update(rows, ["key"], batch_size=400)


class Migration(migrations.Migration):
    dependencies = [("alerts", "0004_address_by_random_key")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
