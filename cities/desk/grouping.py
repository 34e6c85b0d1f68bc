"""The tables of the desk under headings that say what they are for, instead of one for each app."""

from typing import Any

from django.utils.translation import gettext_lazy as _

GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_("Inbox"), ("submissions.submission", "submissions.representative", "submissions.reason")),
    (
        _("Register"),
        (
            "cities.city",
            "networks.network",
            "networks.membership",
            "networks.memberlist",
            "networks.resolution",
            "practices.practice",
            "cities.source",
        ),
    ),
    (_("Lists to choose from"), ("cities.topic", "cities.country", "cities.region")),
)
OTHERS = _("The desk itself")


def grouped(app_list: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The tables that somebody sees, under our headings; what has none comes last."""
    found = {
        each["model"]._meta.label_lower: each
        for app in app_list
        for each in app["models"]
        if each["admin_url"]
    }
    groups = [
        {"title": title, "tables": [found.pop(label) for label in labels if label in found]}
        for title, labels in GROUPS
    ]
    groups.append({"title": OTHERS, "tables": list(found.values())})
    return [group for group in groups if group["tables"]]
