"""The one query on the real register; expected figures are counted from the CSV files by hand-written loops."""

import csv
from collections import defaultdict
from pathlib import Path

import pytest
from django.http import QueryDict
from django.utils.translation import override

from atlas.filters import PARAMETERS, Query, read

pytestmark = pytest.mark.django_db
COUNTED = {"member", "awarded", "observer"}


@pytest.fixture(autouse=True)
def _real(register: None) -> None:
    """All tests here ask the real register."""


def asked(address: str) -> Query:
    query, errors = read(QueryDict(address))
    assert not errors
    return query


def slugs(address: str) -> set[str]:
    found = list(asked(address).places().values_list("slug", flat=True))
    assert len(found) == len(set(found)), "each place once"
    return set(found)


class Files:
    """The register's files, read without any of the project's code."""

    def __init__(self, folder: Path) -> None:
        def rows(name: str) -> list[dict[str, str]]:
            with (folder / name).open(encoding="utf-8", newline="") as file:
                return list(csv.DictReader(file))

        self.places = {row["place"]: row for row in rows("places.csv")}
        self.parents = {row["slug"]: row["parent"] for row in rows("networks.csv")}
        self.memberships = rows("memberships.csv")
        self.resolutions = rows("resolutions.csv")

    def members(self, network: str, statuses: set[str] = COUNTED) -> set[str]:
        family = {network}
        while True:
            more = {slug for slug, parent in self.parents.items() if parent in family} - family
            if not more:
                break
            family |= more
        return {
            row["place"] for row in self.memberships if row["network"] in family and row["status"] in statuses
        }


@pytest.fixture(scope="module")
def files(root: Path) -> Files:
    return Files(root / "fixtures" / "register")


@pytest.mark.parametrize(
    "text", ["Monaco di Baviera", "muenchen", "MÜNCHEN", "Мюнхен", "munich", "  Münch ", "münchen bayern"]
)
def test_munich_is_found_by_any_of_its_names(text: str) -> None:
    if text == "münchen bayern":
        assert slugs("q=münchen bayern") == set(), "every word must be found"
    else:
        assert "muenchen" in slugs(f"q={text}")


def test_breslau_finds_wroclaw_and_nonsense_nothing() -> None:
    assert slugs("q=Breslau") == {"wroclaw"}
    assert slugs("q=zzzz") == set()


def test_words_may_name_a_network_and_a_place() -> None:
    assert slugs("q=rainbow berlin") == {"berlin"}
    assert slugs("q=rainbow") >= slugs("network=rainbow-cities")


def test_like_signs_are_only_letters() -> None:
    query, errors = read(QueryDict("q=%25"))
    assert (query.q, list(errors)) == ("", ["q"])
    assert slugs("q=a_b%25") == slugs("q=a b")


def test_networks_hold_those_below_them(files: Files) -> None:
    assert slugs("network=iccar") == files.members("iccar")
    assert len(files.members("iccar")) == 130
    assert slugs("network=eccar") == files.members("eccar") < files.members("iccar")


def test_any_all_and_none_of_networks(files: Files) -> None:
    harbours, eccar, icorn = (files.members(slug) for slug in ("sichere-haefen", "eccar", "icorn"))
    assert slugs("network=sichere-haefen&network=eccar") == harbours | eccar
    assert slugs("network_all=sichere-haefen&network_all=eccar") == harbours & eccar
    assert slugs("network_all=eccar&network_not=icorn&network_not=sichere-haefen") == eccar - icorn - harbours
    westphalia = {slug for slug, row in files.places.items() if row["region"] == "DE-NW"}
    both = slugs("network_all=sichere-haefen&network_all=eccar&region=DE-NW")
    assert both == harbours & eccar & westphalia
    assert len(both) == 8


def test_listed_count_only_when_asked_for(files: Files) -> None:
    network = "sanctuary-cities-us"
    assert slugs(f"network={network}") == files.members(network) == set()
    assert slugs(f"network={network}&include=listed") == files.members(network, COUNTED | {"listed"})
    assert len(slugs(f"network={network}&include=listed")) == 22


