"""A practice: something a city does, told so that another can copy it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cities.addressing import spelled
from cities.models import City, Topic, translated
from practices.models import CostClass, MunicipalRole, Photo, Practice, TargetGroup
from submissions.kinds.base import OTHER, LanguageQuestion, Page, SubmissionForm, Typed, other_language
from submissions.kinds.fields import PlainText, Radios, Sources, Year
from submissions.kinds.founding import NewPlaceQuestion
from submissions.kinds.sourcing import sources_of
from submissions.models import Kind
from submissions.resembling import practices_like

MOST_TOPICS = 2  # beside the main one
LONG = 3000
TOLD = ("challenge", "approach", "outcome", "limits", "lessons")
UNKNOWN = ("", _("I do not know, or I would rather not say"))


class TopicChoice(forms.ModelChoiceField):
    """One topic, by its slug."""

    def __init__(self, **options: Any) -> None:
        super().__init__(Topic.objects.all(), to_field_name="slug", **options)


class PhotosGone(forms.ModelMultipleChoiceField):
    """Published photos that are to go, by their keys. Those that went already are no fault."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        super().__init__(Photo.objects.none(), to_field_name="key", required=False, **options)

    def clean(self, value: Any) -> Any:
        self.queryset = Photo.objects.filter(key__in=value or [])
        return self.queryset


