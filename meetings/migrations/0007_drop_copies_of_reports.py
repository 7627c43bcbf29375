from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("meetings", "0006_fold_copies_of_reports")]

    operations = [migrations.DeleteModel(name="ReportConflict")]
