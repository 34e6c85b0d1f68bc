"""Practices: all of them by topic, one of them, and the pages of the topics."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from atlas.citing import Sources
from atlas.filters import read
from atlas.listing import page_of, position
from atlas.tallying import places_by_network
from cities.folding import fold
from cities.models import Topic
from networks.models import Network
from practices.models import Practice, TargetGroup

PAGE = 24
RELATED = 4
SHORT_LESSON = 180  # characters that may be set large


@require_safe
def practices(request: HttpRequest) -> HttpResponse:
    """All practices, or those that the query means, by topic."""
    query, problems = read(request.GET, extras=("page",))
    ids = query.practices().values("pk")
    topics = list(Topic.objects.all())
    chosen = [topic for topic in topics if topic.slug in query.topic]
    shown = cards(Practice.objects.published().filter(pk__in=ids), first=chosen)
    page = page_of(shown, request, PAGE)
    counts = practices_by_topic()
    context = {
        "page": page,
        "topics": [{"topic": topic, "count": counts.get(topic.pk, 0)} for topic in topics],
        "all": Practice.objects.published().count(),
        "cities": Practice.objects.published().order_by().values("city").distinct().count(),
        "chosen": chosen,
        "filtered": bool(query),
        "problems": [problem for messages in problems.values() for problem in messages],
    }
    return render(request, "practices/practice_list.html", context)


@require_safe
def practice(request: HttpRequest, slug: str) -> HttpResponse:
    """One practice, told so that another place can copy it."""
    practice = get_object_or_404(
        Practice.objects.published()
        .select_related("city", "city__country", "main_topic")
        .prefetch_related("topics", "sources"),
        slug=slug,
    )
    sources = Sources()
    cited = sources.cite(practice.sources.all())
    lessons = str(practice.lessons)
    context = {
        "practice": practice,
        "cited": cited,
        "sources": sources,
        "parts": parts_of(practice),
        "lesson_is_short": len(lessons) <= SHORT_LESSON,
        "target_groups": [
            TargetGroup(slug).label for slug in practice.target_groups if slug in TargetGroup.values
        ],
        "topics": [practice.main_topic, *practice.topics.all()],
        "networks": Network.objects.published().filter(practices=practice),
        "related": related(practice),
    }
    return render(request, "practices/practice_page.html", context)


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """One topic: its practices, and the networks that work on it."""
    topic = get_object_or_404(Topic, slug=slug)
    of_topic = Practice.objects.published().filter(pk__in=in_topic(topic).values("pk"))
    counts = places_by_network()
    networks = sorted(
        Network.objects.published().filter(topics=topic), key=lambda each: fold(each.display_label)
    )
    context = {
        "topic": topic,
        "page": page_of(cards(of_topic, first=[topic]), request, PAGE),
        "cities": of_topic.order_by().values("city").distinct().count(),
        "networks": [{"network": each, "count": counts.get(each.pk, 0)} for each in networks],
        "topics": Topic.objects.all(),
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
        .annotate(source_count=Count("sources", distinct=True))
        .order_by(*leading, "main_topic__position", "main_topic__slug", "slug")
    )


def practices_by_topic() -> dict[int, int]:
    """Number of published practices with each topic, as main or further one: what choosing the topic gives."""
    practices = Practice.objects.published()
    main = practices.order_by().values_list("main_topic_id").annotate(Count("pk"))
    further = practices.order_by().filter(topics__isnull=False).values_list("topics").annotate(Count("pk"))
    counts = dict(main)
    for topic, count in further:
        counts[topic] = counts.get(topic, 0) + count
    return counts


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
    """Practices of the same main topic: first those that share a target group, then by name."""
    others = (
        Practice.objects.published()
        .filter(main_topic=practice.main_topic)
        .exclude(pk=practice.pk)
        .select_related("city")
        .order_by("slug")
    )
    shared = set(practice.target_groups)
    return sorted(others, key=lambda other: not shared & set(other.target_groups))[:RELATED]