def test_area_kind_and_size(files: Files) -> None:
    def places(**columns: set[str]) -> set[str]:
        return {
            slug
            for slug, row in files.places.items()
            if all(row[name] in values for name, values in columns.items())
        }

    assert slugs("country=CH&country=AT") == places(country={"CH", "AT"})
    assert slugs("country=DE&kind=town&kind=county") == places(country={"DE"}, kind={"town", "county"})
    people = {slug: int(row["population"]) for slug, row in files.places.items() if row["population"]}
    assert slugs("population=small") == {slug for slug, number in people.items() if number < 20_000}
    assert slugs("population=large&population=metropolis") == {
        slug for slug, number in people.items() if number >= 100_000
    }


def test_has_asks_for_all_of_them(files: Files) -> None:
    decided = {row["place"] for row in files.resolutions}
    assert slugs("has=resolution") == decided
    assert (
        slugs("has=resolution&has=portrait&has=practice")
        == slugs("has=portrait") & slugs("has=practice") & decided
    )
    assert len(slugs("has=portrait")) == 30


def test_topic_means_a_practice_in_it() -> None:
    assert slugs("topic=housing") <= slugs("has=practice")
    assert len(slugs("topic=housing")) == 27


def first_and_last(written: str) -> tuple[str, str]:
    parts = written.split("-")
    if len(parts) == 1:
        return f"{written}-01-01", f"{written}-12-31"
    return (f"{written}-01", f"{written}-31") if len(parts) == 2 else (written, written)


@pytest.mark.parametrize("day", ["1999", "2015-06", "2019-12-18", "2024"])
def test_state_on_a_date(files: Files, day: str) -> None:
    first, last = first_and_last(day)
    then: dict[str, set[str]] = defaultdict(set)
    for row in files.memberships:
        if (
            row["status"] not in COUNTED | {"left"}
            or not row["joined"]
            or first_and_last(row["joined"])[0] > last
        ):
            continue
        if row["status"] == "left" and (not row["left"] or first_and_last(row["left"])[1] < first):
            continue
        then[row["network"]].add(row["place"])
    assert slugs(f"on={day}") == set[str]().union(*then.values())
    assert slugs(f"on={day}&network=eccar") == then["eccar"]
    assert slugs(f"on={day}&network_not=eccar") == set[str]().union(*then.values()) - then["eccar"]


@pytest.mark.parametrize(
    ("start", "end"), [("2019", "2019"), ("2019-07", ""), ("", "2005-03"), ("2019-12-18", "2020")]
)
@pytest.mark.parametrize("network", ["", "sichere-haefen", "eccar"])
def test_joined_in_a_span(files: Files, start: str, end: str, network: str) -> None:
    expected = {
        row["place"]
        for row in files.memberships
        if row["status"] in COUNTED
        and row["joined"]
        and network in {"", row["network"]}
        and (not start or first_and_last(row["joined"])[1] >= first_and_last(start)[0])
        and (not end or first_and_last(row["joined"])[0] <= first_and_last(end)[1])
    }
    assert expected or network == "sichere-haefen", "the harbours began in 2018"
    address = "&".join(
        f"{name}={value}"
        for name, value in (("joined_from", start), ("joined_to", end), ("network", network))
        if value
    )
    assert slugs(address) == expected


def test_boxes_may_cross_the_date_line(files: Files) -> None:
    def inside(west: float, south: float, east: float, north: float) -> set[str]:
        return {
            slug
            for slug, row in files.places.items()
            if south <= float(row["latitude"]) <= north
            and (
                west <= float(row["longitude"]) <= east
                if west <= east
                else float(row["longitude"]) >= west or float(row["longitude"]) <= east
            )
        }

    assert slugs("bbox=6,50,8,52") == inside(6, 50, 8, 52)
    around = slugs("bbox=140,-50,-60,60")
    assert around == inside(140, -50, -60, 60)
    assert {files.places[slug]["country"] for slug in around} >= {"AU", "US"}


