"""Photos of a submission: the page of the form on which they are added, and their files for those who may see them."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from practices.models import Photo
from practices.photographing import PictureError, take
from practices.views.photos import photo_answer
from submissions import drafting, illustrating, limiting
from submissions.describing import PhotoTexts
from submissions.kinds import FORMS
from submissions.models import Submission
from submissions.moving import NotAllowedError
from submissions.views import filling
from submissions.views.guarding import of_submission, passed, subject_of, takes_file

PAGE = "photos"
NEW = "new"  # begins the names of the questions about a photo that is not kept yet
FILE = f"{NEW}-file"


class Sheet:
    """The page: photos that are kept, those that are published, and a new one with what was typed of it."""

    def __init__(self, request: HttpRequest, submission: Submission) -> None:
        self.submission = submission
        self.given = request.POST
        self.file: UploadedFile | None = request.FILES.get(FILE)
        self.typed = PhotoTexts(self.given, prefix=NEW)
        self.problem = ""  # of the file
        self.too_heavy = False

    def keep(self, key: str) -> None:
        """Keep all that was sent: texts, what should go, and the file, if it is good."""
        for upload in self.submission.uploads.all():
            if f"{upload.key}-alt" in self.given:
                illustrating.describe(upload, PhotoTexts(self.given, prefix=upload.key).values())
        self._mark()
        if self.file is not None:
            self._add(self.file, key)
        elif self.given.get(f"{NEW}-alt", "").strip():
            self.problem = _("Choose the photo that these texts belong to.")
        elif "add" in self.given:
            self.problem = _("Choose a photo.")

    def _mark(self) -> None:
        """Note which of the published photos should go."""
        shown = set(illustrating.published(self.submission).values_list("key", flat=True))
        gone = [key for key in self.given.getlist(illustrating.GONE) if key in shown]
        if gone != self.submission.typed.get(illustrating.GONE, []):
            drafting.save(self.submission, {illustrating.GONE: gone}, city=self.submission.city)

    def _add(self, file: UploadedFile, key: str) -> None:
        if illustrating.came(key):
            return
        try:
            if illustrating.room(self.submission) < 1:
                raise illustrating.FullError
            illustrating.add(self.submission, take(file), self.typed.values(), key=key)
        except PictureError as error:
            self.problem, self.too_heavy = str(error), error.reason == "too-heavy"
        except illustrating.FullError:
            self.problem = _("A practice has at most {number} photos. Remove one first.").format(
                number=Photo.MOST
            )

    def act(self) -> str:
        """Move or remove the photo whose button was pressed; return where on the page one goes on, if one was."""
        for name, act in ACTS.items():
            upload = self.submission.uploads.filter(key=self.given.get(name, "").replace("\0", "")).first()
            if upload is not None:
                act(upload)
                return "photos" if name == "remove" else f"photo-{upload.key}"
        return ""

    def as_kept(self, *, checked: bool) -> dict[str, Any]:
        """What the page shows after what is kept; ``checked`` says what is missing."""
        uploads = list(self.submission.uploads.all())
        forms = [PhotoTexts.of(upload, checked=checked) for upload in uploads]
        room = illustrating.room(self.submission)
        errors: list[dict[str, str]] = []
        if checked:
            errors += [
                {"id": fault.place, "message": fault.message}
                for fault in illustrating.faults(self.submission)
            ]
        if self.problem:
            errors.append({"id": f"id_{FILE}" if room > 0 else "photos", "message": self.problem})
            errors += filling.errors_of(self.typed) if room > 0 else []
        last = uploads[-1] if uploads else None  # who took the last photo most likely took the next
        usual = {"credit": last.credit, "licence": last.licence} if last else {}
        return {
            "rows": [{"upload": upload, "form": form} for upload, form in zip(uploads, forms, strict=True)],
            "published": illustrating.published(self.submission),
            "gone": self.submission.typed.get(illustrating.GONE, []),
            "room": room,
            "number_of_new": len(uploads) + 1,
            "most": Photo.MOST,
            "new": self.typed if self.problem else PhotoTexts(prefix=NEW, initial=usual),
            "problem": self.problem,
            "errors": errors,
        }

    def as_typed(self) -> dict[str, Any]:
        """What the page shows if nothing was kept of what was sent: all of it once more, but for the file."""
        context = self.as_kept(checked=False)
        for row in context["rows"]:
            if f"{row['upload'].key}-alt" in self.given:
                row["form"] = PhotoTexts.typed(self.given, row["upload"].key)
        again = _("Choose the photo once more.") if self.file is not None else ""
        return {
            **context,
            "gone": self.given.getlist(illustrating.GONE),
            "new": PhotoTexts.typed(self.given, NEW),
            "problem": again,
        }


ACTS = {
    "remove": illustrating.remove,
    "up": lambda upload: illustrating.shift(upload, -1),
    "down": lambda upload: illustrating.shift(upload, 1),
}


@of_submission
@takes_file
def fill(request: HttpRequest, submission: Submission) -> HttpResponse:
    """The page of the form for photos: each button keeps everything that was sent along."""
    page = FORMS[submission.kind].page_named(PAGE)
    if page is None:
        raise Http404
    if submission.state not in filling.CHANGEABLE:
        return redirect(filling.status_address(submission))
    sheet = Sheet(request, submission)
    if request.method != "POST":
        return _show(request, sheet)
    limits = [(limiting.PAGE, str(submission.pk)), (limiting.PAGE_NETWORK, "")]
    if sheet.file is not None:
        limits += [(limiting.UPLOAD, str(submission.pk)), (limiting.UPLOAD_NETWORK, "")]
    sent = passed(request, subject_of(submission, PAGE), *limits)
    if sent.refusal:
        return _show(request, sheet, sent)
    try:
        sheet.keep(sent.key)
        place = sheet.act()
    except NotAllowedError:  # decided meanwhile: its page says so
        return redirect(filling.status_address(submission))
    later = "later" in request.POST
    if sheet.problem:  # in place: texts whose file is not good are kept nowhere
        return _show(request, sheet)
    if not (later or place) and illustrating.faults(submission):
        return redirect(f"{filling.again(request, **{filling.FAULTS: '1'})}#errors")
    if place or "add" in request.POST:
        return redirect(f"{filling.again(request)}#{place or 'photos'}")
    return redirect(filling.next_address(submission, page, later=later, back_to=request.GET.get("back")))


@require_safe
@of_submission
def photo(request: HttpRequest, submission: Submission, key: str, edge: int) -> HttpResponse:
    """A photo's file for its sender."""
    return photo_answer(get_object_or_404(submission.uploads, key=key).kept, edge)


def _show(request: HttpRequest, sheet: Sheet, sent: Any = filling.FINE) -> HttpResponse:
    checked = request.method == "POST" or filling.FAULTS in request.GET
    context = {
        **filling.frame(sheet.submission, PAGE),
        **(sheet.as_typed() if sent.refusal else sheet.as_kept(checked=checked)),
    }
    subject = subject_of(sheet.submission, PAGE)
    response = filling.answered(request, "submissions/photos.html", context, subject, sent)
    if sheet.too_heavy:
        response.status_code = 413
    return response
