from django.db import migrations, models

#: What each kind took by default on the day of this change.
LOUD = ("LATE", "MEETING", "PAPER")
KINDS = ("DUE", "LATE", "CHASED", "HANDED", "RETURNED", "MEETING", "PAPER", "DECIDE", "OTHER")


def keep_refusals(apps, schema_editor):
    """Whoever wanted no e-mail gets none of any kind."""
    chosen = {kind: ["SMS"] if kind in LOUD else [] for kind in KINDS}
    apps.get_model("alerts", "AlertPreference").objects.filter(email_on=False).update(channels=chosen)


def back(apps, schema_editor):
    for row in apps.get_model("alerts", "AlertPreference").objects.exclude(channels={}):
        row.email_on = any("EMAIL" in channels for channels in row.channels.values())
        row.save(update_fields=["email_on"])


class Migration(migrations.Migration):
    dependencies = [("alerts", "0001_first_tables")]

    operations = [
        migrations.AddField(
            model_name="alertpreference",
            name="channels",
            field=models.JSONField(default=dict, help_text='kind → channels: {"LATE": ["EMAIL", "SMS"]}', verbose_name="渠道"),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="channel",
            field=models.CharField(
                choices=[("EMAIL", "电子邮件"), ("SMS", "短信"), ("ROBOT", "群机器人")], max_length=8, verbose_name="渠道"
            ),
        ),
        migrations.RunPython(keep_refusals, back),
    ]
