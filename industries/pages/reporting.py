"""The one form of the public pages: a reader reports an error. It asks for nothing about the reader."""

import logging
import re
from typing import Any

from django import forms
from django.core.exceptions import BadRequest
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirectBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from industries.conditional import untagged
from industries.editions import alias
from industries.filtersets import TOO_LONG
from industries.middleware import FORM_METHODS, network_of
from industries.models import Release
from industries.models.bilingual import CHINESE, ENGLISH, is_chinese
from industries.models.publishing import Answer
from industries.pages.changes import address_of
from industries.pages.errors import HTTPStatus, error_page
from industries.pages.history import about
from industries.pages.page import page, refuse_in_preview
from industries.prefixes import unprefixed
from industries.publishing.history import record_at, why_gone
from industries.publishing.names import Entry, in_log
from industries.receiving import LENGTH, LETTERS, Limit, TooManyError, receive
from industries.wording import in_lines, is_text

logger = logging.getLogger(__name__)

SHORTEST, LONGEST, LONGEST_PLACE = 10, 2000, 500  # characters
# the longest texts, with each letter as the twelve that the rarest ones take in a form
MOST_BYTES = 12 * (LONGEST + LONGEST_PLACE) + 2000
NUMBER = re.compile(f"[{LETTERS}]{{{LENGTH}}}")
WHOLE = re.compile(r"[1-9][0-9]{0,8}")

_TOO_SHORT = ngettext_lazy(
    "Say it in %(limit_value)d letter or more.",
    "Say it in %(limit_value)d letters or more.",
    "limit_value",
)
_TOO_MANY = {
    Limit.NETWORK_IN_HOUR: gettext_lazy(
        "From your network as many reports came in as we take in an hour. Please send yours again in"
        " an hour."
    ),
    Limit.NETWORK_IN_DAY: gettext_lazy(
        "From your network as many reports came in as we take in a day. Please send yours again"
        " tomorrow."
    ),
    Limit.ALL_IN_DAY: gettext_lazy(
        "More reports came in within a day than we can read. Please send yours again tomorrow."
    ),
}


