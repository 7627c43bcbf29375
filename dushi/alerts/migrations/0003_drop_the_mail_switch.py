from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("alerts", "0002_choose_channels")]

    operations = [migrations.RemoveField(model_name="alertpreference", name="email_on")]
