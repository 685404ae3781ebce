"""The page on which everything is published: what changes, what is in the way, and the note."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from industries.admin.answering import answer_forms, are_valid
from industries.admin.asked import (
    MAY_PUBLISH,
    asked_for,
    busy_message,
    in_one_word,
    name_of,
    references_of,
    refuse_unless_allowed,
    way_back,
)
from industries.admin.forms import LinesField
from industries.admin.lines import lines
from industries.admin.pending import chosen, eyes
from industries.choices import ReleaseKind
from industries.editions import DESK
from industries.models import Release
from industries.models.publishing import Answer
from industries.publishing.answers import AnswerError
from industries.publishing.check import OWN_WORK, STILL_USED, Problem, checked, own_work, public_digests
from industries.publishing.payload import Reference, Snapshot
from industries.publishing.release import (
    ChangedMeanwhileError,
    LiveBehindError,
    PublishError,
    append,
    extending_the_log,
    seal,
)

_NOTE = ("note_en", "note_zh", "kind")

# a page of more is not read
PAGE_SIZE = 100


class ReleaseForm(forms.Form):
    """What a release says of itself."""

    note_en = LinesField(
        label=gettext_lazy("Public note (English)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    note_zh = LinesField(
        label=gettext_lazy("Public note (Chinese)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind of release"), choices=ReleaseKind.choices)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not (found.get("note_en") or found.get("note_zh")):
            message = _("Say what changes and why, for the public, in one language or both.")
            self.add_error("note_en", message)
        return found


def publish_page(request: HttpRequest) -> HttpResponse:
    """Show what publishing the chosen records would change; with a note, publish them."""
    if request.method != "POST":
        wanted = _everything(request) if "all" in request.GET else asked_for(request)
        refuse_unless_allowed(request, wanted, MAY_PUBLISH)
        return review(request, wanted) if wanted else HttpResponseRedirect(reverse("admin:pending"))
    also, without = (request.POST.getlist(name) for name in ("also", "without"))
    wanted = (asked_for(request) | references_of(also)) - references_of(without)
    refuse_unless_allowed(request, wanted, MAY_PUBLISH)
    if "_needed" in request.POST:
        wanted = _with_needed(wanted)
    if "_possible" in request.POST:
        problems = checked(wanted)[1] + own_work(wanted, request.user)
        wanted -= {(problem.kind, problem.key) for problem in problems}
    if "_publish" not in request.POST:
        return review(request, wanted, {name: request.POST.get(name, "") for name in _NOTE})
    form, answering = ReleaseForm(request.POST), answer_forms(request, wanted)
    sound = [form.is_valid(), are_valid(answering)]
    # what was ticked last has not been looked at yet
    if also or without or not all(sound):
        return review(request, wanted, form=form)
    return _published(request, wanted, form, [a for found in answering if (a := found.answer())])


def _with_needed(wanted: set[Reference]) -> set[Reference]:
    """Return the records with all that they need to be published, and all that those need."""
    while more := {p.other for p in checked(wanted)[1] if p.other and p.code != STILL_USED} - wanted:
        wanted = wanted | more
    return wanted


def _everything(request: HttpRequest) -> set[Reference]:
    """Return all records of the list of what is not public yet, as its address narrows it."""
    return set(chosen(request).values_list("kind", "key"))


def review(
    request: HttpRequest,
    wanted: set[Reference],
    typed: dict[str, str] | None = None,
    form: ReleaseForm | None = None,
) -> HttpResponse:
    """Render the page for the records, with what was typed so far or the form as it was sent."""
    refuse_unless_allowed(request, wanted, MAY_PUBLISH)
    shown, problems = checked(wanted)
    problems += own_work(wanted, request.user)
    part, pages = _page(shown, problems, request.POST.get("_page", "1"))
    public = public_digests()
    changed = _changed(shown, public)
    usual = ReleaseKind.NEW if not any(changed.values()) else ReleaseKind.CORRECTION
    context = {
        **admin.site.each_context(request),
        "title": _("Publish"),
        "lines": lines(part, problems, {s.reference for s in shown} - wanted),
        "count": len(shown),
        "pages": pages,
        "problems": problems,
        "unknown": [problem for problem in problems if problem.field == "key"],
        "changes": bool(changed),
        "records": in_one_word(wanted),
        "seal": seal(shown, public),
        "form": form or ReleaseForm(initial={"kind": usual, **(typed or {})}),
        "answering": answer_forms(request, wanted),
        **_ways_out(wanted, problems),
        **eyes(),
    }
    return TemplateResponse(request, "admin/industries/publish.html", context)


def _page(shown: list[Snapshot], problems: list[Problem], asked: str) -> tuple[list[Snapshot], Any]:
    """Return the records of a page, those with problems first, and the numbers of the pages."""
    refused = {(problem.kind, problem.key) for problem in problems}
    ordered = sorted(shown, key=lambda snapshot: snapshot.reference not in refused)
    last = max(1, -(-len(ordered) // PAGE_SIZE))
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    number = min(max(number, 1), last)
    numbers = {"number": number, "last": last, "before": number - 1, "next": (number + 1) % (last + 1)}
    return ordered[(number - 1) * PAGE_SIZE : number * PAGE_SIZE], numbers


def _changed(shown: list[Snapshot], public: dict[Reference, str]) -> dict[Reference, bool]:
    """Return the records that differ from what is public, and whether each is public at all."""
    return {
        snapshot.reference: snapshot.reference in public
        for snapshot in shown
        if public.get(snapshot.reference) != snapshot.digest
    }


def _ways_out(wanted: set[Reference], problems: list[Problem]) -> dict[str, Any]:
    """Return what can be taken along, withdrawn as well or left out, so that nothing is in the way."""
    others = {(p.other, p.code) for p in problems if p.other and p.other not in wanted}
    refused = {(problem.kind, problem.key) for problem in problems}
    return {
        "also": sorted(name_of(other) for other, code in others if code != STILL_USED),
        "leave": sorted(name_of(other) for other, code in others if code == STILL_USED),
        "some_possible": bool(refused) and bool(wanted - refused),
        "is_own_work": any(problem.code == OWN_WORK for problem in problems),
    }


def _published(
    request: HttpRequest, wanted: set[Reference], form: ReleaseForm, answers: list[Answer]
) -> HttpResponse:
    """Publish and say how it went; what was refused is shown again with the reasons."""
    about = {name: form.cleaned_data[name] for name in _NOTE} | {"answers": answers}
    back, sealed = way_back(wanted), request.POST.get("seal", "")
    try:
        with extending_the_log():
            release = append(wanted, **about, by=request.user, sealed=sealed)
    except ChangedMeanwhileError:
        message = _("Somebody changed a record since you looked. This is how it would be now.")
        messages.error(request, message)
        return review(request, wanted, form=form)
    except AnswerError as error:
        messages.error(request, str(error))
        return review(request, wanted, form=form)
    except PublishError as error:
        messages.error(request, _("Nothing was published."))
        _tell_what_no_record_shows(form, error.problems)
        return review(request, wanted, form=form)
    except OperationalError as error:
        messages.error(request, busy_message(error))
        return review(request, wanted, form=form)
    except LiveBehindError as error:
        message = _("Release %(n)s is in the log; the public pages will follow.")
        messages.warning(request, message % {"n": error.number})
    else:
        messages.success(request, _said_of(release))
    return HttpResponseRedirect(back)


def _tell_what_no_record_shows(form: ReleaseForm, problems: Iterable[Problem]) -> None:
    """Put the reason to the field that it is about: a look at the records alone does not find it."""
    for message in sorted({problem.message for problem in problems if problem.code == "kind"}):
        form.add_error("kind", message)


def _said_of(release: Release) -> str:
    count = release.versions.using(DESK).count()
    message = ngettext(
        "Release %(n)s is public: %(count)s record.",
        "Release %(n)s is public: %(count)s records.",
        count,
    )
    said = message % {"n": release.number, "count": count}
    link = format_html(
        '<a href="{}">{}</a>', release.get_absolute_url(), _("See it as the public does")
    )
    return format_html("{} {}", said, link)
