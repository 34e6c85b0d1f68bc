"""Photos at the desk: seen, added, described and taken away where their practice is edited."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField

from cities.admin import IN_LANGUAGES, RecordAdmin
from cities.desk.languages import TextPerLanguage
from practices.models import Photo
from practices.photographing import Picture, PictureError, free_position, keep_for, stored, take
from practices.views.photos import photo_at_the_desk

THUMBNAIL = 160  # longest edge in pixels
ACCEPTED = "image/jpeg,image/png,image/webp,image/heic,image/heif,.heic,.heif"


class PhotoForm(forms.ModelForm):
    """A photo with its file, which is made anew when it comes."""

    file = forms.FileField(
        label=_("file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=_(
            "JPEG, PNG, WebP or HEIC, up to 10 MB. What the camera noted, like the place, is removed."
            " A new file takes the place of the old one."
        ),
    )

    class Meta:
        model = Photo
        fields = ("file", "alt", "credit", "licence", "position")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk is None:
            self.initial["position"] = None
            self.fields["position"].required = False
            self.fields["position"].help_text = _("Empty: the first one that is free.")

    def clean_file(self) -> Picture | None:
        """The picture made of the file; a new photo needs one."""
        sent: UploadedFile | None = self.cleaned_data["file"]
        if sent:
            try:
                return take(sent)
            except PictureError as error:
                raise ValidationError(error.message, code=error.reason) from error
        if self.instance.pk is None:
            raise ValidationError(_("Please choose a file."), code="required")
        return None

    def clean_position(self) -> int:
        """The position asked for, else a free one."""
        asked: int | None = self.cleaned_data["position"]
        if asked is not None or self.instance.practice.pk is None:
            return asked or 0
        return free_position(self.instance.practice)

    def save(self, commit: bool = True) -> Any:
        picture: Picture | None = self.cleaned_data["file"]
        if picture is None:
            return super().save(commit)
        with stored(picture) as kept:
            keep_for(self.instance, kept)
            return super().save(commit)


class PhotoInline(admin.StackedInline):
    """The photos of a practice."""

    model = Photo
    form = PhotoForm
    formfield_overrides = {
        **IN_LANGUAGES,
        I18nCharField: {"widget": TextPerLanguage, "widget_kwargs": {"attrs": {"rows": 2}}},
    }
    fields = ("thumbnail", "file", "alt", "credit", "licence", "position")
    readonly_fields = ("thumbnail",)
    extra = 0
    max_num = Photo.MOST

    def get_formset(self, request: Any, obj: Any = None, **options: Any) -> Any:
        return super().get_formset(request, obj, **options, validate_max=True)

    @admin.display(description=_("photo"))
    def thumbnail(self, photo: Photo) -> str:
        """The picture small, also while its practice is not published."""
        if not photo.width:  # of a new one nothing is known
            return "–"
        small = photo.sizes[0]
        return format_html(
            '<img src="{}" width="{}" height="{}" alt="{}">',
            reverse("admin:practices_photo_file", args=[photo.key, small.edge]),
            *(max(1, round(side * THUMBNAIL / small.edge)) for side in small),
            photo.alt,
        )


class WithPhotos(RecordAdmin):
    """A practice's admin with its photos."""

    inlines = (PhotoInline,)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(photo_at_the_desk)
        return [
            path("photos/<str:key>-<int:edge>.webp", view, name="practices_photo_file"),
            *super().get_urls(),
        ]
