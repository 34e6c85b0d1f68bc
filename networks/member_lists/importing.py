"""Taking a compared list over into the register: all of it or nothing, and back again as one step."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cities.deeds import Deed
from cities.doing import doing, remember
from cities.models import Edition, Source
from cities.partial_dates import PartialDate
from cities.storing import BATCH
from cities.writing import insert, update
from networks.member_lists import outcome
from networks.member_lists.comparing import WRITTEN, Comparison, compare, plain
from networks.member_lists.models import MemberList
from networks.models import Membership

# All that a new membership holds.
FIELDS = (
    "city",
    "network",
    "status",
    "role",
    "joined",
    "left",
    "attested",
    "note",
    "checked_on",
    "publication",
)


class RefusedError(Exception):
    """The list cannot be imported or undone; the message says why, ``records`` which ones stand in the way."""

    def __init__(self, why: str, records: Sequence[str] = ()) -> None:
        super().__init__(why)
        self.records = list(records)


def give_source(
    member_list: MemberList,
    *,
    source: Source | None = None,
    url: str = "",
    title: str = "",
    publisher: str = "",
    stated_on: PartialDate | None = None,
) -> None:
    """Say where the whole list was read: a source that is there, or a new one (the same address is the same source)."""
    own = member_list.source if member_list.source_is_new else None
    found = source or Source.objects.filter(url=url).first()
    if found is None or (found == own and not source):
        found = found or Source(key=_key(url), url=url, accessed_on=timezone.localdate())
        found.title, found.publisher, found.published_on = title or url, publisher, stated_on
        found.save()
        member_list.source_is_new = True
    else:
        member_list.source_is_new = found == own
    member_list.source, member_list.stated_on = found, stated_on or found.published_on
    member_list.save(update_fields=["source", "source_is_new", "stated_on"])
    outcome.forget(member_list)
    if own and own != found and not _used(own):
        own.delete()


def _key(url: str) -> str:
    """As the register's files make their keys."""
    return f"s{hashlib.sha1(url.encode(), usedforsecurity=False).hexdigest()[:9]}"


@transaction.atomic
def import_list(member_list: MemberList, *, user: Any = None, seen: str = "") -> Comparison:
    """Write what the list says. ``seen`` is the fingerprint of the comparison that the editor looked at."""
    member_list = MemberList.objects.select_for_update(of=("self",)).get(pk=member_list.pk)
    if member_list.state != MemberList.State.MATCHED:
        raise RefusedError(
            _("This list can't be imported now: %(state)s.") % {"state": member_list.get_state_display()}
        )
    if member_list.source is None:
        raise RefusedError(_("The list has no source yet."))
    before = {
        membership.pk: plain(membership, WRITTEN)
        for membership in Membership.objects.filter(network=member_list.network)
    }
    result = compare(member_list)
    if seen and seen != result.fingerprint():
        raise RefusedError(_("The register has changed since you looked. Look again at what would happen."))
    with doing(Deed.Kind.LIST, by=user, about=member_list) as deed:
        deed.target = member_list.pk
        _take_over(member_list, member_list.source, result, before, user)
    Edition.renew()
    return result


def _take_over(
    member_list: MemberList, source: Source, result: Comparison, before: dict[int, list[Any]], user: Any
) -> None:
    """Write what the comparison says, and what was written into the list itself."""
    leaving = [
        each for each in result.vanished if each.pk in set(member_list.leaving.values_list("pk", flat=True))
    ]
    for membership in leaving:
        membership.status = Membership.Status.LEFT
    new = [entry.membership for entry in result.new]
    Membership.objects.bulk_create(new, batch_size=BATCH)
    kept = [entry.membership for entry in (*result.changed, *result.unchanged)]
    written = [each for each in [*kept, *leaving] if plain(each, WRITTEN) != before[each.pk]]
    update(Membership, written, WRITTEN)
    reason = f"member list {member_list.pk} imported: {member_list.file_name}"[:100]
    linked = set(_link(source, [*new, *kept, *leaving]))
    remember(Membership, "+", new, reason, user)
    changed = {each.pk: each for each in [*kept, *leaving] if each.pk in linked} | {
        each.pk: each for each in written
    }
    remember(Membership, "~", changed.values(), reason, user)
    member_list.done = {
        "added": {each.pk: plain(each, FIELDS) for each in new},
        "changed": {each.pk: [before[each.pk], plain(each, WRITTEN)] for each in written},
        "linked": sorted(linked),
        "figures": {
            "new": len(new),
            "drafts": result.drafts,
            "changed": len(result.changed),
            "unchanged": len(result.unchanged),
            "left": len(leaving),
            "stayed": len(result.vanished) - len(leaving),
            "left_out": len(result.left_out),
        },
    }
    member_list.advance(MemberList.State.IMPORTED)
    member_list.imported_by, member_list.imported_at = user, timezone.now()
    member_list.save(update_fields=["done", "state", "imported_by", "imported_at"])


def _link(source: Source, memberships: Iterable[Membership]) -> list[int]:
    """Give the memberships the source where they lack it; the ids of those that lacked it."""
    through = Membership.sources.through
    present = set(
        through._default_manager.filter(source_id=source.pk).values_list("membership_id", flat=True)
    )
    missing = [each.pk for each in memberships if each.pk not in present]
    insert(through, ["membership_id", "source_id"], [(key, source.pk) for key in missing])
    return missing


