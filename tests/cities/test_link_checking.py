"""The link checker: right states, polite, and nobody asked who is not of the public web."""

import datetime
import ssl
from collections.abc import Iterator
from io import StringIO
from itertools import pairwise

import httpcore
import pytest
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from cities import link_checking
from cities.addresses import ForbiddenAddressError
from cities.fetching import AT_MOST, Fetcher, agent
from cities.link_checking import KEPT, Outcome, Run, check_due, look, purge, said
from cities.models import Edition, LinkCheck, LinkHost, Source
from cities.pacing import Asking, LaterError
from tests import making
from tests.cities.web import HUGE, START, SetClock, Web, serving

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as web:
        yield web


def make_source(url: str, **values: object) -> Source:
    return making.make_source(url=url, next_check_at=START, **values)


# --- States ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "outcome", "code"),
    [
        ("/page", Outcome.ANSWERED, 200),
        ("/204", Outcome.ANSWERED, 204),
        ("/404", Outcome.MISSING, 404),
        ("/410", Outcome.MISSING, 410),
        ("/500", Outcome.BROKEN, 500),
        ("/503", Outcome.BROKEN, 503),
        ("/401", Outcome.REFUSED, 401),
        ("/403", Outcome.REFUSED, 403),
        ("/451", Outcome.REFUSED, 451),
        ("/busy", Outcome.BUSY, 429),
        ("/no-head", Outcome.ANSWERED, 200),
        ("/hang-up-on-head", Outcome.ANSWERED, 200),
        ("/silent", Outcome.SILENT, None),
        ("/drip", Outcome.SILENT, None),
        ("/huge", Outcome.ANSWERED, 200),
        ("/loop", Outcome.LOOP, 302),
        ("/longer", Outcome.LOOP, 302),
        ("/moved/404", Outcome.MISSING, 404),
        ("/found/200", Outcome.ANSWERED, 200),
    ],
)
def test_what_an_address_comes_to(web: Web, path: str, outcome: Outcome, code: int | None) -> None:
    asking = web.asking(seconds=1.0) if outcome == Outcome.SILENT else web.asking()

    found = look(web.url(path), asking)

    assert (found.outcome, found.code) == (outcome, code)


def test_head_comes_first_and_the_page_only_if_it_must(web: Web) -> None:
    look(web.url("/page"), web.asking())
    look(web.url("/no-head"), web.asking())
    look(web.url("/busy", "b.test"), web.asking())

    assert web.pages() == [
        ("HEAD", "a.test", "/page"),
        ("HEAD", "a.test", "/no-head"),
        ("GET", "a.test", "/no-head"),
        ("HEAD", "b.test", "/busy"),
    ]


@pytest.mark.parametrize(
    ("path", "moved_to"),
    [
        ("/moved/200", "/200"),
        ("/moved/moved/200", "/200"),
        ("/moved/found/200", "/found/200"),
        ("/found/moved/200", None),
        ("/found/200", None),
        ("/moved/200#part", "/200#part"),
    ],
)
def test_moved_is_only_what_moved_for_good(web: Web, path: str, moved_to: str | None) -> None:
    found = look(web.url(path), web.asking())

    assert found.outcome == Outcome.ANSWERED
    assert found.moved_to == (web.url(moved_to) if moved_to else "")


def test_five_redirects_are_followed_and_no_more(web: Web) -> None:
    assert look(web.url("/found" * 5 + "/200"), web.asking()).outcome == Outcome.ANSWERED
    assert look(web.url("/found" * 6 + "/200"), web.asking()).outcome == Outcome.LOOP
    assert len([path for _method, _host, path in web.pages() if path.startswith("/found")]) == 5 + 6


def test_a_huge_page_is_cut(web: Web) -> None:
    asking = web.asking()
    answer = asking.fetcher.fetch("GET", asking.parse(web.url("/huge")))

    assert len(answer.body) == AT_MOST
    assert web.written < HUGE / 4, "the server was told that it is enough"


def test_a_server_that_does_not_speak_tls_is_named_so(web: Web) -> None:
    found = look(web.url("/page").replace("http://", "https://"), web.asking())

    assert found.outcome == Outcome.INSECURE


