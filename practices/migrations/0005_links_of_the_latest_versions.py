from collections import defaultdict

from django.db import migrations
from django.db.models import Max

# Rows that are kept with the versions of a record, by these columns.
ROWS = {"city": ("further_names", "cityname", "city", ("name", "language", "kind"))}
TABLES = (
    ("cities", "city"),
    ("cities", "source"),
    ("networks", "network"),
    ("networks", "membership"),
    ("networks", "resolution"),
    ("practices", "practice"),
    ("practices", "photo"),
)
BATCH = 1000


def keep_links(apps, _editor):
    """What records point to today goes into their latest versions, so that the next change is told as one."""
    for app, name in TABLES:
        table, history = apps.get_model(app, name), apps.get_model(app, f"historical{name}")
        latest = history.objects.order_by().values("id").annotate(last=Max("history_id")).values("last")
        rows = list(
            history.objects.filter(history_id__in=latest, links__isnull=True).exclude(history_type="-")
        )
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            held = _links(apps, app, table, [row.id for row in batch])
            for row in batch:
                row.links = held[row.id]
            history.objects.bulk_update(batch, ["links"], batch_size=100)


def _links(apps, app, table, keys):
    held = {key: defaultdict(list) for key in keys}
    for field in table._meta.many_to_many:
        through = field.remote_field.through
        own, other = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
        ordered = any(each.name == "position" for each in through._meta.concrete_fields)
        rows = through.objects.filter(**{f"{own}__in": keys}).order_by(
            *(["position"] if ordered else []), other
        )
        for owner, target in rows.values_list(own, other):
            held[owner][field.name].append(target)
    if table._meta.model_name in ROWS:
        name, part, own, columns = ROWS[table._meta.model_name]
        rows = apps.get_model(app, part).objects.filter(**{f"{own}__in": keys}).order_by(*columns)
        for owner, *values in rows.values_list(f"{own}_id", *columns):
            held[owner][name].append(values)
    return held


def tell_deeds(apps, _editor):
    """What the histories hold already becomes lines of what happened: what was written together, as one."""
    deeds = apps.get_model("cities", "Deed")
    for app, name in TABLES[:-1]:
        history = apps.get_model(app, f"historical{name}")
        together = defaultdict(list)
        rows = history.objects.filter(deed=None).order_by("history_id")
        columns = (
            "history_id",
            "id",
            "history_date",
            "history_type",
            "history_user_id",
            "history_change_reason",
        )
        for key, record, at, sign, user, reason in rows.values_list(*columns).iterator():
            together[at.replace(microsecond=0), sign, user, reason or ""].append((key, record, at))
        for (_second, sign, user, reason), written in together.items():
            kind = {"+": "added", "~": "changed", "-": "deleted"}[sign]
            deed = deeds.objects.create(
                kind="register" if reason == "register imported" else kind,
                table=name,
                record=written[0][1] if len(written) == 1 else None,
                title=_title(history, written[0][0]) if len(written) == 1 else "",
                number=len(written),
                by_id=user,
                at=written[-1][2],
                reason=reason,
            )
            keys = [key for key, _record, _at in written]
            for start in range(0, len(keys), BATCH):
                history.objects.filter(history_id__in=keys[start : start + BATCH]).update(deed=deed)


def _title(history, key):
    row = history.objects.get(history_id=key)
    return next((text for name in ("endonym", "title", "name") if (text := getattr(row, name, ""))), "")


class Migration(migrations.Migration):
    dependencies = [
        ("practices", "0004_deeds_and_links"),
        ("networks", "0004_deeds_and_links"),
    ]

    operations = [
        migrations.RunPython(keep_links, migrations.RunPython.noop),
        migrations.RunPython(tell_deeds, migrations.RunPython.noop),
    ]
