"""The list of all pages for search engines, in every language, each with its other languages."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import Max
from django.urls import reverse
from django.utils.functional import cached_property

from atlas.context import DEFAULT_LANGUAGE
from cities.models import City, Country, Region, Topic
from networks.models import Network
from practices.models import Practice


class Pages(Sitemap):
    """A kind of page."""

    i18n = True
    alternates = True
    limit = 5000

    def get_urls(self, page: Any = 1, site: Any = None, protocol: str | None = None) -> list[dict[str, Any]]:
        """The pages; also say which language is for readers of none of ours."""
        urls = super().get_urls(page, site, protocol)
        for url in urls:
            others = {other["lang_code"]: other["location"] for other in url["alternates"]}
            url["alternates"].append({"location": others[DEFAULT_LANGUAGE], "lang_code": "x-default"})
        return urls


class Texts(Pages):
    """Pages that stand once: the front, the lists, the texts."""

    NAMES = (
        "front",
        "map",
        "cities",
        "compare",
        "networks",
        "practices",
        "statistics",
        "about",
        "method",
        "data",
        "privacy",
        "imprint",
        "accessibility",
        "easy-language",
        "submit",
    )

    def items(self) -> Iterable[str]:
        return self.NAMES

    def location(self, item: str) -> str:
        return reverse(item)


class Records(Pages):
    """Pages of a table's published records, with the day of the record's last change."""

    def __init__(self, table: Any, name: str) -> None:
        self._table, self._name = table, name

    def items(self) -> Any:
        return self._records

    @cached_property
    def _records(self) -> list[Any]:
        return list(self._table.objects.published().order_by("pk").only("pk", "slug"))

    def location(self, item: Any) -> str:
        return reverse(self._name, args=[item.slug])

    @cached_property
    def _changed(self) -> dict[int, datetime]:
        rows = self._table.history.model.objects.order_by().values("id").annotate(last=Max("history_date"))
        return dict(rows.values_list("id", "last"))

    def lastmod(self, item: Any) -> datetime | None:
        return self._changed.get(item.pk)


class Topics(Pages):
    """Pages of topics."""

    def items(self) -> Any:
        return Topic.objects.all()

    def location(self, item: Topic) -> str:
        return reverse("topic", args=[item.slug])


class Areas(Pages):
    """Pages of the countries and regions that have places."""

    def items(self) -> list[Country | Region]:
        cities = City.objects.published().order_by()
        return [
            *Country.objects.filter(code__in=cities.values("country")),
            *Region.objects.filter(code__in=cities.values("region")),
        ]

    def location(self, item: Country | Region) -> str:
        if isinstance(item, Region):
            return reverse("region", args=[item.country_id, item.code])
        return reverse("country", args=[item.code])


def sections() -> dict[str, Pages]:
    """All pages, by section; made anew for each answer, since they remember what they have read."""
    return {
        "pages": Texts(),
        "areas": Areas(),
        "topics": Topics(),
        "cities": Records(City, "city"),
        "networks": Records(Network, "network"),
        "practices": Records(Practice, "practice"),
    }
