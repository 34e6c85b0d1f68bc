"""All addresses. Order matters: what has no language comes before `<language>/`."""

from collections.abc import Callable

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, include, path

from atlas.basemap import basemap
from atlas.views import (
    citation,
    cities,
    comparison,
    embed,
    feeds,
    front,
    map_page,
    networks,
    pages,
    photos,
    picture,
    plain,
    practices,
    preview,
    rehearsal,
    search,
    snapshot,
    statistics,
)
from atlas.views.validating import of_edition
from submissions.views import mails
from submissions.views.beginning import landing


def page(route: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
    """A page of the register: it changes only with the edition."""
    return path(route, of_edition(view), name=name)


urlpatterns: list[URLPattern | URLResolver] = [
    path("", plain.front_door, name="front-door"),
    path("healthz", plain.health, name="health"),
    path("favicon.ico", plain.favicon, name="favicon"),
    path("robots.txt", plain.robots, name="robots"),
    page("sitemap.xml", plain.sitemap_index, name="sitemap"),
    page("sitemap-<slug:section>.xml", plain.sitemap, name="sitemap-section"),
    path(".well-known/security.txt", plain.security, name="security"),
    path("basemap/basemap.pmtiles", basemap, name="basemap"),
    path("photos/<str:key>-<int:edge>.webp", photos.photo, name="photo"),
    path("api/v1/map/", snapshot.present, name="snapshot-present"),
    path("api/v1/map/<str:token>/", snapshot.of_edition, name="snapshot"),
    path("api/v1/map/<str:token>/search/", snapshot.of_edition, {"name": "search"}, name="snapshot-search"),
    path("api/", include("atlas.api.urls")),
    path("mails/", mails.mails, name="mails"),
    path("mails/<slug:name>/", mails.mail, name="mail"),
    path("mails/<slug:name>/html/", mails.mail_html, name="mail-html"),
    path("admin/", admin.site.urls),
]

urlpatterns += i18n_patterns(
    page("", front.front, name="front"),
    page("map/", map_page.map_page, name="map"),
    page("map/cite/", citation.citation, name="citation"),
    # A 304 would bring these the headers of all other pages, which forbid framing and sharing.
    path("embed/", embed.embed, name="embed"),
    path("preview.png", preview.page_preview, name="preview"),
    path("map.svg", picture.map_picture, name="map-picture"),
    path("submissions/<str:token>/preview/", rehearsal.rehearsal, name="submission-preview"),
    page("submit/", landing, name="submit"),
    path("", include("submissions.urls")),
    page("search/", search.search, name="search"),
    page("cities/", cities.cities, name="cities"),
    page("cities/<slug:slug>/", cities.city, name="city"),
    page("cities/<slug:slug>/map.svg", picture.place, name="place-picture"),
    page("compare/", comparison.comparison, name="compare"),
    page("countries/<str:code>/", cities.country, name="country"),
    page("countries/<str:code>/<str:region_code>/", cities.region, name="region"),
    page("networks/", networks.networks, name="networks"),
    page("networks/<slug:slug>/", networks.network, name="network"),
    page("networks/<slug:slug>/growth.csv", networks.growth_csv, name="network-growth"),
    page("practices/", practices.practices, name="practices"),
    page("practices/<slug:slug>/", practices.practice, name="practice"),
    page("topics/<slug:slug>/", practices.topic, name="topic"),
    page("feeds/changes.atom", feeds.changes_feed, name="changes-feed"),
    page("statistics/", statistics.statistics, name="statistics"),
    page("statistics/<slug:name>.csv", statistics.statistics_csv, name="statistics-csv"),
    page("about/", pages.about, name="about"),
    page("method/", pages.method, name="method"),
    page("data/", pages.data, name="data"),
    page("privacy/", pages.privacy, name="privacy"),
    page("imprint/", pages.imprint, name="imprint"),
    page("easy-language/", pages.easy_language, name="easy-language"),
    page("accessibility/", pages.accessibility, name="accessibility"),
)

handler400 = "atlas.views.errors.bad_request"
handler403 = "atlas.views.errors.forbidden"
handler404 = "atlas.views.errors.not_found"
handler500 = "atlas.views.errors.broken"
