"""The page on which everything is published: what changes, what is in the way, and the note."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from industries.admin.answering import answer_forms, are_valid
from industries.admin.asked import (
    asked_for,
    in_one_word,
    name_of,
    references_of,
    refuse_unless_allowed,
    way_back,
)
from industries.admin.lines import lines
from industries.admin.pending import chosen, eyes
from industries.admin.previewing import end_preview, open_previews, preview
from industries.admin.releasing import MomentForm, ReleaseForm, publish, schedule, succeeds
from industries.admin.scheduling import scheduled_of, schedules, typed_in, unschedule
from industries.choices import ReleaseKind
from industries.publishing.check import (
    MAY_PUBLISH,
    OWN_WORK,
    STILL_USED,
    Problem,
    checked,
    own_work,
    public_digests,
)
from industries.publishing.payload import Reference, Snapshot
from industries.publishing.release import seal

_NOTE = ("note_en", "note_zh", "kind")

# a page of more is not read
PAGE_SIZE = 100


def publish_page(request: HttpRequest) -> HttpResponse:
    """Show what publishing the chosen records would change; publish, schedule or preview them."""
    if request.method != "POST":
        return _opened(request)
    also, without = (request.POST.getlist(name) for name in ("also", "without"))
    wanted = (asked_for(request) | references_of(also)) - references_of(without)
    refuse_unless_allowed(request, wanted, MAY_PUBLISH)
    if "_needed" in request.POST:
        wanted = _with_needed(wanted)
    if "_possible" in request.POST:
        problems = checked(wanted)[1] + own_work(wanted, request.user)
        wanted -= {(problem.kind, problem.key) for problem in problems}
    if name := request.POST.get("_end_preview"):
        end_preview(request, name)
    if "_unschedule" in request.POST:
        unschedule(request)
    if not wanted:
        return HttpResponseRedirect(reverse("admin:pending"))
    # what was ticked last has not been looked at yet
    if asked := {"_publish", "_schedule", "_preview"}.intersection(request.POST):
        return _done(request, wanted, asked.pop(), looked_at=not (also or without))
    return review(request, wanted, request.POST)


def _opened(request: HttpRequest) -> HttpResponse:
    """Show the page for the records, or for the scheduled release, that the address names."""
    if "scheduled" in request.GET:
        found = scheduled_of(request)
        if found is None:
            messages.warning(request, _("This release is not scheduled any more."))
            return HttpResponseRedirect(reverse("admin:pending"))
        return review(request, found.wanted, typed_in(found))
    wanted = _everything(request) if "all" in request.GET else asked_for(request)
    refuse_unless_allowed(request, wanted, MAY_PUBLISH)
    return review(request, wanted) if wanted else HttpResponseRedirect(reverse("admin:pending"))


def _done(request: HttpRequest, wanted: set[Reference], act: str, *, looked_at: bool) -> HttpResponse:
    """Do what a button asks for; what was refused is shown again with the reasons."""
    form = ReleaseForm(request.POST, needs_note=act != "_preview")
    answering, later = answer_forms(wanted, request.user, request.POST), MomentForm(request.POST)
    sound = [form.is_valid(), are_valid(answering), act != "_schedule" or later.is_valid()]
    again = partial(review, request, wanted, request.POST, form, later if act == "_schedule" else None)
    if not (looked_at and all(sound)):
        return again()
    about = {name: form.cleaned_data[name] for name in _NOTE}
    about["answers"] = [answer for found in answering if (answer := found.answer())]
    about["sealed"] = request.POST.get("seal", "")
    if act == "_preview":
        succeeds(request, form, partial(preview, request, wanted, **about))
        return again()
    about["scheduled"] = scheduled_of(request)
    back = way_back(wanted)
    if act == "_schedule":
        done = partial(schedule, request, wanted, moment=later.cleaned_data["moment"], **about)
    else:
        done = partial(publish, request, wanted, **about)
    return HttpResponseRedirect(back) if succeeds(request, form, done) else again()


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
    typed: Mapping[str, Any] | None = None,
    form: ReleaseForm | None = None,
    later: MomentForm | None = None,
) -> HttpResponse:
    """Render the page for the records, with what was typed so far or the forms as they were sent."""
    refuse_unless_allowed(request, wanted, MAY_PUBLISH)
    typed = typed or {}
    shown, problems = checked(wanted)
    problems += own_work(wanted, request.user)
    part, pages = _page(shown, problems, request.POST.get("_page", "1"))
    public = public_digests()
    changed = _changed(shown, public)
    usual = ReleaseKind.NEW if not any(changed.values()) else ReleaseKind.CORRECTION
    sealed = seal(shown, public)
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
        "seal": sealed,
        "form": form or ReleaseForm(initial={"kind": usual, **_of_form(typed)}),
        "later": later or MomentForm(initial={"moment": typed.get("moment", "")}),
        "answering": answer_forms(wanted, request.user, typed),
        "may_preview": all(problem.code == OWN_WORK for problem in problems),
        "previews": open_previews(request),
        **schedules(request, wanted, sealed),
        **_ways_out(wanted, problems),
        **eyes(),
    }
    return TemplateResponse(request, "admin/industries/publish.html", context)


def _of_form(typed: Mapping[str, Any]) -> dict[str, str]:
    return {name: typed[name] for name in _NOTE if typed.get(name)}


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