def test_certificates_are_checked() -> None:
    context = httpcore.default_ssl_context()

    assert Fetcher().tls is None
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)


def test_a_name_without_a_server(web: Web) -> None:
    assert look(web.url("/", "nowhere.test"), web.asking()).outcome == Outcome.UNKNOWN


# --- Only the public web --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/page",
        "http://127.0.0.1/",
        "http://[::ffff:127.0.0.1]/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://user:secret@a.test/",
    ],
)
def test_an_address_within_is_not_asked(web: Web, url: str) -> None:
    found = look(url.format(port=web.port), web.asking(loopback=False))

    assert found.outcome == Outcome.FORBIDDEN
    assert web.asked == web.looked_up == []


@pytest.mark.parametrize(
    "numbers",
    [
        ["127.0.0.1"],
        ["10.0.0.1"],
        ["::ffff:192.168.0.1"],
        ["169.254.169.254"],
        ["fe80::1%lo"],
        ["93.184.215.14", "127.0.0.1"],
    ],
)
def test_a_name_that_leads_within_is_not_asked(web: Web, numbers: list[str]) -> None:
    web.numbers["a.test"] = numbers

    assert look("http://a.test/page", web.asking(loopback=False)).outcome == Outcome.FORBIDDEN
    assert set(web.looked_up) == {"a.test"}
    assert web.asked == []


@pytest.mark.parametrize(
    "target",
    [
        "http://10.0.0.1/",
        "http://[fd00::1]/",
        "http://inside.test/",
        "file:///etc/hostname",
        "http://x:y@a.test/",
    ],
)
def test_a_redirect_does_not_lead_within(web: Web, target: str) -> None:
    web.numbers["inside.test"] = ["192.168.1.1"]

    found = look(web.url(f"/inside/{target}"), web.asking())

    assert found.outcome == Outcome.FORBIDDEN
    assert found.moved_to == ""
    assert [path for _method, _host, path in web.pages()] == [f"/inside/{target}"]


def test_the_connection_goes_to_the_number_that_was_checked(web: Web) -> None:
    """A name that is public when it is looked up, and leads within a moment later."""
    asking = web.asking()
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    fetcher = Fetcher(look_up=lambda _host, _port: next(answers), loopback=True)

    assert fetcher.fetch("GET", asking.parse(web.url("/page"))).status == 200
    assert next(answers) == ["10.0.0.1"], "it was looked up once"
    assert web.headers["Host"] == f"a.test:{web.port}"


def test_each_request_looks_anew(web: Web) -> None:
    asking = web.asking()
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    rebinding = Asking(Fetcher(look_up=lambda _host, _port: next(answers), loopback=True), web.clock)
    asking.fetcher.fetch("GET", asking.parse(web.url("/robots.txt")))

    # The first answer serves robots.txt, the second would lead the page's own request within.
    assert look(web.url("/page"), rebinding).outcome == Outcome.FORBIDDEN
    assert web.pages() == []


def test_unusual_ports_are_only_for_tests() -> None:
    with pytest.raises(ForbiddenAddressError):
        Asking().parse("http://city.example:6379/")


# --- Politeness -----------------------------------------------------------------------------------


def test_it_says_who_asks(web: Web) -> None:
    with override_settings(SITE_URL="https://city.example", CONTACT_EMAIL="desk@city.example"):
        look(web.url("/page"), web.asking())

    assert web.headers["User-Agent"] == (
        "CityByCity-LinkCheck/1.0 (+https://city.example/; desk@city.example)"
    )
    with override_settings(SITE_URL="http://127.0.0.1:8000", CONTACT_EMAIL=""):
        assert agent() == "CityByCity-LinkCheck/1.0"


def test_one_request_a_second_to_a_server(web: Web) -> None:
    for number in range(4):
        make_source(web.url(f"/page?{number}"))
    for number in range(2):
        make_source(web.url(f"/no-head?{number}", "b.test"))

    run = check_due(web.asking())

    assert run.counts["checked"] == 6
    for times in web.times.values():
        apart = [(later - earlier).total_seconds() for earlier, later in pairwise(times)]
        assert min(apart) >= 1
    assert len(web.times["a.test"]) == len(web.times["b.test"]) == 5
    # Robots and four pages each, one a second: servers take turns, so nobody is waited for twice.
    assert sum(web.clock.slept) <= 6


