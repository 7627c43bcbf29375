"""The column, empty: a default of a migration would be one key for all rows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("alerts", "0003_drop_the_mail_switch")]

    operations = [
        migrations.AddField(
            model_name="alert",
            name="key",
            field=models.UUIDField(editable=False, null=True),
        ),
    ]
