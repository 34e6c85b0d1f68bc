"""Writing many rows with one prepared statement, where the ORM would build a long one for every few rows."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import connection, models


def insert(table: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Add rows with these columns. No ids come back: this is for rows whose ids nobody needs, like links and history."""
    fields = [table._meta.get_field(name) for name in columns]
    names, values = ", ".join(map(_column, fields)), ", ".join(["%s"] * len(fields))
    _write(f"INSERT INTO {_table(table)} ({names}) VALUES ({values})", fields, rows)  # noqa: S608


def update(table: type[models.Model], records: Collection[models.Model], columns: Iterable[str]) -> None:
    """Write these columns of the records, found by their ids."""
    key: Any = table._meta.pk
    fields: list[Any] = [*(table._meta.get_field(name) for name in columns), key]
    changes = ", ".join(f"{_column(field)} = %s" for field in fields[:-1])
    sql = f"UPDATE {_table(table)} SET {changes} WHERE {_column(key)} = %s"  # noqa: S608
    _write(sql, fields, [[getattr(record, field.attname) for field in fields] for record in records])


def _write(sql: str, fields: Sequence[Any], rows: Iterable[Sequence[Any]]) -> None:
    prepare = [field.get_db_prep_save for field in fields]
    prepared = [[each(value, connection) for each, value in zip(prepare, row, strict=True)] for row in rows]
    if prepared:
        with connection.cursor() as cursor:
            cursor.executemany(sql, prepared)


def _table(table: type[models.Model]) -> str:
    return connection.ops.quote_name(table._meta.db_table)


def _column(field: Any) -> str:
    return connection.ops.quote_name(field.column)