def test_two_runs_share_the_one_request_a_second(web: Web) -> None:
    other = web.asking()
    other.ask("GET", other.parse(web.url("/first")))

    mine = web.asking()
    mine.ask("GET", mine.parse(web.url("/second")))

    first, second = web.times["a.test"]
    assert (second - first).total_seconds() == 1


def test_robots_are_asked_once_a_day_and_heeded(web: Web) -> None:
    web.robots["a.test"] = (200, "User-agent: *\nDisallow: /closed/")
    asking = web.asking()

    assert look(web.url("/closed/page"), asking).outcome == Outcome.ROBOTS
    assert look(web.url("/page"), asking).outcome == Outcome.ANSWERED
    assert look(web.url("/found/closed/page"), asking).outcome == Outcome.ROBOTS
    assert web.asked.count(("GET", "a.test", "/robots.txt")) == 1
    assert web.pages() == [("HEAD", "a.test", "/page"), ("HEAD", "a.test", "/found/closed/page")]
    web.clock.at += DAY * 2
    web.robots["a.test"] = (404, "")
    assert look(web.url("/closed/page"), asking).outcome == Outcome.ANSWERED


def test_robots_that_cannot_be_read_close_the_server(web: Web) -> None:
    web.robots["a.test"] = (500, "")

    assert look(web.url("/page"), web.asking()).outcome == Outcome.ROBOTS
    assert web.pages() == []


def test_a_delay_that_robots_ask_for_is_kept(web: Web) -> None:
    web.robots["a.test"] = (200, "User-agent: *\nCrawl-delay: 10")
    asking = web.asking()

    look(web.url("/page?1"), asking)
    look(web.url("/page?2"), asking)

    _robots, first, second = web.times["a.test"]
    assert (second - first).total_seconds() == 10


def test_who_asks_to_be_left_alone_is(web: Web) -> None:
    busy, other = make_source(web.url("/busy")), make_source(web.url("/page"))

    run = check_due(web.asking())

    busy.refresh_from_db()
    other.refresh_from_db()
    assert busy.link_status == "blocked"
    assert (run.postponed, other.link_status) == (1, "unchecked")
    assert other.next_check_at >= START + datetime.timedelta(hours=2)
    assert web.pages() == [("HEAD", "a.test", "/busy")]
    with pytest.raises(LaterError):
        look(web.url("/page"), web.asking())


@pytest.mark.parametrize(
    ("said_by_server", "seconds"),
    [
        ("120", 120),
        ("0", 1),
        ("99999999999", 30 * 86400),
        ("Mon, 02 Mar 2026 13:00:00 GMT", 3600),
        ("Mon, 02 Mar 2020 13:00:00 GMT", 1),
        ("soon", None),
        ("", None),
    ],
)
def test_how_long_a_server_asks_to_wait(said_by_server: str, seconds: int | None) -> None:
    from cities.fetching import Answer
    from cities.pacing import asked_to_wait

    wait = asked_to_wait(Answer(503, {"retry-after": said_by_server}, b""), START)

    assert (wait and wait.total_seconds()) == seconds


# --- What is kept ---------------------------------------------------------------------------------


def days_of(web: Web, source: Source, paths: list[str]) -> list[tuple[str, int]]:
    """The state and failures after a check on each of some days, at changing fortunes."""
    states = []
    for path in paths:
        Source.objects.filter(pk=source.pk).update(
            url=web.url(path), checked_url=web.url(path), next_check_at=web.clock.at
        )
        check_due(web.asking())
        source.refresh_from_db()
        states.append((source.link_status, source.failures))
        web.clock.at += DAY
    return states


def test_dead_is_who_fails_on_three_days(web: Web) -> None:
    source = make_source(web.url("/404"))

    assert days_of(web, source, ["/404", "/500", "/410", "/404", "/page"]) == [
        ("unclear", 1),
        ("unclear", 2),
        ("dead", 3),
        ("dead", 4),
        ("alive", 0),
    ]


