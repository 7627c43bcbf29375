from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accountability", "0001_first_tables")]

    operations = [
        migrations.AlterModelOptions(
            name="servedpaper",
            options={"ordering": ["issued_at", "kind", "number", "pk"], "verbose_name": "送达文书"},
        ),
    ]
