"""All addresses. Order matters: what has no language comes before `<language>/`."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from atlas.basemap import basemap
from atlas.views import cities, embed, front, map_page, networks, pages, picture, plain, practices, snapshot

urlpatterns: list[URLPattern | URLResolver] = [
    path("", plain.front_door, name="front-door"),
    path("healthz", plain.health, name="health"),
    path("favicon.ico", plain.favicon, name="favicon"),
    path("robots.txt", plain.robots, name="robots"),
    path(".well-known/security.txt", plain.security, name="security"),
    path("basemap/basemap.pmtiles", basemap, name="basemap"),
    path("api/v1/map/", snapshot.present, name="snapshot-present"),
    path("api/v1/map/<str:token>/", snapshot.of_edition, name="snapshot"),
    path("api/v1/map/<str:token>/search/", snapshot.of_edition, {"name": "search"}, name="snapshot-search"),
    path("api/", include("atlas.api.urls")),
    path("admin/", admin.site.urls),
]

urlpatterns += i18n_patterns(
    path("", front.front, name="front"),
    path("map/", map_page.map_page, name="map"),
    path("embed/", embed.embed, name="embed"),
    path("map.svg", picture.map_picture, name="map-picture"),
    path("cities/", cities.cities, name="cities"),
    path("cities/<slug:slug>/", cities.city, name="city"),
    path("countries/<str:code>/", cities.country, name="country"),
    path("countries/<str:code>/<str:region_code>/", cities.region, name="region"),
    path("networks/", networks.networks, name="networks"),
    path("networks/<slug:slug>/", networks.network, name="network"),
    path("practices/", practices.practices, name="practices"),
    path("practices/<slug:slug>/", practices.practice, name="practice"),
    path("topics/<slug:slug>/", practices.topic, name="topic"),
    path("about/", pages.about, name="about"),
    path("method/", pages.method, name="method"),
    path("data/", pages.data, name="data"),
    path("privacy/", pages.privacy, name="privacy"),
    path("imprint/", pages.imprint, name="imprint"),
    path("accessibility/", pages.accessibility, name="accessibility"),
)

handler400 = "atlas.views.errors.bad_request"
handler403 = "atlas.views.errors.forbidden"
handler404 = "atlas.views.errors.not_found"
handler500 = "atlas.views.errors.broken"