def test_an_accident_changes_nothing(web: Web) -> None:
    source = make_source(web.url("/page"))

    assert days_of(web, source, ["/page", "/500", "/404", "/page", "/500", "/403"]) == [
        ("alive", 0),
        ("alive", 1),
        ("alive", 2),
        ("alive", 0),
        ("alive", 1),
        ("blocked", 0),
    ]


def test_failures_of_one_day_count_once(web: Web) -> None:
    source = make_source(web.url("/404"))

    for _time in range(4):
        Source.objects.filter(pk=source.pk).update(next_check_at=web.clock.at)
        check_due(web.asking())

    source.refresh_from_db()
    assert (source.failures, source.link_status) == (1, "unclear")
    assert source.checks.count() == 4


def test_what_stays_dead_is_asked_ever_more_rarely(web: Web) -> None:
    source = make_source(web.url("/404"))
    waits = []
    for _time in range(8):
        check_due(web.asking())
        source.refresh_from_db()
        waits.append((source.next_check_at - web.clock.at) // DAY)
        web.clock.at = source.next_check_at

    spread = source.pk % 48 // 24
    assert [wait - spread for wait in waits] == [1, 1, 7, 14, 21, 28, 28, 28]


def test_a_check_is_kept_with_all_that_was_seen(web: Web) -> None:
    source = make_source(web.url("/moved/200"))

    check_due(web.asking())

    source.refresh_from_db()
    check = source.checks.get()
    assert (check.outcome, check.code, check.final_url) == ("answered", 200, web.url("/200"))
    assert (source.link_status, source.moved_to) == ("moved", web.url("/200"))
    assert source.checked_at == check.at
    assert source.history.count() == 1, "what the checker finds is no edit"


def test_another_address_begins_anew(web: Web) -> None:
    source = make_source(web.url("/404"))
    days_of(web, source, ["/404", "/404", "/404"])

    source.url = web.url("/page")
    source.save()

    source.refresh_from_db()
    assert (source.link_status, source.failures, source.checked_at) == ("unchecked", 0, None)
    assert source.history.count() == 2


def test_an_address_that_changes_while_it_is_checked_stays_unchecked(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = make_source(web.url("/404"))

    def look_slowly(url: str, asking: Asking) -> link_checking.Found:
        Source.objects.filter(pk=source.pk).update(url="https://city.example/new")
        return look(url, asking)

    monkeypatch.setattr(link_checking, "look", look_slowly)
    run = check_due(web.asking())

    source.refresh_from_db()
    assert (source.link_status, source.checks.count()) == ("unchecked", 0)
    assert run.counts["checked"] == 0


def test_a_new_state_is_a_new_edition(web: Web) -> None:
    source = make_source(web.url("/page"))
    before = Edition.current().token

    check_due(web.asking())
    after = Edition.current().token
    Source.objects.filter(pk=source.pk).update(next_check_at=web.clock.at)
    check_due(web.asking())

    assert before != after == Edition.current().token


def test_the_longest_due_comes_first(web: Web) -> None:
    late = make_source(web.url("/late"))
    early = make_source(web.url("/early"))
    Source.objects.filter(pk=early.pk).update(next_check_at=START - DAY)
    making.make_source(url=web.url("/tomorrow"), next_check_at=START + DAY)

    run = check_due(web.asking(), limit=1)

    assert web.pages() == [("HEAD", "a.test", "/early")]
    assert (run.counts["checked"], run.left) == (1, 1)
    late.refresh_from_db()
    assert late.link_status == "unchecked"


def test_what_another_run_has_taken_is_left_to_it(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    source = make_source(web.url("/page"))
    inner: list[Run] = []

    def look_while_another_runs(url: str, asking: Asking) -> link_checking.Found:
        monkeypatch.setattr(link_checking, "look", look)
        inner.append(check_due(web.asking()))
        return look(url, asking)

    monkeypatch.setattr(link_checking, "look", look_while_another_runs)
    run = check_due(web.asking())

    assert [inner[0].counts["checked"], run.counts["checked"]] == [0, 1]
    assert source.checks.count() == 1


def test_a_run_that_read_the_same_list_takes_nothing_twice(web: Web) -> None:
    source = make_source(web.url("/page"))

    assert link_checking._take(source.pk, START, web.clock.now())
    assert not link_checking._take(source.pk, START, web.clock.now())


def test_an_interrupted_check_is_due_again(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = make_source(web.url("/page")), make_source(web.url("/page", "b.test"))

    def interrupted(url: str, asking: Asking) -> link_checking.Found:
        if "b.test" in url:
            raise KeyboardInterrupt
        return look(url, asking)

    monkeypatch.setattr(link_checking, "look", interrupted)
    edition = Edition.current().token
    with pytest.raises(KeyboardInterrupt):
        check_due(web.asking())

    first.refresh_from_db()
    second.refresh_from_db()
    assert first.link_status == "alive"
    assert second.next_check_at == START
    assert Edition.current().token != edition, "what was found is shown"


def test_a_run_ends_in_time(web: Web) -> None:
    for number in range(5):
        make_source(web.url(f"/page?{number}"))

    run = check_due(web.asking(), lasting=datetime.timedelta(seconds=2))

    assert (run.counts["checked"], run.left) == (3, 2)


def test_only_the_latest_checks_are_kept(db: None) -> None:
    source, other = making.make_source(), making.make_source()
    for owner, number in ((source, KEPT + 3), (other, 2)):
        LinkCheck.objects.bulk_create(
            LinkCheck(source=owner, at=START + DAY * day, outcome="answered") for day in range(number)
        )

    assert purge() == 3
    assert purge() == 0
    assert (source.checks.count(), other.checks.count()) == (KEPT, 2)
    assert min(source.checks.values_list("at", flat=True)) == START + 3 * DAY


def test_the_importer_keeps_a_history_and_what_was_found(db: None, tmp_path: object) -> None:
    from cities.importing import import_sources

    path = tmp_path / "sources.csv"  # type: ignore[operator]
    head = "source,url,title,publisher,published,language\n"
    path.write_text(
        f"{head}s1,https://city.example/1,One,City,2020,en\ns2,https://city.example/2,Two,City,,en\n"
    )
    import_sources(path)
    Source.objects.update(
        link_status="dead", failures=5, checked_at=START, checked_url="https://city.example/1"
    )
    Source.objects.filter(key="s2").update(checked_url="https://city.example/2")

    path.write_text(
        f"{head}s1,https://city.example/new,One,City,2020,en\ns2,https://city.example/2,Zwei,City,,de\n"
    )
    import_sources(path)

    one, two = Source.objects.order_by("key")
    assert (one.link_status, one.failures) == ("unchecked", 0)
    assert (two.link_status, two.failures) == ("dead", 5)
    assert [row.url for row in one.history.all()] == ["https://city.example/new", "https://city.example/1"]
    assert [row.history_change_reason for row in two.history.all()] == ["register imported"] * 2


# --- The command ----------------------------------------------------------------------------------


def test_the_command_says_what_is_due_and_asks_nobody(db: None) -> None:
    making.make_source(url="https://city.example/1")
    out = StringIO()

    call_command("check_links", "--dry-run", stdout=out)

    assert out.getvalue() == "  https://city.example/1\n1 link would be checked.\n"
    assert not LinkHost.objects.exists()


def test_the_command_says_one_sentence(db: None) -> None:
    making.make_source(url="http://127.0.0.1/")
    making.make_source(url="http://[::ffff:10.0.0.1]/")
    out, again = StringIO(), StringIO()

    call_command("check_links", "--limit", "1", stdout=out)
    call_command("check_links", stdout=again)

    assert out.getvalue() == "1 link checked: 1 unclear; 1 still due.\n"
    assert again.getvalue() == "1 link checked: 1 unclear.\n"


def test_figures_are_said(db: None) -> None:
    assert said({"checked": 0, "postponed": 0, "left": 0}) == "No link was due."
    assert said({"alive": 7, "dead": 2, "moved": 1, "checked": 10, "postponed": 3, "left": 0}) == (
        "10 links checked: 7 reachable, 1 moved, 2 not reachable; 3 put off."
    )


def test_a_run_costs_few_statements_a_link(web: Web) -> None:
    for number in range(3):
        make_source(web.url(f"/page?{number}"))
    before = len(connection.queries_log)

    with override_settings(DEBUG=True):
        check_due(web.asking())

    assert len(connection.queries_log) - before <= 60
    assert isinstance(web.clock, SetClock)
