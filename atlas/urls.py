"""All addresses. Order matters: what has no language comes before `<language>/`."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, path

from atlas.basemap import basemap
from atlas.views import plain

urlpatterns: list[URLPattern | URLResolver] = [
    path("", plain.front_door, name="front-door"),
    path("healthz", plain.health, name="health"),
    path("robots.txt", plain.robots, name="robots"),
    path(".well-known/security.txt", plain.security, name="security"),
    path("basemap/basemap.pmtiles", basemap, name="basemap"),
    path("admin/", admin.site.urls),
]

urlpatterns += i18n_patterns()

handler400 = "atlas.views.errors.bad_request"
handler403 = "atlas.views.errors.forbidden"
handler404 = "atlas.views.errors.not_found"
handler500 = "atlas.views.errors.broken"
