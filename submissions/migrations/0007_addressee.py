from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("submissions", "0006_requests_of_a_person"),
    ]

    operations = [
        migrations.AddField(
            model_name="letter",
            name="addressee",
            field=models.CharField(blank=True, default="", editable=False, max_length=32),
            preserve_default=False,
        ),
    ]