class PracticeForm(LanguageQuestion, NewPlaceQuestion, SubmissionForm):
    """A new practice, or a change of a published one."""

    kind = Kind.PRACTICE
    heading = _("Submit a good practice")
    least = ("place", "place_slug", "title", "summary", "main_topic")
    heading_of_change = _("Update a practice")
    settled_by_record = ("place", "new-place")
    unsaid = {"status": Practice.Status.UNKNOWN}
    pages = (
        Page("place", _("Where is it?"), ("place", "place_slug", "written_in")),
        NewPlaceQuestion.page_of_new,
        Page("what", _("What is it about?"), ("title", "summary", "main_topic", "topics"), card=True),
        Page(
            "how",
            _("How does it work?"),
            TOLD,
            lead=_(
                "Write as you would tell a colleague in another town hall. Leave open what does not apply."
            ),
        ),
        Page(
            "who",
            _("Who, when, what does it cost?"),
            (
                *("target_groups", "municipal_role", "status", "start_year", "end_year"),
                *("partners", "cost_class", "funding", "contact_office"),
            ),
        ),
        Page("sources", _("Where can one read about it?"), ("sources",)),
        # With a view of its own: submissions/views/photos.py
        Page("photos", _("Photos (optional)"), ("photos_gone",), template="submissions/photos.html"),
        Page(
            "translation",
            _("The same in the other language"),
            ("other_title", "other_summary", *(f"other_{name}" for name in TOLD)),
            lead=_("Only if you like. What you leave open, the editors translate."),
            beside=True,
        ),
    )

    title = PlainText(
        label=_("Title"),
        help_text=_(
            "As one would tell it to others, without project codes. Example: A city card for everybody"
        ),
        max_length=120,
    )
    summary = PlainText(
        label=_("In short"),
        help_text=_("Two or three sentences: what does the municipality do, for whom, since when?"),
        max_length=350,
        lines=True,
        rows=4,
    )
    main_topic = TopicChoice(
        label=_("Main topic"),
        help_text=_("One. You can name up to two more below."),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choose a main topic.")},
    )
    topics = forms.ModelMultipleChoiceField(
        Topic.objects.all(),
        to_field_name="slug",
        label=_("Further topics"),
        help_text=_("Up to two, if you like."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    challenge = PlainText(
        label=_("What was the challenge?"),
        help_text=_("Example: People without papers did not dare to see a doctor."),
        max_length=LONG,
        lines=True,
        required=False,
    )
    approach = PlainText(
        label=_("What do you do?"),
        help_text=_(
            "Step by step, so that others can copy it. A line that begins with a hyphen becomes a list."
        ),
        max_length=LONG,
        lines=True,
        rows=8,
    )
    outcome = PlainText(
        label=_("What came of it?"),
        help_text=_(
            "Figures with their year, where there are any. Example: In 2024, 312 people were advised."
        ),
        max_length=LONG,
        lines=True,
        required=False,
    )
    limits = PlainText(
        label=_("Where are its limits?"),
        help_text=_("What did not work, what is criticised? That helps others most."),
        max_length=LONG,
        lines=True,
        required=False,
    )
    lessons = PlainText(
        label=_("What should others know before they begin?"),
        help_text=_("Example: Talk to the police early."),
        max_length=LONG,
        lines=True,
        required=False,
    )
    target_groups = forms.MultipleChoiceField(
        label=_("Whom is it for?"),
        choices=TargetGroup.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    municipal_role = forms.ChoiceField(
        label=_("What is the municipality’s part in it?"),
        choices=[*MunicipalRole.choices, UNKNOWN],
        widget=Radios,
        required=False,
    )
    status = forms.ChoiceField(
        label=_("Does it still run?"),
        choices=Practice.Status.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    start_year = Year(label=_("Since which year?"), help_text=_("Example: 2019"), required=False)
    end_year = Year(label=_("Until which year?"), help_text=_("Only if it has ended."), required=False)
    partners = PlainText(
        label=_("Who else takes part?"),
        help_text=_("Associations, offices, foundations. No names of persons, please."),
        max_length=1000,
        lines=True,
        rows=3,
        required=False,
    )
    cost_class = forms.ChoiceField(
        label=_("What does it cost a year?"),
        help_text=_("All payers together."),
        choices=[*CostClass.choices, UNKNOWN],
        widget=Radios,
        required=False,
    )
    funding = PlainText(
        label=_("Who pays?"),
        help_text=_("Example: The city’s budget, half of it from the European Union until 2023."),
        max_length=1000,
        lines=True,
        rows=3,
        required=False,
    )
    contact_office = PlainText(
        label=_("Which office can others ask?"),
        help_text=_(
            "Everybody can read it. Write the name of the office, not of a person: people move on, the office stays. Example: Office for Integration, city of Potsdam"
        ),
        max_length=200,
        required=False,
    )
    sources = Sources(
        label=_("Sources"),
        help_text=_(
            "Pages where this can be read: of the municipality, of a partner, in a newspaper. Every statement here has a source."
        ),
    )
    photos_gone = PhotosGone(label=_("Published photos that should go"))

    other_title = PlainText(label=_("Title"), max_length=120, required=False)
    other_summary = PlainText(label=_("In short"), max_length=350, lines=True, rows=4, required=False)
    other_challenge = PlainText(
        label=_("What was the challenge?"), max_length=LONG, lines=True, required=False
    )
    other_approach = PlainText(label=_("What do you do?"), max_length=LONG, lines=True, required=False)
    other_outcome = PlainText(label=_("What came of it?"), max_length=LONG, lines=True, required=False)
    other_limits = PlainText(label=_("Where are its limits?"), max_length=LONG, lines=True, required=False)
    other_lessons = PlainText(
        label=_("What should others know before they begin?"), max_length=LONG, lines=True, required=False
    )

    # Texts that are the same in the form and in the record, one value a language.
    TEXTS = ("title", "summary", *(part for part in Practice.PARTS), "contact_office")
    PLAIN = ("target_groups", "municipal_role", "start_year", "end_year", "cost_class")

    def __init__(self, typed: Typed, **options: Any) -> None:
        super().__init__(typed, **options)
        gone = typed.get("photos_gone")
        if not gone:
            self.fields.pop("photos_gone", None)
        elif "photos_gone" in self.fields:
            self.fields["photos_gone"].queryset = Photo.objects.filter(key__in=gone)  # type: ignore[attr-defined]

    def clean_topics(self) -> list[Topic]:
        """At most two, and not the main one again."""
        chosen = list(self.cleaned_data["topics"])
        if len(chosen) > MOST_TOPICS:
            raise ValidationError(_("Choose at most two further topics."))
        return [topic for topic in chosen if topic != self.cleaned_data.get("main_topic")]

    def clean(self) -> Any:
        values: dict[str, Any] = super().clean() or {}
        start, end = values.get("start_year"), values.get("end_year")
        if start and end and end < start:
            self.add_error("end_year", _("The end lies before the beginning."))
        if end and values.get("status") == Practice.Status.RUNNING:
            self.add_error(
                "end_year",
                _("You chose that it still runs. Leave the end open, or choose that it has ended."),
            )
        return values

    def alike(self) -> list[Practice]:
        chosen = self.data.getlist("topics")  # type: ignore[attr-defined]
        return practices_like(
            self.data.get("title", ""), self.city(), self.data.get("main_topic", ""), chosen
        )

    def subject(self) -> str:
        return " ".join(self.data.get("title", "").split())[:120]

    @classmethod
    def typed_of(cls, record: Practice, language: str) -> dict[str, list[str]]:
        texts = {name: [translated(getattr(record, name)).get(language, "")] for name in cls.TEXTS}
        return {
            "place": [record.city.name_in(language)],
            "place_slug": [record.city.slug],
            "written_in": [language],
            **texts,
            **{
                f"{OTHER}{name}": [translated(getattr(record, name)).get(other_language(language), "")]
                for name in ("title", "summary", *TOLD)
            },
            "main_topic": [record.main_topic.slug],
            "topics": [topic.slug for topic in record.topics.all()],
            "target_groups": list(record.target_groups),
            "municipal_role": [record.municipal_role],
            "status": [record.status],
            "start_year": [str(record.start_year or "")],
            "end_year": [str(record.end_year or "")],
            "cost_class": [record.cost_class],
            "sources_url": [source.url for source in record.sources.all()],
            "sources_title": [source.title for source in record.sources.all()],
        }

    def write(self, record: Practice | None) -> Practice:
        values = self.cleaned_data
        practice = record or Practice(city=self.found(), slug=self._new_slug())
        for name in self.TEXTS:
            setattr(practice, name, self.in_language(getattr(practice, name), name))
        for name in self.PLAIN:
            setattr(practice, name, values[name])
        practice.status = values["status"] or Practice.Status.UNKNOWN
        practice.main_topic = values["main_topic"]
        practice.save()
        practice.topics.set(values["topics"])
        practice.sources.set(sources_of(values["sources"], self.language))
        for photo in values.get("photos_gone", ()):
            if photo.practice_id == practice.pk:
                photo.delete()
        return practice

    def city(self) -> City | None:
        return self.record.city if self.record else super().city()

    def _new_slug(self) -> str:
        """An address that no practice has: the title's words, then the place's, then a number."""
        title = spelled(self.cleaned_data["title"], german=self.language == "de", longest=90) or "practice"
        city = self.city()
        wanted = [title, f"{title}-{city.slug}"[:120] if city else title]
        taken = set(Practice.objects.filter(slug__startswith=title).values_list("slug", flat=True))
        numbered = (f"{title}-{number}" for number in range(2, len(taken) + 3))
        return next(slug for slug in (*wanted, *numbered) if slug not in taken)
