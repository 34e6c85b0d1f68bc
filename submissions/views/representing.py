"""The page on which a representative answers the yearly question. Opening it changes nothing."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from submissions import keys, limiting, representing
from submissions.records import address_of
from submissions.views.guarding import FINE, passed, private


@private
def answering(request: HttpRequest, token: str) -> HttpResponse:
    """Everything is still correct, something has changed, or somebody else speaks for the place now."""
    representative = representing.by_token(token)
    if representative is None:
        raise Http404
    subject = f"representing {representative.pk}"
    sent = FINE
    if request.method == "POST":
        sent = passed(request, subject, (limiting.ANSWER, str(representative.pk)), button=True)
        if not sent.refusal:
            if representative.ended_on is None:
                if "correct" in request.POST:
                    representing.affirm_all(representative)
                elif "end" in request.POST:
                    representing.end(representative)
            return redirect(request.path)
    context = {
        "representative": representative,
        "city": representative.city,
        "records": [
            {"record": record, "kind": record._meta.model_name, "address": address_of(record)}
            for record in representing.records_of(representative)
        ],
        "refusal": sent.refusal,
        "form_key": keys.make(subject),
    }
    code = sent.status if sent.refusal else 200
    return sent.mark(render(request, "submissions/representing.html", context, status=code))
