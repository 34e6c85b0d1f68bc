"""Which records somebody reaches, where a role allows an action for some of them only.

The floors above say their rules here when they start, so that this floor need not know them. A model without a rule
is reached as a whole by everybody who has the permission. Nothing here grants: permissions do.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.db.models import Model, QuerySet

from cities.desk.roles import is_limited

Rows = TypeVar("Rows", bound="QuerySet[Any]")
# Gives the rows of a queryset that a limited person reaches for an action.
Rule = Callable[[User, "QuerySet[Any]", str], "QuerySet[Any]"]

# "choose" beside the permissions' actions: what may be pointed at from another record's form.
CHOOSE = "choose"
_rules: dict[type[Model], Rule] = {}


def limit(model: type[Model], rule: Rule) -> None:
    """Say what limited people reach of a model."""
    _rules[model] = rule


def is_ruled(user: User, model: type[Model], action: str = "view") -> bool:
    """Whether somebody reaches some records of the model only."""
    action = "view" if action == CHOOSE else action
    return model in _rules and is_limited(user, model._meta.label_lower, action)


def within(user: User, rows: Rows, action: str = "view") -> Rows:
    """Those rows that somebody may view, change, delete or choose. Use it for lists, exports, bulk acts and choices."""
    if not is_ruled(user, rows.model, action):
        return rows
    return _rules[rows.model](user, rows, action)  # type: ignore[return-value]


def reaches(user: User, record: Model, action: str = "view") -> bool:
    """Whether somebody may do this with this record, as far as it is a question of which one."""
    if not is_ruled(user, type(record), action):
        return True
    rows: QuerySet[Any] = type(record)._default_manager.filter(pk=record.pk)
    return within(user, rows, action).exists()