@transaction.atomic
def undo(member_list: MemberList, *, user: Any = None) -> None:
    """Put back what was before the import. RefusedError if something of it was changed since, and nothing happens."""
    member_list = MemberList.objects.select_for_update(of=("self",)).get(pk=member_list.pk)
    if member_list.state != MemberList.State.IMPORTED:
        raise RefusedError(_("Only a list that is imported can be undone."))
    added = {int(key): after for key, after in member_list.done["added"].items()}
    changed = {int(key): pair for key, pair in member_list.done["changed"].items()}
    wanted = Q(pk__in=added) | Q(pk__in=changed)
    if len(added) + len(changed) > BATCH:  # fewer ids than the database takes in one question
        wanted = Q(network=member_list.network)
    present = {each.pk: each for each in Membership.objects.filter(wanted).select_related("city", "network")}
    touched = [
        *(
            _name_of(present.get(key), after[0])
            for key, after in added.items()
            if key not in present or plain(present[key], FIELDS) != after
        ),
        *(
            _name_of(present.get(key), None)
            for key, (_before, after) in changed.items()
            if key not in present or plain(present[key], WRITTEN) != after
        ),
        *_further_sources(member_list, added, present),
    ]
    if touched:
        raise RefusedError(
            _("Some memberships were changed after the import, so it can't be undone as a whole."), touched
        )
    restored = [present[key] for key in changed]
    for membership in restored:
        for name, value in zip(WRITTEN, changed[membership.pk][0], strict=True):
            column: Any = membership._meta.get_field(name)
            setattr(membership, name, column.to_python(value))
    with doing(Deed.Kind.LIST_UNDONE, by=user, about=member_list):
        _take_back(member_list, restored, [present[key] for key in added], user)
    Deed.objects.filter(kind=Deed.Kind.LIST, target=member_list.pk).update(undone_at=member_list.undone_at)
    Edition.renew()


def _take_back(
    member_list: MemberList, restored: Sequence[Membership], gone: Sequence[Membership], user: Any
) -> None:
    """Write the memberships as they were, remove the new ones, and say so in the list and in the histories."""
    reason = f"member list {member_list.pk} undone: {member_list.file_name}"[:100]
    update(Membership, restored, WRITTEN)
    remember(Membership, "-", gone, reason, user)
    _unlink(member_list)
    remember(Membership, "~", restored, reason, user)
    only_linked = sorted(set(member_list.done["linked"]) - {each.pk for each in (*restored, *gone)})
    for start in range(0, len(only_linked), BATCH):
        unlinked = Membership.objects.filter(pk__in=only_linked[start : start + BATCH])
        remember(Membership, "~", unlinked, reason, user)
    _remove([each.pk for each in gone])
    source = member_list.source
    member_list.advance(MemberList.State.UNDONE)
    member_list.undone_by, member_list.undone_at = user, timezone.now()
    member_list.save(update_fields=["state", "undone_by", "undone_at"])
    if source and member_list.source_is_new and not _used(source, besides=member_list):
        source.delete()


def _name_of(membership: Membership | None, city: Any) -> str:
    return (
        str(membership)
        if membership
        else _("removed since: membership of place %(id)s") % {"id": city or "?"}
    )


def _further_sources(
    member_list: MemberList, added: dict[int, Any], present: dict[int, Membership]
) -> list[str]:
    """New memberships that have got a source since, which would be lost with them."""
    through = Membership.sources.through
    rows = through._default_manager.filter(membership__network=member_list.network).exclude(
        source=member_list.source
    )
    keys = {key for key in rows.values_list("membership_id", flat=True) if key in added}
    return [str(present[key]) for key in sorted(keys) if key in present]


def _unlink(member_list: MemberList) -> None:
    through = Membership.sources.through
    linked = set(member_list.done["linked"])
    links = through._default_manager.filter(source=member_list.source)
    rows = [row for row, key in links.values_list("pk", "membership_id") if key in linked]
    for start in range(0, len(rows), BATCH):
        through._default_manager.filter(pk__in=rows[start : start + BATCH]).delete()


def _remove(keys: list[int]) -> None:
    """Delete memberships without a signal for each: their history is written already. What still points to them stops it."""
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH]
        MemberList.leaving.through._default_manager.filter(membership_id__in=batch).delete()
        memberships = Membership.objects.filter(pk__in=batch)
        memberships._raw_delete(memberships.db)


def _used(source: Source, *, besides: MemberList | None = None) -> bool:
    """Whether any record names the source."""
    for relation in Source._meta.related_objects:
        table: Any = relation.related_model
        rows = table._default_manager.filter(**{relation.field.name: source})
        if table is MemberList and besides:
            rows = rows.exclude(pk=besides.pk)
        if rows.exists():
            return True
    return False


@transaction.atomic
def discard(member_list: MemberList) -> None:
    """Put a list away that is not imported, with the source that only it brought."""
    member_list.advance(MemberList.State.DISCARDED)
    member_list.save(update_fields=["state"])
    source = member_list.source
    if source and member_list.source_is_new and not _used(source, besides=member_list):
        source.delete()


def take_up(member_list: MemberList) -> None:
    """Go on with a list that was put away, where it was; what was decided by hand is still there."""
    if member_list.rows.filter(verdict="").exists():
        member_list.advance(MemberList.State.MAPPED)
    elif member_list.rows.exists():
        member_list.advance(MemberList.State.MATCHED)
    else:
        member_list.advance(MemberList.State.READ)
    member_list.save(update_fields=["state"])