class Words(forms.CharField):
    """A text whose length the form says and the server judges: browsers cut off what is longer."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.error_messages |= {"min_length": _TOO_SHORT, "max_length": TOO_LONG}

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}

    def to_python(self, value: Any) -> str:
        text = in_lines(super().to_python(value) or "")
        if not is_text(text):
            raise BadRequest(_("What was sent here is no text in Unicode."))  # nor can it be shown
        return text


class ReportForm(forms.Form):
    """What is wrong, and where it says otherwise."""

    use_required_attribute = False

    wrong = Words(
        label=gettext_lazy("What is wrong?"),
        help_text=gettext_lazy("Which figure, name or sentence, and what is wrong with it."),
        min_length=SHORTEST,
        max_length=LONGEST,
        error_messages={"required": gettext_lazy("Say what is wrong.")},
        widget=forms.Textarea(attrs={"rows": 7, "autocomplete": "off"}),
    )
    elsewhere = Words(
        label=gettext_lazy("Where does it say otherwise? (optional)"),
        help_text=gettext_lazy(
            "The address of a page, or the title of a document and the place in it."
        ),
        required=False,
        max_length=LONGEST_PLACE,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )
    # people do not see it; programs fill in whatever there is
    website = forms.CharField(required=False)

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            message = _("A field that is not shown was filled in, as programs do. Send it once more.")
            raise forms.ValidationError(message)
        return ""


class SeeOther(HttpResponseRedirectBase):
    """Leads to a page that is read, not sent to again."""

    status_code = HTTPStatus.SEE_OTHER


@csrf_exempt  # there is neither a cookie nor an account that a strange page could make use of
@require_http_methods(FORM_METHODS)
def record_report(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Show the form about one public record; take in what is sent from it."""
    refuse_in_preview()
    entry = record_at(kind, slug)
    if not entry.is_public:
        raise why_gone(entry)
    if request.method != "POST":
        return _shown(request, entry, ReportForm(), HTTPStatus.OK)
    if not is_from_here(request):
        sentence = _("The form was not sent from its own page. Load that page and send it anew.")
        return error_page(request, HTTPStatus.FORBIDDEN, sentence)
    if _is_too_long(request):
        return error_page(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _shown(request, entry, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _received(request, entry, form)


@untagged
@require_safe
def record_reported(request: HttpRequest, kind: str, slug: str, code: str) -> HttpResponse:
    """Thank for a report, with its number; once a release has answered it, say what was found."""
    refuse_in_preview()
    entry = record_at(kind, slug)
    if not NUMBER.fullmatch(code):
        raise Http404(_("No report has such a number."))
    context = about(entry) | {"number": code, "outcome": outcome_of(code, entry)}
    response = page(request, "industries/record_reported.html", context)
    response["Cache-Control"] = "no-store"
    return response


def is_from_here(request: HttpRequest) -> bool:
    """Return whether a form comes from a page of this host, as its browser says."""
    here = request.build_absolute_uri("/")
    said = request.headers.get("Origin", "")
    # an origin ends without a slash; browsers that send none say which page they come from
    return f"{said}/" == here if said else request.headers.get("Referer", "").startswith(here)


def outcome_of(number: str, entry: Entry) -> dict[str, Any] | None:
    """Return the answer to a report about the record, and its release. None if there is none.

    One query, over all that was ever answered: the log is short, and its readers of this are few.
    """
    for release in Release.objects.filter(answers__icontains=number):
        for answer in release.answered:
            if (answer.report, answer.kind, answer.key) == (number, entry.kind, entry.key):
                return {"answer": answer, "release": release}
    return None


def answers_in(release: Release) -> list[dict[str, Any]]:
    """Return each answer of a release with the name and address of its record.

    Two queries at most, none if the release answers nobody.
    """
    answered = release.answered
    entries = in_log({(answer.kind, answer.key) for answer in answered}, alias())
    return [_with_record(answer, entries[answer.kind, answer.key]) for answer in answered]


def _with_record(answer: Answer, entry: Entry) -> dict[str, Any]:
    return {"answer": answer, "name": entry.name, "address": address_of(entry)}


def _received(request: HttpRequest, entry: Entry, form: ReportForm) -> HttpResponse:
    """Hand the report to the desk and lead to its number; else show the form, with what was typed."""
    report = {
        "kind": entry.kind,
        "key": entry.key,
        "version": _seen(request, entry),
        "language": CHINESE if is_chinese() else ENGLISH,
        "wrong": form.cleaned_data["wrong"],
        "elsewhere": form.cleaned_data["elsewhere"],
    }
    try:
        number = receive(network=network_of(request), **report)
    except TooManyError as error:
        form.add_error(None, str(_TOO_MANY[error.limit]))
        return _shown(request, entry, form, HTTPStatus.TOO_MANY_REQUESTS)
    except OperationalError:
        logger.exception("The desk did not take in a report.")
        message = _("The desk is busy and has not taken it in. Please send it again in a minute.")
        form.add_error(None, message)
        return _shown(request, entry, form, HTTPStatus.SERVICE_UNAVAILABLE)
    address = reverse(f"{entry.kind}_reported", args=[entry.slug, number])
    # a past day knows of no answer that is still to come
    return SeeOther(unprefixed(request, address))


def _seen(request: HttpRequest, entry: Entry) -> int:
    """Return which version the reader saw: the form's own, if there is such a version by now."""
    said = request.POST.get("version", "")
    return min(int(said), entry.n) if WHOLE.fullmatch(said) else entry.n


def _is_too_long(request: HttpRequest) -> bool:
    said = request.META.get("CONTENT_LENGTH") or "1"
    return not WHOLE.fullmatch(said) or int(said) > MOST_BYTES


def _shown(request: HttpRequest, entry: Entry, form: ReportForm, status: HTTPStatus) -> HttpResponse:
    seen = _seen(request, entry) if request.method == "POST" else entry.n
    context = about(entry) | {"form": form, "seen": seen}
    response = page(request, "industries/record_report.html", context)
    response.status_code = status
    if request.method == "POST":
        response["Cache-Control"] = "no-store"
    return response
