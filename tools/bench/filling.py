"""Fill a register with what a desk gathers in years. A program of its own, see desk.py:

python -m tools.bench.filling MEMBERSHIPS SUBMISSIONS
"""

import datetime
import sys
from collections.abc import Iterator
from itertools import cycle, islice, product
from typing import Any

import django

django.setup()

from django.contrib.auth.models import Group, User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import F  # noqa: E402
from django.utils import timezone  # noqa: E402

from cities.desk.models import SignIn  # noqa: E402
from cities.housekeeping import chores  # noqa: E402
from cities.matching import Verdict  # noqa: E402
from cities.models import Binned, Chore, City, LinkCheck, Merge, Source, Topic  # noqa: E402
from cities.partial_dates import PartialDate  # noqa: E402
from networks.member_lists.models import MemberList, MemberListRow  # noqa: E402
from networks.models import Membership, Network  # noqa: E402
from practices.models import Practice  # noqa: E402
from submissions.models import Event, Kind, Reason, Representative, Sender, Submission  # noqa: E402
from submissions.states import ENDED, Act, Actor, State  # noqa: E402

SOURCES, REPRESENTATIVES, BINNED, MERGES, LISTS, SIGN_INS, VERSIONS = (
    10_000,
    2_000,
    500,
    500,
    200,
    20_000,
    200,
)
ROWS_OF_A_LIST, ROWS_OF_THE_OPEN_LIST = 2_000, 10_000
STATES = (State.WAITING, State.PUBLISHED, State.REVIEW, State.DECLINED, State.QUESTION, State.PUBLISHED)
TODAY, NOW = timezone.localdate(), timezone.now()
BATCH = 2_000


def ago(**span: float) -> datetime.datetime:
    return NOW - datetime.timedelta(**span)


def fill_people() -> list[User]:
    """A dozen editors."""
    editors = [User.objects.create_user(f"editor-{number}", is_staff=True) for number in range(12)]
    Group.objects.get(name="Editor").user_set.set(editors)
    SignIn.objects.bulk_create(
        (
            SignIn(
                at=ago(minutes=6 * number),
                act="password",
                outcome=outcome,
                account=editor,
                connection_digest=f"{number % 97:032}",
                browser=browser,
            )
            for number, editor, outcome, browser in zip(
                range(SIGN_INS),
                cycle(editors),
                cycle(("succeeded", "succeeded", "failed")),
                cycle(("Firefox", "Chrome", "Safari", "Edge", "Firefox")),
                strict=False,
            )
        ),
        batch_size=BATCH,
    )
    return editors


def fill_sources() -> list[int]:
    """Sources in ten languages, an eighth of them dead, each checked three times."""
    states = cycle(("alive", "alive", "dead", "alive", "moved", "unclear", "alive", "blocked"))
    languages = cycle(("de", "en", "fr", "it", "es", "de", "pl", "nl", "sv", "el", "ca", ""))
    made = Source.objects.bulk_create(
        [
            Source(
                key=f"filled-{number}",
                url=f"https://town-{number}.example/members",
                title=f"{('Members', 'Beschluss', 'Declaration', 'Liste')[number % 4]} {number}",
                publisher=f"Town {number % 3000}",
                language=language,
                link_status=state,
                checked_at=ago(hours=number),
                failures=4 * (state == "dead"),
            )
            for number, state, language in zip(range(SOURCES), states, languages, strict=False)
        ],
        batch_size=BATCH,
    )
    LinkCheck.objects.bulk_create(
        (
            LinkCheck(source=each, at=ago(days=30 * times), outcome="answered")
            for each in made
            for times in range(3)
        ),
        batch_size=BATCH,
    )
    return [each.pk for each in made]


def fill_memberships(number: int, sources: list[int]) -> None:
    """Further memberships of pairs that have none, every other undated, two of three with a source; and their history."""
    missing = max(0, number - Membership.objects.count())
    taken = set(Membership.objects.values_list("city_id", "network_id"))
    cities, networks = City.objects.values_list("pk", flat=True), Network.objects.values_list("pk", flat=True)
    free = (pair for pair in product(networks, cities) if (pair[1], pair[0]) not in taken)
    dates = cycle((None, PartialDate.parse("2019"), None, PartialDate.parse("2021-05")))
    made = Membership.objects.bulk_create(
        [
            Membership(
                city_id=city,
                network_id=network,
                status="listed" if place % 3 else "member",
                joined=next(dates),
                publication="published",
            )
            for place, (network, city) in enumerate(islice(free, missing))
        ],
        batch_size=BATCH,
    )
    Membership.history.bulk_history_create(made, batch_size=BATCH)
    cites = Membership.sources.through
    cites.objects.bulk_create(
        (
            cites(membership_id=each.pk, source_id=source)
            for place, (each, source) in enumerate(zip(made, cycle(sources), strict=False))
            if place % 3
        ),
        batch_size=BATCH,
    )


