"""A desk on which something of everything lies, for tests that look at every page of it.

Runs in the served product, through `manage.py shell`; see the fixture `laid`.
"""

import json
import time
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.utils import setup_test_environment
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from cities.desk.sessions import PROVED
from cities.desk.site import OWED
from cities.merging import merge
from cities.models import City, LinkCheck, Source
from networks.member_lists import importing, taking_in
from networks.member_lists.models import MemberList
from networks.models import Membership, Network, Resolution
from practices.models import Practice
from practices.photographing import take
from submissions import drafting, illustrating, reviewing
from submissions.kinds import FORMS
from submissions.models import Submission
from tests import making, photos
from tests.atlas.test_rights import FILED, made_records

SENDER = {"name": "Eva Muster", "function": "Officer", "email": "eva@town.example", "phone": "+49 30 1234"}
# How long ahead a password counts as given just now: the pages are looked at for longer than a proof lasts.
AHEAD = 24 * 60 * 60
# Rows of which some are known for certain, some likely, one unknown; odd dates too.
LIST = (
    "City;Country;Since\nBonn;DE;2019\nMunchen;DE;May 2020\nEntenhausen;DE;x\nFrankfurt;DE;\nNeustadt;DE;\n"
)


def lay() -> str:
    """Make the records; gives as JSON the sessions of some people, and the addresses of all pages."""
    setup_test_environment()
    chief = _person("chief", is_superuser=True)
    found, kinds = _found(made_records(), chief)
    ours = str(settings.BASE_DIR / "templates")
    # Whatever other tests left, these come first in the inbox.
    Submission.objects.filter(city__slug="own-town").update(sent_at="2021-05-01T12:00Z")
    return json.dumps(
        {
            "sessions": {
                "chief": _session(chief),
                "reader": _session(_person("reader", group="Read-only")),
                "stale": _session(_person("stale", is_superuser=True), proved=0),
                "owing": _session(_owing(), **{OWED: True}),
            },
            "pages": found | _states(chief),
            "kinds": kinds,
            "stock": [name for name, template in kinds.items() if not template.startswith(ours)],
            "lists": [reverse(f"admin:{name}") for name in FILED if name.endswith("_changelist")],
        }
    )


def _person(name: str, *, group: str = "", **values: Any) -> User:
    user: User = User.objects.create_user(f"full-{name}", f"{name}@example.org", "x", is_staff=True, **values)
    if group:
        user.groups.add(Group.objects.get(name=group))
    return user


def _owing() -> User:
    user = _person("owing", is_superuser=True)
    TOTPDevice.objects.create(user=user, confirmed=True)
    return user


def _session(user: User, proved: int | None = None, **values: Any) -> str:
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[PROVED] = int(time.time()) + AHEAD if proved is None else proved
    session.update(values)
    session.save()
    return str(session.session_key)


def _found(records: dict[str, Any], chief: User) -> tuple[dict[str, str], dict[str, str]]:
    """Every address of the table of rights that shows the superuser a page, and the template of that page, by its name."""
    client = Client()
    client.force_login(chief)
    found, kinds = {}, {}
    for name, address in FILED.items():
        if "superuser" not in address.get or address.answer_get != 200:
            continue
        filled = records[address.arguments]
        path = reverse(f"admin:{name}", args=filled() if callable(filled) else filled)
        answer = client.get(path)
        if not answer.headers["Content-Type"].startswith("text/html"):
            continue
        found[name], kinds[name] = path, str(answer.templates[0].origin.name)
    return found, kinds


def _states(chief: User) -> dict[str, str]:
    """Further states of pages that no address of its own names."""
    city, network = City.objects.get(slug="muenchen"), Network.objects.get(slug="eccar")
    change = {
        each._meta.model_name: reverse(
            f"admin:{each._meta.app_label}_{each._meta.model_name}_change", args=[each.pk]
        )
        for each in (
            city,
            network,
            Membership.objects.filter(city=city).first(),
            Resolution.objects.published().filter(sources__isnull=False).first(),
            _practice_with_photos(),
            _source(city),
            _merge(chief),
        )
    }
    return (
        {f"{name} of the register": address for name, address in change.items()}
        | _reviews(chief)
        | _member_lists(network, chief)
        | {
            "history of the register": change["city"].replace("change", "history"),
            "source to replace": change["source"].replace("change", "replace"),
            "point found": change["city"].replace("change", "locate") + "?q=Augsburg&take=2954172",
            "point not found": change["city"].replace("change", "locate") + "?q=Qqqqzzz",
            "place to find": reverse("admin:cities_city_find") + "?q=Augsburg",
            "list of nothing": reverse("admin:cities_city_changelist") + "?q=xyzzyx",
            "list with filters": reverse("admin:cities_city_changelist")
            + "?country__code__exact=DE&publication__exact=published",
            "list, second page": reverse("admin:networks_membership_changelist") + "?p=2",
            "popup of a list": reverse("admin:cities_source_changelist") + "?_popup=1&_to_field=id",
            "popup of a new record": reverse("admin:cities_source_add") + "?_popup=1",
            "popup of a record": change["city"] + "?_popup=1&_to_field=id",
            "app of networks": reverse("admin:app_list", args=["networks"]),
            "app of accounts": reverse("admin:app_list", args=["auth"]),
            "app of submissions": reverse("admin:app_list", args=["submissions"]),
        }
    )


