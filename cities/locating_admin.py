"""The point of a place at the desk: chosen on a map, typed, or taken over from the gazetteer or a Nominatim.

The gazetteer is there at once. A Nominatim is asked only by a button, and only if the operator named one.
"""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cities import nominatim
from cities.geocoding import LONGEST, MOST, Candidate, Gazetteer
from cities.models import City, Country, Region
from cities.record_admin import LONGEST_REASON, REASON, RecordAdmin


class LocatingAdmin(RecordAdmin):
    """What the admin of places can do with points."""

    model: type[City]
    admin_site: admin.AdminSite
    change_form_template = "admin/cities/city/change_form.html"
    readonly_fields = ("point",)

    @admin.display(description=_("map"))
    def point(self, city: City) -> str:
        """A map that fills the two numbers; they do without it."""
        address = reverse("admin:cities_city_locate", args=[city.pk]) if city.pk else ""
        return render_to_string(
            "admin/cities/city/_point.html", {"locate": address or reverse("admin:cities_city_find")}
        )

    def get_urls(self) -> list[URLPattern]:
        def guarded(view: Any) -> Any:
            return self.admin_site.admin_view(view)

        return [
            path("find/", guarded(self.find_view), name="cities_city_find"),
            path("<int:pk>/locate/", guarded(self.locate_view), name="cities_city_locate"),
            *super().get_urls(),
        ]

    def find_view(self, request: HttpRequest) -> HttpResponse:
        """A place that the register does not have yet: what is found opens its form, filled as far as it is known."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        return self._candidates(request, None, "")

    def locate_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Candidates for the point of a place; one of them is taken over after a look at what would change."""
        city = self.get_object(request, str(pk))
        if city is None:
            raise Http404
        if not self.has_change_permission(request, city):
            raise PermissionDenied
        taken = request.POST.get("take") or request.GET.get("take", "")
        if not taken:
            return self._candidates(request, city, city.endonym)
        asked = request.POST.get("q") or request.GET.get("q", city.endonym)
        found = _chosen(taken, asked[:LONGEST], city)
        if found is None:
            raise Http404
        holder = None
        if found.geonames_id:
            holder = City.objects.filter(geonames_id=found.geonames_id).exclude(pk=city.pk).first()
        if request.method == "POST":
            return self._take(request, city, found, holder)
        context = self._context(request, city, gettext("Take over this point?")) | {
            "found": found,
            "asked": asked,
            "kilometres": found.kilometres_from(city.latitude, city.longitude),
            "holder": holder,
            "longest_reason": LONGEST_REASON,
        }
        return TemplateResponse(request, "admin/cities/city/take.html", context)

    def _take(self, request: HttpRequest, city: City, found: Candidate, holder: City | None) -> HttpResponse:
        city.latitude, city.longitude = found.latitude, found.longitude
        city.coordinates_source = found.source
        columns = ["latitude", "longitude", "coordinates_source"]
        if found.geonames_id and holder is None:
            city.geonames_id = found.geonames_id
            columns.append("geonames_id")
        reason = request.POST.get(REASON, "") or (
            gettext("point from OpenStreetMap") if found.osm else gettext("point from the gazetteer")
        )
        city._change_reason = reason[:LONGEST_REASON]  # type: ignore[attr-defined]
        city.save(update_fields=columns)
        self.log_change(request, city, [{"changed": {"fields": columns}}])
        messages.success(request, gettext("The point was taken over."))
        return HttpResponseRedirect(reverse("admin:cities_city_change", args=[city.pk]))

    def _candidates(self, request: HttpRequest, city: City | None, name: str) -> HttpResponse:
        asked = (request.POST.get("q") or request.GET.get("q", name))[:LONGEST]
        country = city.country_id if city else ""
        if "ask" in request.POST and nominatim.server() and nominatim.plain(asked):
            return self._ask(request, asked, country)
        found = Gazetteer().candidates(asked, country=country)
        answer = nominatim.kept(asked, country)
        title = gettext("Find the place") if city else gettext("Find a new place")
        context = self._context(request, city, title) | {
            "asked": asked,
            "rows": _rows(found[:MOST], asked, city),
            "more": len(found) > MOST,
            "server": nominatim.server(),
            "answer": answer,
            "further_rows": _rows(answer.candidates, asked, city) if answer else [],
        }
        return TemplateResponse(request, "admin/cities/city/locate.html", context)

    def _ask(self, request: HttpRequest, asked: str, country: str) -> HttpResponse:
        """Ask the Nominatim; the page that this leads to shows what it said, and asks nobody."""
        try:
            nominatim.ask(asked, country)
        except nominatim.UnansweredError as silence:
            stands = gettext("What the gazetteer proposes stands.")
            messages.warning(request, f"{silence} {stands}")
            part = ""  # the message stands at the top
        else:
            part = "#answer"
        return HttpResponseRedirect(f"{request.path}?{urlencode({'q': asked})}{part}")

    def _context(self, request: HttpRequest, city: City | None, title: str) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "original": city,
        }


def _chosen(key: str, asked: str, city: City) -> Candidate | None:
    """The candidate that a row of the page stood for; one of a Nominatim is found in its kept answer."""
    if key.isdecimal():
        return Gazetteer().by_id(int(key)) if len(key) < 10 else None
    answer = nominatim.kept(asked, city.country_id)
    return next((each for each in answer.candidates if each.osm == key), None) if answer else None


def _rows(shown: list[Candidate], asked: str, city: City | None) -> list[dict[str, Any]]:
    """What the page says of candidates, and where choosing them leads."""
    countries = Country.objects.in_bulk({each.country for each in shown})
    regions = Region.objects.in_bulk({each.region for each in shown})
    return [
        {
            "found": each,
            "kind": City.Kind(each.kind).label if each.kind else gettext("Settlement"),
            "country": countries.get(each.country) or Country(code=each.country).name,
            "region": regions.get(each.region, ""),
            "kilometres": each.kilometres_from(city.latitude, city.longitude) if city else None,
            "address": f"?{urlencode({'q': asked, 'take': each.key})}"
            if city
            else f"{reverse('admin:cities_city_add')}?{urlencode(_known(each, countries, regions))}",
        }
        for each in shown
    ]


def _known(found: Candidate, countries: dict[str, Country], regions: dict[str, Region]) -> dict[str, Any]:
    """What the form of a new place can be filled with."""
    known: dict[str, Any] = {
        "endonym": found.name,
        "latitude": found.latitude,
        "longitude": found.longitude,
        "coordinates_source": found.source,
    }
    if found.geonames_id:
        known["geonames_id"] = found.geonames_id
    if found.country in countries:
        known["country"] = found.country
    if found.region in regions:
        known["region"] = found.region
    return known
