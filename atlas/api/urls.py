"""Addresses of the API, below /api/."""

from django.urls import path

from atlas.api import counting, downloads, embedding, pages, schema, searching, views

app_name = "api"

urlpatterns = [
    path("", pages.Introduction.as_view(), name="introduction"),
    path("docs/", pages.Reference.as_view(), name="reference"),
    path("oembed", embedding.Embedding.as_view(), name="oembed"),
    path("v1/", views.Beginning.as_view(), name="beginning"),
    path("v1/schema/", schema.SchemaView.as_view(), name="schema"),
    path("v1/search/", searching.Search.as_view(), name="search"),
    path("v1/countries/", views.Countries.as_view(), name="countries"),
    path("v1/countries/<slug:code>/", views.OneCountry.as_view(), name="country"),
    path("v1/regions/", views.Regions.as_view(), name="regions"),
    path("v1/regions/<slug:code>/", views.OneRegion.as_view(), name="region"),
    path("v1/topics/", views.Topics.as_view(), name="topics"),
    path("v1/topics/<slug:slug>/", views.OneTopic.as_view(), name="topic"),
    path("v1/cities/", views.Cities.as_view(), name="cities"),
    path("v1/cities/facets/", counting.Facets.as_view(), name="facets"),  # before the slugs
    path("v1/cities/<slug:slug>/", views.OneCity.as_view(), name="city"),
    path("v1/cities.geojson", downloads.CitiesGeoJson.as_view(), name="cities-geojson"),
    path("v1/cities.csv", downloads.CitiesCsv.as_view(), name="cities-csv"),
    path("v1/networks/", views.Networks.as_view(), name="networks"),
    path("v1/networks/<slug:slug>/", views.OneNetwork.as_view(), name="network"),
    path("v1/networks.csv", downloads.NetworksCsv.as_view(), name="networks-csv"),
    path("v1/memberships/", views.Memberships.as_view(), name="memberships"),
    path("v1/memberships/<int:id>/", views.OneMembership.as_view(), name="membership"),
    path("v1/memberships.csv", downloads.MembershipsCsv.as_view(), name="memberships-csv"),
    path("v1/resolutions/", views.Resolutions.as_view(), name="resolutions"),
    path("v1/resolutions/<int:id>/", views.OneResolution.as_view(), name="resolution"),
    path("v1/practices/", views.Practices.as_view(), name="practices"),
    path("v1/practices/<slug:slug>/", views.OnePractice.as_view(), name="practice"),
    path("v1/practices.csv", downloads.PracticesCsv.as_view(), name="practices-csv"),
]
