"""Let people in, and say in JSON what the desk's pages are called: every table of the admin is found by itself. See desk.py."""

import json
from collections.abc import Iterator
from itertools import combinations, product
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib import admin  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.auth.models import Group, User  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.urls import reverse  # noqa: E402

from cities.desk.sessions import SessionStore  # noqa: E402
from networks.member_lists.models import MemberList  # noqa: E402
from submissions.models import Kind, Submission  # noqa: E402
from submissions.states import State  # noqa: E402

# Of a filter with many choices (networks, countries) the first and the last take part in combinations.
ENDS = 2
WORDS = ("ber", "a", "s e", "zzzz")


def let_in(name: str) -> tuple[User, str]:
    """Somebody and their session: an editor, or a superuser for the tables that only those see."""
    user, _new = User.objects.get_or_create(
        username=name, defaults={"is_staff": True, "is_superuser": name == "superuser"}
    )
    user.groups.set(Group.objects.filter(name="Editor"))
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session.save()
    return user, str(session.session_key)


def pages(model_admin: Any, user: User) -> dict[str, list[str]]:
    """The pages of one table, by kind: whatever its list can be asked for, its form and its history."""
    request = RequestFactory().get("/")
    request.user = user
    changes = model_admin.get_changelist_instance(request)
    name = f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}"
    here = reverse(f"{name}_changelist")
    filters = [list(_choices(each, changes)) for each in changes.filter_specs]
    ends = [[*each[:ENDS], *each[ENDS:][-ENDS:]] for each in filters]
    orders = [
        {"o": f"{sign}{column}"} for column in range(1, len(changes.list_display)) for sign in ("", "-")
    ]
    last = {"p": str(changes.paginator.num_pages)}

    def lists(*parts: Any) -> list[str]:
        return [
            f"{here}?{urlencode({key: value for each in asked for key, value in each.items()})}"
            for asked in product(*parts)
        ]

    found = {
        "list": [here],
        "searched": lists([{"q": word} for word in WORDS]) if changes.search_fields else [],
        "filtered": [address for each in filters for address in lists(each)],
        "filtered twice": [address for pair in combinations(ends, 2) for address in lists(*pair)],
        "sorted": lists(orders),
        "filtered, sorted": [address for each in ends for address in lists(each, orders)],
        "last page": lists([last], [{}, *orders]) if changes.multi_page else [],
    }
    # What was made first has most of what hangs on records.
    record = model_admin.get_queryset(request).order_by("pk").first()
    if record is not None:
        if model_admin.model is not MemberList:  # has steps of its own, see below
            found["form"] = [reverse(f"{name}_change", args=[record.pk])]
        found["history"] = [reverse(f"{name}_history", args=[record.pk])]
    return found


def _choices(filter_: Any, changes: Any) -> Iterator[dict[str, str]]:
    for choice in filter_.choices(changes):
        if asked := dict(parse_qsl(choice["query_string"].removeprefix("?"))):
            yield asked


def database() -> int | None:
    """The process whose children answer the statements, if it runs on this machine beside us; SQLite is a part of the worker."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (ours,) = cursor.fetchone()
    known = Path(f"/proc/{ours}/stat")
    return int(known.read_text().rpartition(")")[2].split()[1]) if known.exists() else None


def further() -> dict[str, list[str]]:
    """Pages that belong to no list of the admin."""
    waits = Submission.objects.filter(state=State.WAITING, kind=Kind.PRACTICE).earliest("sent_at")
    members = MemberList.objects.get(state=MemberList.State.MATCHED)
    suggested = {
        related: (model._meta.app_label, model._meta.model_name, field)
        for model, model_admin in admin.site._registry.items()
        for field in model_admin.autocomplete_fields
        if (related := model._meta.get_field(field).related_model)
    }
    asked = [
        {"app_label": app, "model_name": model, "field_name": field, "term": term}
        for app, model, field in suggested.values()
        for term in ("", "b", "ber")
    ]
    return {
        "start page": [reverse("admin:index")],
        "review": [reverse("admin:submissions_submission_change", args=[waits.pk])],
        **{
            f"member list, {step}": [reverse(f"admin:networks_memberlist_{step}", args=[members.pk])]
            for step in ("columns", "places", "preview")
        },
        "suggestions": [f"{reverse('admin:autocomplete')}?{urlencode(each)}" for each in asked],
    }


if __name__ == "__main__":
    people = {name: let_in(name) for name in ("bench", "superuser")}
    tables: dict[str, Any] = {}
    for model, model_admin in admin.site._registry.items():
        request = RequestFactory().get("/")
        request.user = people["bench"][0]
        who = "bench" if model_admin.has_view_permission(request) else "superuser"
        user, key = people[who]
        name = str(model._meta.verbose_name_plural)
        tables[name] = {"key": key, "rows": model._default_manager.count(), "pages": pages(model_admin, user)}
    found = {"tables": tables, "further": {"key": people["bench"][1], "pages": further()}}
    print(json.dumps(found | {"database": database()}))
