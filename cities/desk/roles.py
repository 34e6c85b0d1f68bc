"""Who may do what: the one table of roles, models and actions.

A later model is a line here. Actions are Django's view, add, change and delete; a word with an underscore is the
codename of a permission of its own, e.g. "import_members". The groups are kept equal to this table by each `migrate`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _

ALL = "view add change delete"
KEEP = "view add change"  # without deleting


@dataclass(frozen=True)
class Role:
    """A group of editors: its words, and its actions by "app.model"."""

    name: str  # of the group, in every language the same
    label: Any
    can: Any
    actions: Mapping[str, str]
    limited: bool = False  # to what cities.desk.reach says


ROLES = (
    Role(
        name="Editor",
        label=_("Editor"),
        can=_("Keeps the register: all records and sources, publishing, importing, undoing."),
        actions={
            "cities.country": KEEP,
            "cities.region": KEEP,
            "cities.topic": KEEP,
            "cities.city": ALL,
            "cities.cityname": ALL,
            "cities.source": ALL,
            "networks.network": ALL,
            "networks.networktopic": ALL,
            "networks.membership": ALL,
            "networks.resolution": ALL,
            "practices.practice": ALL,
            "practices.photo": ALL,
            "cities.linkcheck": "view",
            "cities.chore": "view",
            "cities.merge": "view add",
            "cities.binned": "view change delete",
            "networks.memberlist": "view import_members",
            "submissions.submission": "view change answer_requests",
            "submissions.reason": ALL,
            "submissions.representative": KEEP,
        },
    ),
    Role(
        name="Reviewer",
        label=_("Reviewer"),
        can=_("Works the inbox of submissions and reads all records, but changes none of them by hand."),
        actions={
            "cities.country": "view",
            "cities.region": "view",
            "cities.topic": "view",
            "cities.city": "view",
            "cities.cityname": "view",
            "cities.source": "view",
            "networks.network": "view",
            "networks.networktopic": "view",
            "networks.membership": "view",
            "networks.resolution": "view",
            "practices.practice": "view",
            "practices.photo": "view",
            "submissions.submission": "view change",
            "submissions.reason": "view",
            "submissions.representative": "view",
        },
    ),
    Role(
        name="Network coordinator",
        label=_("Network coordinator"),
        can=_(
            "Sees and changes the memberships of the networks named below, and the places in them. "
            "New memberships wait for an editor to publish them."
        ),
        actions={
            "cities.city": "view change",
            "cities.cityname": ALL,
            "cities.source": "view add",
            "networks.network": "view",
            "networks.networktopic": "view",
            "networks.membership": KEEP,
        },
        limited=True,
    ),
    Role(
        name="Read-only",
        label=_("Read-only"),
        can=_("Reads all records, drafts too, and changes nothing."),
        actions={
            "cities.country": "view",
            "cities.region": "view",
            "cities.topic": "view",
            "cities.city": "view",
            "cities.cityname": "view",
            "cities.source": "view",
            "networks.network": "view",
            "networks.networktopic": "view",
            "networks.membership": "view",
            "networks.resolution": "view",
            # No submissions: they say who sent them.
            "practices.practice": "view",
            "practices.photo": "view",
        },
    ),
)
BY_NAME = {role.name: role for role in ROLES}


def codename(model: str, action: str) -> str:
    """The permission of an action: "view" on "cities.city" is view_city."""
    return action if "_" in action else f"{action}_{model.partition('.')[2]}"


def keep(app_label: str, using: str = "default") -> None:
    """Give the groups exactly the permissions that the table names in one app."""
    from django.contrib.auth.models import Group, Permission

    known = {
        (permission.content_type.model, permission.codename): permission
        for permission in Permission.objects.using(using)
        .filter(content_type__app_label=app_label)
        .select_related("content_type")
    }
    for role in ROLES:
        group, _new = Group.objects.using(using).get_or_create(name=role.name)
        wanted = {
            known[key]
            for model, actions in role.actions.items()
            if model.startswith(f"{app_label}.")
            for action in actions.split()
            if (key := (model.partition(".")[2], codename(model, action))) in known
        }
        held = set(group.permissions.filter(content_type__app_label=app_label))
        group.permissions.add(*wanted - held)
        group.permissions.remove(*held - wanted)


def roles_of(user: User) -> list[Role]:
    """Somebody's roles. Remembered with the object, like Django's own permissions."""
    # Asked of the account itself: `request.user` is a wrapper that has nothing of its own.
    known: list[Role] | None = getattr(user, "_desk_roles", None)
    if known is None:
        names = set(user.groups.values_list("name", flat=True))
        known = [role for role in ROLES if role.name in names]
        user._desk_roles = known  # type: ignore[attr-defined]
    return known


def is_limited(user: User, model: str, action: str) -> bool:
    """Whether somebody may do this with some records only: no role that allows it allows it everywhere."""
    if getattr(user, "is_superuser", False):
        return False
    allowing = [role for role in roles_of(user) if action in role.actions.get(model, "").split()]
    return bool(allowing) and all(role.limited for role in allowing)


def unknown_lines() -> list[str]:
    """Lines of the table that name no permission there is; a test keeps this empty."""
    from django.contrib.auth.models import Permission

    known = set(Permission.objects.values_list("content_type__app_label", "content_type__model", "codename"))
    return [
        f"{role.name}: {model} {action}"
        for role in ROLES
        for model, actions in role.actions.items()
        for action in actions.split()
        if (*model.split("."), codename(model, action)) not in known
        and apps.is_installed(model.partition(".")[0])
    ]
