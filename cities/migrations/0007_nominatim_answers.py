from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cities", "0006_recycle_bin"),
    ]

    operations = [
        migrations.CreateModel(
            name="NominatimAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("server", models.CharField(max_length=260)),
                ("name", models.CharField(max_length=100)),
                ("country", models.CharField(blank=True, max_length=2)),
                ("at", models.DateTimeField()),
                ("places", models.JSONField(default=list)),
            ],
            options={
                "verbose_name": "answer of a Nominatim",
                "verbose_name_plural": "answers of a Nominatim",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("server", "name", "country"), name="nominatim_answer_once"
                    )
                ],
            },
        ),
    ]