def age_records() -> None:
    """A third was checked lately, a third long ago; a twentieth is not public; one place has many versions."""
    for table in (City, Membership, Network, Practice):
        rows: Any = table.objects.annotate(third=F("pk") % 3, part=F("pk") % 20)
        rows.filter(third=0).update(checked_on=TODAY - datetime.timedelta(days=30))
        rows.filter(third=1).update(checked_on=TODAY - datetime.timedelta(days=700))
        rows.filter(part=7).update(publication="draft")
    city = City.objects.order_by("pk").first()
    assert city  # noqa: S101
    for number in range(VERSIONS):
        city.population = 1_000 + number
        city.save()


def fill_desk(editors: list[User], sources: list[int]) -> None:
    """The recycle bin, merges, member lists and what the machine notes."""
    cities = list(City.objects.order_by("pk").values_list("pk", flat=True))
    networks = list(Network.objects.order_by("pk").values_list("pk", flat=True))
    by = cycle(editors)
    Binned.objects.bulk_create(
        Binned(
            table=table,
            record=record,
            title=f"Record {record}",
            reason="A double",
            by=next(by),
            at=ago(hours=2 * place),
        )
        for place, (table, record) in enumerate(_binned(cities))
    )
    Merge.objects.bulk_create(
        Merge(
            table=("city", "source")[place % 2],
            kept=(cities, sources)[place % 2][place],
            gone=10_000_000 + place,
            gone_slug=f"gone-{place}",
            reason="The same",
            by=next(by),
            at=ago(hours=5 * place),
        )
        for place in range(MERGES)
    )
    lists = MemberList.objects.bulk_create(
        [
            MemberList(
                network_id=networks[place % len(networks)],
                state=MemberList.State.IMPORTED if place else MemberList.State.MATCHED,
                file_name=f"members-{place}.csv",
                source_id=sources[place],
                made_by=next(by),
                made_at=ago(days=place),
                columns={"headings": None, "fields": {"name": 0}},
                cells=[
                    [line, [f"Place {line}"]]
                    for line in range(ROWS_OF_A_LIST if place else ROWS_OF_THE_OPEN_LIST)
                ],
            )
            for place in range(LISTS)
        ],
        batch_size=50,
    )
    MemberListRow.objects.bulk_create(
        (
            MemberListRow(
                member_list=lists[0],
                line=line,
                said={"name": f"Place {line}"},
                verdict=Verdict.CERTAIN if line % 5 else Verdict.LIKELY,
                candidates=cities[line : line + 3],
                city_id=cities[line] if line % 5 else None,
            )
            for line in range(ROWS_OF_THE_OPEN_LIST)
        ),
        batch_size=BATCH,
    )
    for name in chores():
        Chore.objects.get_or_create(name=name, defaults={"next_due_at": NOW, "last_run_at": NOW})
    for number in range(30):
        Reason.objects.create(name=f"Reason {number}", use=("ask", "decline")[number % 2], text="Why?")
    Representative.objects.bulk_create(
        (
            Representative(
                city_id=city,
                email=f"mayor-{city}@town.example",
                language="en",
                how="phone",
                confirmed_by=next(by),
            )
            for city in cities[:REPRESENTATIVES]
        ),
        batch_size=BATCH,
    )


def _binned(cities: list[int]) -> Iterator[tuple[str, int]]:
    yield from (("city", city) for city in cities[-BINNED // 2 :])
    memberships = Membership.objects.order_by("-pk").values_list("pk", flat=True)
    yield from (("membership", each) for each in memberships[: BINNED // 2])


def fill_submissions(number: int, editors: list[User]) -> None:
    """Submissions in all states over three years, with their senders and what happened to them."""
    topic = Topic.objects.first()
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
        at = ago(hours=5 * place)
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
                assigned_to=editors[place % len(editors)] if place % 3 else None,
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
        batch_size=BATCH,
    )
    Event.objects.bulk_create(
        (
            Event(submission=row, at=row.begun_at, act=act, state=row.state, by=Actor.SENDER)
            for row in rows
            for act in (Act.BEGIN, Act.SEND, Act.ASK if row.pk % 4 == 0 else Act.CONFIRM)
        ),
        batch_size=BATCH,
    )


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    people, cited = fill_people(), fill_sources()
    fill_memberships(int(sys.argv[1]), cited)
    age_records()
    fill_desk(people, cited)
    fill_submissions(int(sys.argv[2]), people)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as after every import
