"""Addresses of what is sent in, below the language."""

from django.urls import path

from submissions.views import beginning, filling, following, photos, representing, returning, suggesting

urlpatterns = [
    path("submit/places/", suggesting.places, name="submit-places"),
    path("submit/alike/", suggesting.alike, name="submit-alike"),
    path("submit/link/", returning.lost, name="lost-link"),
    path("submit/<slug:kind>/", filling.begin, name="submit-kind"),
    path("submit/correction/<slug:kind>/<slug:slug>/", beginning.correct, name="correction"),
    path("submit/<slug:kind>/<slug:slug>/", beginning.change, name="submit-change"),
    path("submissions/representing/<str:token>/", representing.answering, name="representing"),
    path("submissions/<str:token>/", following.status, name="submission"),
    path("submissions/<str:token>/answer/", following.answer, name="submission-answer"),
    path("submissions/<str:token>/discard/", following.discard, name="submission-discard"),
    path("submissions/<str:token>/still-correct/", following.affirm, name="submission-affirm"),
    path("submissions/<str:token>/withdraw/", following.withdraw, name="submission-withdraw"),
    path("submissions/<str:token>/contact/", filling.contact, name="submission-contact"),
    path("submissions/<str:token>/send/", filling.check, name="submission-send"),
    path("submissions/<str:token>/later/", returning.later, name="submission-later"),
    path("submissions/<str:token>/confirm/", returning.confirm_again, name="submission-confirm-again"),
    path("submissions/<str:token>/photos/", photos.fill, name="submission-photos"),
    path("submissions/<str:token>/photos/<str:key>-<int:edge>.webp", photos.photo, name="submission-photo"),
    path("submissions/<str:token>/confirm/<str:confirming>/", following.confirm, name="submission-confirm"),
    path("submissions/<str:token>/<slug:page_name>/", filling.fill, name="submission-page"),
]
