"""Every address of the desk × every role: who is let in, who is refused.

The addresses are found by themselves. A new one fails `test_every_address_is_filed` until it has its line here:
a table of the admin is one `table(…)`, any other page one entry of PAGES. Submitted forms are empty, so whoever is let in
gets the form back (200) and changes nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from cities.binning import put_into_bin
from cities.deeds import Deed
from cities.models import Chore, Merge, Source
from networks.member_lists import taking_in
from networks.models import Coordination, Network
from submissions.models import Reason, Representative
from tests import making
from tests.submissions import senders

pytestmark = pytest.mark.django_db

# Columns of the table. "own" and "other" coordinate the network of the records asked for, or another one;
# "plain" is staff without a role, "visitor" is nobody.
STAFF = ("plain", "reader", "reviewer", "editor", "own", "other", "superuser")
ROLES = ("visitor", *STAFF)
GROUPS = {
    "reader": "Read-only",
    "reviewer": "Reviewer",
    "editor": "Editor",
    "own": "Network coordinator",
    "other": "Network coordinator",
}
READING = "reader reviewer editor superuser"
EVERYBODY = " ".join(STAFF)


@dataclass(frozen=True)
class Address:
    """Who of the staff gets 200 from it. All others are refused with 403, a visitor is led to the sign-in."""

    arguments: str = ""  # a key of `records`
    get: str = ""
    post: str = ""
    # Where the answer to those let in is another one.
    answer_get: int = 200
    answer_post: int = 200
    # To those not let in; 405 where an address does not take a method at all.
    refusal_get: int = 403
    refusal_post: int = 403
    visitor_get: int = 302
    visitor_post: int = 302


def table(
    model: str,
    view: str,
    *,
    add: str = "",
    change: str = "",
    delete: str = "",
    lists: str = "",
    history: bool = False,
    actions: str = "",
) -> dict[str, Address]:
    """The addresses of one table of the admin, and who may view, add, change and delete the one record asked for.

    `lists` names who opens the list besides, with other records in it.
    """
    name = model.replace(".", "_")
    listing = f"{view} {lists}"
    found = {
        f"{name}_changelist": Address(get=listing, post=listing),
        f"{name}_add": Address(get=add, post=add),
        f"{name}_change": Address(model, get=view, post=change),
        f"{name}_delete": Address(model, get=delete, post=delete),
        f"{name}_history": Address(model, get=view, post=view),
    }
    if history:  # a version of a record; submitting it restores it
        found[f"{name}_simple_history"] = Address(f"{model} version", get=view, post=change)
    return found


TABLES = {
    **table("cities.country", READING, add="editor superuser", change="editor superuser", delete="superuser"),
    **table("cities.region", READING, add="editor superuser", change="editor superuser", delete="superuser"),
    **table("cities.topic", READING, add="editor superuser", change="editor superuser", delete="superuser"),
    **table(
        "cities.city",
        f"{READING} own",
        add="editor superuser",
        change="editor own superuser",
        delete="editor superuser",
        lists="other",
        history=True,
    ),
    **table(
        "cities.source",
        f"{READING} own other",
        add="editor own other superuser",
        change="editor superuser",
        delete="editor superuser",
        history=True,
    ),
    # Housekeeping writes them; nobody else does.
    **table("cities.chore", "editor superuser"),
    **table(
        "networks.network",
        f"{READING} own",
        add="editor superuser",
        change="editor superuser",
        delete="editor superuser",
        lists="other",
        history=True,
    ),
    **table(
        "networks.membership",
        f"{READING} own",
        add="editor own other superuser",
        change="editor own superuser",
        delete="editor superuser",
        lists="other",
        history=True,
    ),
    **table(
        "networks.resolution",
        READING,
        add="editor superuser",
        change="editor superuser",
        delete="editor superuser",
        history=True,
    ),
    **table(
        "practices.practice",
        READING,
        add="editor superuser",
        change="editor superuser",
        delete="editor superuser",
        history=True,
    ),
    **table("submissions.submission", "reviewer editor superuser", change="reviewer editor superuser"),
    **table(
        "submissions.reason",
        "reviewer editor superuser",
        add="editor superuser",
        change="editor superuser",
        delete="editor superuser",
    ),
    **table(
        "submissions.representative",
        "reviewer editor superuser",
        add="editor superuser",
        change="editor superuser",
        delete="superuser",
    ),
    **table("networks.memberlist", "editor superuser", add="editor superuser", change="editor superuser"),
    # A merge is written by merging, and undone on a page of its own.
    **table("cities.merge", "editor superuser"),
    **table("cities.binned", "editor superuser"),
    # What happened to a record is told to those who see it.
    **table("cities.deed", f"{READING} own", lists="other"),
    **table("auth.user", "superuser", add="superuser", change="superuser", delete="superuser"),
    **table("desk.signin", "superuser"),
}
OPEN = Address(get=EVERYBODY, post=EVERYBODY, visitor_get=200, visitor_post=200)
ONLY_READ = replace(OPEN, post="", refusal_post=405, visitor_post=405)
ONLY_SENT = Address(post=EVERYBODY, refusal_get=405, answer_post=302)
EDITORS = Address(get="editor superuser", post="editor superuser")
A_LIST = replace(EDITORS, arguments="networks.memberlist")
PAGES = {
    "index": Address(get=EVERYBODY, post=EVERYBODY),
    # The list of an app: 404 for those who see none of its tables.
    "app_list": Address(
        "app",
        get=f"{READING} own other",
        post=f"{READING} own other",
        refusal_get=404,
        refusal_post=404,
    ),
    "login": replace(OPEN, answer_get=302),
    "logout": ONLY_SENT,
    "leave": ONLY_SENT,
    "language": replace(ONLY_SENT, visitor_get=405),
    "password_change": Address(get=EVERYBODY, post=EVERYBODY),
    "password_change_done": Address(get=EVERYBODY, refusal_post=405),
    "password_reset": OPEN,
    "password_reset_done": ONLY_READ,
    "password_reset_confirm": replace(OPEN, arguments="wrong token"),
    "password_reset_complete": ONLY_READ,
    "second_factor": Address(get=EVERYBODY, post=EVERYBODY, answer_get=302, answer_post=302),
    "second_factor_set_up": Address(get=EVERYBODY, post=EVERYBODY),
    "second_factor_picture": Address(get=EVERYBODY, post=EVERYBODY),
    "account": Address(get=EVERYBODY, post=EVERYBODY),
    "account_codes": ONLY_SENT,
    "account_sign_out_everywhere": ONLY_SENT,
    # Not without saying for which field; tests/networks/test_coordinating.py asks for some.
    "autocomplete": Address(refusal_post=405),
    "jsi18n": Address(get=EVERYBODY, refusal_post=405),
    # Our records have no address of their own in the sense of Django: there is nothing to lead to.
    "view_on_site": Address("content", refusal_get=404, refusal_post=404),
    **{
        f"{name}_export": replace(OPEN, arguments="csv", get=who, post=who, visitor_get=302, visitor_post=302)
        for name, who in {
            "cities_city": f"{READING} own other",
            "cities_source": f"{READING} own other",
            "networks_network": f"{READING} own other",
            "networks_membership": f"{READING} own other",
            "networks_resolution": READING,
            "practices_practice": READING,
        }.items()
    },
    "cities_city_find": EDITORS,
    # Nothing is chosen yet.
    "cities_city_locate": Address("cities.city", get="editor own superuser", post="editor own superuser"),
    "cities_source_check": replace(
        EDITORS, arguments="cities.source", get="", refusal_get=405, answer_post=302
    ),
    "cities_source_replace": replace(EDITORS, arguments="cities.source"),
    "cities_city_merge": replace(EDITORS, arguments="cities.city pair"),
    "cities_source_merge": replace(EDITORS, arguments="cities.source pair"),
    "networks_network_merge": replace(EDITORS, arguments="networks.network pair"),
    "cities_binned_restore": replace(EDITORS, arguments="cities.binned", answer_post=302),
    "cities_binned_remove": replace(EDITORS, arguments="cities.binned", answer_post=302),
    "cities_merge_undo": replace(EDITORS, arguments="undone merge"),
    "cities_deed_undo": replace(EDITORS, arguments="cities.deed"),
    # A list that is matched and has its source: past the steps before, not yet in the register.
    "networks_memberlist_choices": EDITORS,
    "networks_memberlist_columns": replace(A_LIST, answer_post=302),
    "networks_memberlist_matching": replace(A_LIST, answer_get=302, answer_post=302),
    "networks_memberlist_places": replace(A_LIST, answer_post=302),
    "networks_memberlist_source": A_LIST,
    "networks_memberlist_preview": replace(A_LIST, answer_post=302),
    "networks_memberlist_done": replace(A_LIST, answer_get=404, answer_post=404),
    "networks_memberlist_undo": replace(A_LIST, answer_get=404, answer_post=404),
    "networks_memberlist_discard": replace(A_LIST, get="", refusal_get=405, answer_post=302),
    "networks_memberlist_take_up": replace(A_LIST, get="", refusal_get=405, answer_post=404),
    "submissions_photo_file": Address(
        "no upload",
        get="reviewer editor superuser",
        post="reviewer editor superuser",
        answer_get=404,
        answer_post=404,
    ),
    "submissions_person": EDITORS,
    "submissions_preview": Address("submission preview", get="reviewer editor superuser", refusal_post=405),
    "practices_photo_file": Address("no photo", get=READING, answer_get=404, refusal_post=405),
    "auth_user_password_change": Address("auth.user", get="superuser", post="superuser"),
}
FILED = TABLES | PAGES
# The review says what a decision lacks.
# A list leads to the step that it has come to.
FILED["networks_memberlist_change"] = replace(
    FILED["networks_memberlist_change"], answer_get=302, answer_post=302
)
# A deed leads to the way back.
FILED["cities_deed_change"] = replace(
    FILED["cities_deed_change"], post=FILED["cities_deed_change"].get, answer_get=302, answer_post=302
)
FILED["submissions_submission_change"] = replace(FILED["submissions_submission_change"], answer_post=422)
# The one address without a name catches what has none.
NAMELESS = {"(?P<url>.*)$"}
# Django's old form of a record's address, which leads on to the present one.
LEADING_ON = "<path:object_id>/"


def addresses() -> Iterator[URLPattern]:
    """All patterns of addresses below /admin/."""

    def walk(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns)
            else:
                yield pattern

    desk = next(each for each in get_resolver().url_patterns if str(each.pattern) == "admin/")
    assert isinstance(desk, URLResolver)
    yield from walk(desk.url_patterns)


def test_every_address_is_filed() -> None:
    patterns = list(addresses())

    assert {pattern.name for pattern in patterns if pattern.name} == set(FILED)
    assert {str(pattern.pattern) for pattern in patterns if not pattern.name} <= NAMELESS | {LEADING_ON}


@pytest.fixture(scope="module")
def records(standing: None) -> dict[str, Any]:
    return {name: made() if callable(made) else made for name, made in made_records().items()}


def made_records() -> dict[str, Any]:
    """Arguments of addresses: a place, its network and membership, and what else there is one of.

    What a look at it may change comes as a function that makes a new one.
    """
    city = making.make_city("own-town", region="DE-NW")
    network = making.make_network("own-network")
    membership = making.make_membership(city, network)
    resolution = making.make_resolution(city)
    practice = making.make_practice(city, "own-practice")
    source = making.make_source("s-own")
    someone = User.objects.create_user("someone")
    other_town, other_network = making.make_city("other-town"), making.make_network("other-network")
    making.make_membership(other_town, other_network)
    # What is undone is not undone again, so that the same one serves all.
    undone = Merge.objects.create(
        table="city", kept=city.pk, gone=other_town.pk, undone_at="2022-05-01T12:00Z"
    )
    found: dict[str, Any] = {
        "": [],
        "app": ["cities"],
        "wrong token": ["MQ", "set-password"],
        "no photo": ["nowhere", 320],
        "no upload": [1, "nowhere", 320],
        # Sent through the form, as any other.
        "submissions.submission": lambda: [senders.confirmed(Client(), "Own Town").pk],
        "submission preview": lambda: [senders.confirmed(Client(), "Own Town").pk, "en"],
        "networks.memberlist": lambda: [member_list(network, source)],
        "csv": ["csv"],
        "cities.merge": [undone.pk],
        "undone merge": [undone.pk],
        "cities.deed": [Deed.objects.filter(table="membership", record=membership.pk).latest("pk").pk],
        "cities.binned": lambda: [put_into_bin(making.make_city(), editor=someone).pk],
        "cities.city pair": [city.pk, other_town.pk],
        "cities.source pair": [source.pk, making.make_source("s-other").pk],
        "networks.network pair": [network.pk, other_network.pk],
        "submissions.reason": [Reason.objects.create(name="Double", use="decline", text="Twice.").pk],
        "submissions.representative": [
            Representative.objects.create(city=city, email="mayor@example.org", language="en", how="phone").pk
        ],
        "content": [1, 1],
        "auth.user": [someone.pk],
        "cities.chore": [Chore.objects.create(name="sweep", next_due_at="2022-05-01T12:00Z").pk],
        "desk.signin": [someone.sign_ins.create(at="2022-05-01T12:00Z", act="password", outcome="failed").pk],
    }
    for record in (
        city,
        city.country,
        city.region,
        practice.main_topic,
        source,
        network,
        membership,
        resolution,
        practice,
    ):
        label = record._meta.label_lower
        found[label] = [record.pk]
        if hasattr(record, "history"):
            found[f"{label} version"] = [record.pk, record.history.latest().pk]
    return found


def member_list(network: Network, source: Source) -> int:
    """A member list that waits to be imported."""
    file = SimpleUploadedFile("list.csv", b"City\nOwn Town\n")
    found = taking_in.take_in(network, file, file.name)
    taking_in.name_columns(found, headings=0, fields={"name": 0}, country="", language="")
    taking_in.match_rows(found)
    found.source = source
    found.save()
    return int(found.pk)


@pytest.fixture(scope="module")
def sessions(records: dict[str, Any]) -> dict[str, str]:
    """What the browser of each role of the staff holds."""
    found = {}
    for role in STAFF:
        user = User.objects.create_user(role, is_staff=True, is_superuser=role == "superuser")
        if role in GROUPS:
            user.groups.add(Group.objects.get(name=GROUPS[role]))
        if role in {"own", "other"}:
            network = Network.objects.get(slug=f"{role}-network")
            Coordination.objects.create(user=user, network=network)
        client = Client()
        client.force_login(user)
        found[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return found


@pytest.fixture
def clients(sessions: dict[str, str]) -> dict[str, Client]:
    """One browser for each role."""
    found = {role: Client() for role in ROLES}
    for role, key in sessions.items():
        found[role].cookies[settings.SESSION_COOKIE_NAME] = key
    return found


def expected(address: Address, role: str, method: str) -> int:
    """The status that the table asks for."""
    if role == "visitor":
        wanted = "visitor"
    else:
        wanted = "answer" if role in getattr(address, method).split() else "refusal"
    return int(getattr(address, f"{wanted}_{method}"))


@pytest.mark.parametrize("name", FILED)
def test_everybody_gets_what_the_table_says(
    records: dict[str, list[Any]], clients: dict[str, Client], name: str
) -> None:
    filed = FILED[name]
    address = reverse(f"admin:{name}", args=records[filed.arguments])
    got, wanted = {}, {}
    for role in ROLES:
        for method in ("get", "post"):
            if name in {"logout", "leave"} and method == "post":
                continue  # below: it would end the session that the next one needs
            with transaction.atomic():
                got[role, method] = getattr(clients[role], method)(address).status_code
                transaction.set_rollback(True)  # the next one finds what this one found
            wanted[role, method] = expected(filed, role, method)

    assert got == wanted


@pytest.mark.parametrize("name", ["logout", "leave"])
def test_everybody_gets_out(clients: dict[str, Client], name: str) -> None:
    for client in clients.values():
        assert client.post(reverse(f"admin:{name}")).status_code in {200, 302}
        assert client.get(reverse("admin:index")).status_code == 302


def test_the_table_of_roles_names_permissions_that_exist() -> None:
    from cities.desk.roles import unknown_lines

    assert unknown_lines() == []


def test_every_table_that_a_role_reads_is_registered() -> None:
    """A role whose tables nobody shows would be an empty promise; parts of another record's form are no tables."""
    from cities.desk.roles import ROLES as TABLE

    registered = {model._meta.label_lower for model in admin.site._registry}
    parts = {
        "cities.linkcheck",
        "cities.cityname",
        "networks.networktopic",
        "practices.photo",
    }

    assert {model for role in TABLE for model in role.actions} - registered - parts == set()
