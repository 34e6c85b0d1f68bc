"""Fill a register up to so many memberships and submissions, and let an editor in. A program of its own: see desk.py."""

import datetime
import sys
from itertools import cycle, islice, product

import django

django.setup()

from django.apps import apps  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.auth.models import Group, User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from cities.desk.sessions import SessionStore  # noqa: E402
from cities.models import City, Topic  # noqa: E402
from networks.models import Membership, Network  # noqa: E402
from submissions.models import Kind, Sender, Submission  # noqa: E402
from submissions.states import ENDED, State  # noqa: E402

STATES = (State.WAITING, State.PUBLISHED, State.REVIEW, State.DECLINED, State.QUESTION, State.PUBLISHED)


def fill_memberships(number: int) -> None:
    """Further memberships, undated and only named by others, of pairs that have none."""
    missing = number - Membership.objects.count()
    taken = set(Membership.objects.values_list("city_id", "network_id"))
    cities, networks = City.objects.values_list("pk", flat=True), Network.objects.values_list("pk", flat=True)
    free = (pair for pair in product(networks, cities) if (pair[1], pair[0]) not in taken)
    Membership.objects.bulk_create(
        (
            Membership(city_id=city, network_id=network, status="listed", publication="published")
            for network, city in islice(free, max(0, missing))
        ),
        batch_size=2000,
    )


def fill_submissions(number: int) -> int:
    """Submissions in all states over three years; gives one that waits, with every question answered."""
    now, topic = timezone.now(), Topic.objects.first()
    payload = {
        "written_in": ["en"],
        "title": ["A city card for everybody"],
        "summary": ["The city gives a card to all who live in it."],
        "main_topic": [topic.slug if topic else ""],
        "challenge": ["Doors were shut. " * 40],
        "approach": ["First we asked, then we printed, then we gave. " * 40],
        "target_groups": ["all-residents"],
        "status": ["running"],
        "start_year": ["2019"],
        "sources_url": ["https://town.example/card"],
        "sources_title": ["The card"],
    }
    rows = []
    places = cycle(City.objects.values_list("pk", flat=True)[:2000])
    for place, city, state in zip(range(number), places, cycle(STATES), strict=False):
        at = now - datetime.timedelta(hours=5 * place)
        rows.append(
            Submission(
                kind=Kind.PRACTICE if place % 2 else list(Kind)[place % len(Kind)],
                state=state,
                language="en",
                city_id=city,
                payload=payload,
                subject=f"A city card {place}",
                search_text=f" a city card {place}",
                token_hash=f"hash {place}",
                nonce=f"nonce {place}",
                form_key=f"key {place}",
                begun_at=at,
                sent_at=at,
                confirmed_at=at,
                decided_at=at if state in ENDED else None,
            )
        )
    Submission.objects.bulk_create(rows, batch_size=500)
    Sender.objects.bulk_create(
        (
            Sender(submission=row, name="Eva", function="Officer", email=f"eva{row.pk % 50}@town.example")
            for row in rows
        ),
        batch_size=2000,
    )
    found = Submission.objects.filter(state=State.WAITING, kind=Kind.PRACTICE).first()
    assert found  # noqa: S101  (made just now)
    return found.pk


def let_in() -> str:
    """The session of an editor."""
    user = User.objects.create_user("bench", is_staff=True)
    user.groups.add(Group.objects.get(name="Editor"))
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session.save()
    return str(session.session_key)


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    fill_memberships(int(sys.argv[1]))
    review = fill_submissions(int(sys.argv[2]))
    # The longest form of each table: the record that was made first has most of what hangs on it.
    records = [
        apps.get_model(table.replace("/", ".")).objects.order_by("pk").first() for table in sys.argv[3:]
    ]
    print(let_in(), review, *(record.pk if record else 0 for record in records))