def _practice_with_photos() -> Practice:
    practice = Practice.objects.published().filter(sources__isnull=False).first()
    assert practice
    photos.make_photo(practice)
    return practice


def _source(city: City) -> Source:
    source = city.portrait_sources.first() or Source.objects.filter(memberships__city=city).first()
    assert source
    Source.objects.filter(pk=source.pk).update(link_status="moved", moved_to="https://city.example/new")
    LinkCheck.objects.create(
        source=source, at="2022-05-01T12:00Z", outcome="answered", code=200, final_url=source.url
    )
    return source


def _merge(chief: User) -> Any:
    return merge(
        making.make_city("troy"), making.make_city("ilion"), editor=chief, reason="dug up", chosen={}
    )


def _reviews(chief: User) -> dict[str, str]:
    """A review of each kind: of a change and, where there can be one, of something new; and each state of it."""
    found = {}
    for kind, form in FORMS.items():
        table: Any = {
            "practice": Practice,
            "city": City,
            "membership": Membership,
            "resolution": Resolution,
        }.get(kind, City)
        record = table.objects.published().order_by("-pk").first()
        typed = form.typed_of(record, "en")
        typed |= {
            "practice": {"title": ["A card for everybody"], "summary": ["The city gives cards."]},
            "city": {
                "portrait": ["The council speaks of arrival.\n\nSince 2019 there is an office."],
                "population": ["12345"],
            },
            "membership": {"joined": ["2019"]},
            "resolution": {"title": ["We have room"]},
            "correction": {
                "fault": ["wrong"],
                "text": ["It joined in 2019."],
                "sources_url": ["https://town.example/"],
                "sources_title": ["Minutes"],
            },
        }[kind]
        found[f"review of a change of {kind}"] = _sent(kind, typed, record)
        if not form.needs_record:
            found[f"review of a new {kind}"] = _sent(
                kind, typed | {"place": ["Bonn"], "written_in": ["en"]}, None
            )
    conflict = Practice.objects.get(slug="own-practice")
    found["review with a conflict"] = _sent(
        "practice", FORMS["practice"].typed_of(conflict, "en") | {"title": ["Its title"]}, conflict
    )
    conflict.title = making.text("Another title", "Ein anderer Titel")
    conflict.save()
    found["review with photos"] = address = _sent(
        "practice", FORMS["practice"].typed_of(conflict, "en"), conflict, pictures=2
    )
    for act in ("taken", "asked", "declined"):
        address = _sent("practice", FORMS["practice"].typed_of(conflict, "en"), conflict)
        submission = Submission.objects.latest("pk")
        editor = User.objects.get(username="full-reader") if act == "taken" else chief
        reviewing.take(submission, editor)
        if act == "asked":
            reviewing.ask(submission, editor, "Since when?", {"title": "Is it short?"})
        if act == "declined":
            reviewing.decline(submission, editor, "It is an advertisement.")
        found[f"review, {act}"] = address
    return found


def _sent(kind: str, typed: dict[str, list[str]], record: Any, *, pictures: int = 0) -> str:
    city = record if isinstance(record, City) else getattr(record, "city", None)
    submission = drafting.begin(
        kind, typed, language="en", form_key=f"{kind} {time.monotonic_ns()}", city=city, record=record
    )
    drafting.save(submission, typed, city=city)
    for number in range(pictures):
        texts = {
            "alt": "Four fields in four colours",
            "credit": "Ada Example",
            "licence": "CC-BY-4.0",
            "agreed": True,
        }
        illustrating.add(submission, take(photos.upload()), texts if number else {}, key=f"photo {number}")
    drafting.introduce(submission, **SENDER)
    drafting.send(submission)
    drafting.confirm(submission)
    return reverse("admin:submissions_submission_change", args=[submission.pk])


def _member_lists(network: Network, chief: User) -> dict[str, str]:
    """A list at each of its steps."""

    def made() -> MemberList:
        return taking_in.take_in(
            network, SimpleUploadedFile("members.csv", LIST.encode()), "members.csv", user=chief
        )

    def matched() -> MemberList:
        found = made()
        taking_in.name_columns(
            found, headings=0, fields={"name": 0, "country": 1, "joined": 2}, country="", language="en"
        )
        taking_in.match_rows(found)
        return found

    def sourced() -> MemberList:
        found = matched()
        found.rows.filter(city=None).update(left_out=True)
        importing.give_source(found, url="https://network.example/members", title="Members")
        return found

    imported = sourced()
    importing.import_list(imported, user=chief)
    steps = {
        "columns": made(),
        "places": matched(),
        "source": matched(),
        "preview": sourced(),
        "done": imported,
        "undo": imported,
    }
    return {
        f"member list, {step}": reverse(f"admin:networks_memberlist_{step}", args=[each.pk])
        for step, each in steps.items()
    }
