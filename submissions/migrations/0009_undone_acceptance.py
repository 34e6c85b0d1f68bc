import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cities", "0008_deeds_and_links"),
        ("submissions", "0008_merging"),
    ]

    operations = [
        migrations.AddField(
            model_name="submission",
            name="deed",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                help_text="With which it was accepted: undone, it does not speak for the record any more.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="cities.deed",
            ),
        ),
    ]
