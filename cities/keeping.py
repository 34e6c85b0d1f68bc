"""Keeping rows that leave the tables, in what JSON can hold, so that they can come back as they were."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.apps import apps

Row = list[Any]  # [name of the table, its columns by name]


def values(record: Any, names: Iterable[str] | None = None) -> dict[str, Any]:
    """Columns as the database holds them."""
    columns = {field.attname: field for field in record._meta.concrete_fields}
    wanted = columns if names is None else names
    return {name: _plain(columns[name].get_prep_value(getattr(record, name))) for name in wanted}


def give(record: Any, kept: Mapping[str, Any]) -> None:
    """Set columns to values that were kept."""
    columns = {field.attname: field for field in record._meta.concrete_fields}
    for name, value in kept.items():
        setattr(record, name, None if value is None else columns[name].to_python(value))


def take_out(row: Any) -> list[Row]:
    """Remove a row with its links to others; gives what has to be kept, in the order in which it went.

    Of a row that tells of a person (``PERSONAL``) nothing is kept: nobody would look for them here who is to forget them.
    """
    if getattr(row, "PERSONAL", False):
        row.delete()
        return []
    links = [
        link
        for field in row._meta.many_to_many
        for link in field.remote_field.through._default_manager.filter(**{field.m2m_field_name(): row})
    ]
    kept = [[each._meta.label, values(each)] for each in (*links, row)]
    row.delete()
    return kept


def made_of(row: Row) -> Any:
    """A row as it was, not yet in its table."""
    label, kept = row
    made = apps.get_model(label)()
    give(made, kept)
    return made


def put_back(rows: Iterable[Row]) -> None:
    """Put rows back, the last that went first."""
    for row in reversed(list(rows)):
        made_of(row).save(force_insert=True)


def leading_to(record: Any) -> Iterator[tuple[str, Any, str]]:
    """The name of a kind of row that points to a record, its table, and the column there."""
    for relation in record._meta.related_objects:
        kind = str(relation.related_model._meta.verbose_name_plural)
        if relation.many_to_many:
            through = relation.field.remote_field.through
            yield kind, through, f"{relation.field.m2m_reverse_field_name()}_id"
        elif not relation.related_model._meta.model_name.startswith("historical"):
            yield kind, relation.related_model, relation.field.attname
    for field in record._meta.many_to_many:
        yield str(field.verbose_name), field.remote_field.through, f"{field.m2m_field_name()}_id"


def owner_of(through: Any, link: Any) -> tuple[Any, Any]:
    """Whose relation a row between two records is: the table with the field, and the record's key."""
    for table in apps.get_models():
        for field in table._meta.local_many_to_many:
            if field.remote_field.through is through:
                return table, getattr(link, f"{field.m2m_field_name()}_id")
    raise LookupError(through)


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool | list | dict) or value is None else str(value)
