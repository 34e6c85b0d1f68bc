"""Practices: all of them by topic, one of them, and the pages of the topics."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from atlas.citations import of_page
from atlas.citing import Sources
from atlas.context import Site
from atlas.library import Facet, Library, ask, population_class
from atlas.linked_data import LinkedData, Step, graph
from atlas.listing import by_name, page_of, position
from atlas.views.leading_on import leading_on
from cities.folding import fold
from cities.models import City, Topic
from cities.publishing import Publication
from networks.models import Network
from networks.tallying import places_by_network
from practices.models import Practice, TargetGroup
from submissions.attributing import is_from_municipality, sent_by_municipality

PAGE = 24
RELATED = 4
MOST_PLACES = 600  # of a topic; more stand on the map and in the downloads
SHORT_LESSON = 180  # characters that may be set large


@require_safe
def practices(request: HttpRequest) -> HttpResponse:
    """The library: all practices, or those that are asked for, by topic, with what each further choice gives."""
    asked, problems = ask(request.GET)
    library = Library(asked)
    found, facets = library.found(), library.facets()
    chosen = [topic for topic in library.topics if topic.slug in asked.query.topic]
    everything = Practice.objects.published()
    context = {
        "page": page_of(cards(everything.filter(pk__in=found), first=chosen), request, PAGE, len(found)),
        "topics": _grid(library, facets),
        "facets": [facet for facet in facets if facet.name != "topic"],
        "chips": [choice for facet in facets for choice in facet.chosen],
        "all": everything.order_by().aggregate(practices=Count("pk"), cities=Count("city", distinct=True)),
        "chosen": chosen,
        "asked": asked,
        "q": asked.query.q,
        "without_q": asked.address("q"),
        "carried": [pair for pair in asked.pairs() if pair[0] != "q"],
        "problems": [problem for messages in problems.values() for problem in messages],
    }
    return render(request, "practices/practice_list.html", context)


def _grid(library: Library, facets: list[Facet]) -> list[dict[str, Any]]:
    """All topics with what choosing them gives; those that give nothing lead nowhere."""
    choices = {choice.value: choice for facet in facets if facet.name == "topic" for choice in facet.choices}
    return [{"topic": topic, "choice": choices.get(topic.slug)} for topic in library.topics]


@require_safe
@leading_on(Practice)
def practice(request: HttpRequest, slug: str) -> HttpResponse:
    """One practice, told so that another place can copy it."""
    practice = get_object_or_404(
        Practice.objects.published()
        .annotate(sent_by_municipality=sent_by_municipality("practice"))
        .select_related("city__country", "city__region", "main_topic", "adapted_from__city")
        .prefetch_related("topics", "sources", "photos"),
        slug=slug,
    )
    sources = Sources()
    cited = sources.cite(practice.sources.all())
    lessons = str(practice.lessons)
    topics = [practice.main_topic, *practice.topics.all()]
    photos = practice.photos.all()
    site = Site(request)
    data = LinkedData(request)
    trail = [
        Step(gettext("Practices"), reverse("practices")),
        Step(str(practice.main_topic), reverse("topic", args=[practice.main_topic.slug])),
        Step(str(practice.title), request.path),
    ]
    context = {
        "site": site,
        "trail": trail,
        "practice": practice,
        "citation": of_page(f"{practice.title}, {practice.city.name}", site),
        "cited": cited,
        "sources": sources,
        "by_municipality": is_from_municipality(practice, get_language() or ""),
        "parts": parts_of(practice),
        "photos": photos,
        "lesson_is_short": len(lessons) <= SHORT_LESSON,
        "target_groups": [
            TargetGroup(slug).label for slug in practice.target_groups if slug in TargetGroup.values
        ],
        "topics": topics,
        "networks": Network.objects.published().filter(practices=practice),
        "model": practice.adapted_from if _is_public(practice.adapted_from) else None,
        "adaptations": Practice.objects.published().filter(adapted_from=practice).select_related("city"),
        "related": related(practice),
        "linked_data": graph(
            data.practice(practice, topics, (entry.source for entry in cited), photos),
            data.trail(trail),
        ),
    }
    return render(request, "practices/practice_page.html", context)


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """One topic: its practices, the places that have them, and the networks that work on it."""
    topic = get_object_or_404(Topic, slug=slug)
    of_topic = Practice.objects.published().filter(pk__in=in_topic(topic).values("pk"))
    counts = places_by_network()
    networks = sorted(
        Network.objects.published().filter(topics=topic), key=lambda each: fold(each.display_label)
    )
    data = LinkedData(request)
    places = by_name(
        City.objects.published().filter(pk__in=of_topic.order_by().values("city")).select_related("country")
    )
    trail = [Step(gettext("Practices"), reverse("practices")), Step(str(topic), request.path)]
    context = {
        "trail": trail,
        "topic": topic,
        "page": page_of(cards(of_topic, first=[topic]), request, PAGE),
        "cities": len(places),
        "places": places[:MOST_PLACES],
        "countries": len({place.country_id for place in places}),
        "networks": [{"network": each, "count": counts.get(each.pk, 0)} for each in networks],
        "topics": Topic.objects.all(),
        "linked_data": graph(
            data.topic(topic),
            data.trail(trail),
        ),
    }
    return render(request, "practices/topic_page.html", context)


def in_topic(topic: Topic) -> QuerySet[Practice]:
    """Published practices with this main or further topic."""
    return Practice.objects.published().filter(Q(main_topic=topic) | Q(topics=topic)).distinct()


def cards(practices: QuerySet[Practice], first: Sequence[Topic] = ()) -> QuerySet[Practice]:
    """The practices with what their cards show, by topic; those whose main topic is one of ``first`` lead."""
    leading = [position("main_topic", first)] if first else []
    return (
        practices.select_related("city", "main_topic")
        .prefetch_related("photos")
        .annotate(source_count=Count("sources", distinct=True))
        .order_by(*leading, "main_topic__position", "main_topic__slug", "slug")
    )


def parts_of(practice: Practice) -> list[dict[str, Any]]:
    """The filled parts of the text with their headings, without the lessons, which stand at the side."""
    names = {field.name: field.verbose_name for field in Practice._meta.fields}
    parts = [
        {"heading": names[name], "text": getattr(practice, name)}
        for name in Practice.PARTS
        if name != "lessons"
    ]
    return [part for part in parts if str(part["text"])]


def related(practice: Practice) -> list[Practice]:
    """More like this: practices of the same main topic, those of places of like size and for the same people first."""
    others = (
        Practice.objects.published()
        .filter(main_topic=practice.main_topic)
        .exclude(pk=practice.pk)
        .select_related("city")
        .order_by("slug")
    )
    groups, size = set(practice.target_groups), population_class(practice.city.population)

    def differs(other: Practice) -> tuple[bool, bool]:
        alike = bool(size) and population_class(other.city.population) == size
        return not alike, not groups & set(other.target_groups)

    return sorted(others, key=differs)[:RELATED]


def _is_public(practice: Practice | None) -> bool:
    return practice is not None and {practice.publication, practice.city.publication} == {
        Publication.PUBLISHED
    }