def test_near_is_ordered_by_distance_and_includes_its_edge() -> None:
    found = list(asked("near=51.45657,7.01228,30").places())
    assert found[0].slug == "essen"
    distances = [city.distance for city in found]  # type: ignore[attr-defined]
    assert distances == sorted(distances)
    assert 0 <= distances[0] < 1
    assert distances[-1] <= 30


def test_filters_combine() -> None:
    parts = ["country=DE", "network=eccar", "kind=city", "has=practice", "q=l"]
    expected = set.intersection(*(slugs(part) for part in parts))
    assert slugs("&".join(parts)) == expected
    assert expected


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("colour=red", "colour"),
        ("network=nobody", "network"),
        ("network_all=nobody", "network_all"),
        ("network_not=ECCAR", "network_not"),
        ("country=XX", "country"),
        ("country=de", "country"),
        ("region=DE-XX", "region"),
        ("topic=gardening", "topic"),
        ("kind=village", "kind"),
        ("population=10", "population"),
        ("has=money", "has"),
        ("include=everything", "include"),
        ("joined_from=yesterday", "joined_from"),
        ("joined_to=2019-13", "joined_to"),
        ("joined_from=2020&joined_to=2019", "joined_to"),
        ("on=0000", "on"),
        ("on=2019&on=2020", "on"),
        ("bbox=1,2,3", "bbox"),
        ("bbox=0,60,10,50", "bbox"),
        ("bbox=0,0,181,10", "bbox"),
        ("bbox=nan,0,1,1", "bbox"),
        ("near=51,7", "near"),
        ("near=51,7,0", "near"),
        ("near=51,7,inf", "near"),
        ("near=91,7,5", "near"),
        ("q=" + "x" * 201, "q"),
        ("q=!!!", "q"),
        ("&".join(f"kind=k{number}" for number in range(101)), "kind"),
    ],
)
@pytest.mark.parametrize("language", ["de", "en"])
def test_nonsense_is_named_and_the_rest_applies(address: str, parameter: str, language: str) -> None:
    with override(language):
        query, errors = read(QueryDict(f"{address}&region=DE-NW" if parameter != "region" else address))
    assert list(errors) == [parameter]
    assert all(errors[parameter])
    if parameter != "region":
        assert query.region == ("DE-NW",)


def test_empty_values_are_no_values() -> None:
    assert not asked("&".join(f"{name}=" for name in PARAMETERS))


def test_equal_queries_have_equal_addresses() -> None:
    one = asked("network=iash&country=DE&network=eccar&near=51.50,7.0,50")
    other = asked("near=51.5,7,50.0&network=eccar&network=iash&network=iash&country=DE")
    assert one.serialise() == other.serialise() == "network=eccar&network=iash&country=DE&near=51.5%2C7%2C50"
    assert read(QueryDict(one.serialise()))[0] == other


def test_memberships_answer_for_themselves() -> None:
    assert asked("").memberships().count() == 1507
    eccar = asked("network=eccar&country=DE").memberships()
    assert set(eccar.values_list("network__slug", "city__country")) == {("eccar", "DE")}
    assert "applied" in set(asked("network=eccar").memberships().values_list("status", flat=True))
    joined = asked("joined_from=2019&joined_to=2019&network=sichere-haefen").memberships()
    assert {row.joined.year for row in joined} == {2019}  # type: ignore[union-attr]


def test_practices_networks_and_resolutions_answer_too() -> None:
    assert asked("").practices().count() == 103
    housing = asked("topic=housing").practices()
    assert all(
        "housing" in {practice.main_topic.slug, *(topic.slug for topic in practice.topics.all())}
        for practice in housing
    )
    assert {practice.city.country_id for practice in asked("country=IT").practices()} == {"IT"}
    assert [network.slug for network in asked("q=rainbow").networks()] == ["rainbow-cities"]
    swiss = {network.slug for network in asked("country=CH").networks()}
    assert "allianz-aufnahme-schweiz" in swiss
    assert "city-of-sanctuary" not in swiss
    assert {row.network.slug for row in asked("network=eccar").resolutions()} == {"eccar"}  # type: ignore[union-attr]
