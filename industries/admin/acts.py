"""What is done with records on their way to the public: return, comment, withdraw."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from industries.admin.asked import (
    asked_for,
    busy_message,
    in_one_word,
    refuse_unless_allowed,
    way_back,
)
from industries.admin.lines import as_on_desk, lines
from industries.admin.publishing import review
from industries.editions import DESK
from industries.models.bilingual import is_chinese
from industries.publishing.check import MAY_PUBLISH, four_eyes, withdrawn_together
from industries.publishing.payload import Reference, Snapshot
from industries.publishing.review import comment, give_back, mark_leaving, take_back
from industries.wording import in_lines

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Act:
    """One such act: what the page says, and what does it."""

    title: Any
    says: Any
    label: Any
    do: Callable[..., int]
    needs: tuple[str, ...] = ()


ACTS = {
    "return": Act(
        gettext_lazy("Return with a comment"),
        gettext_lazy("They go back to their authors, who see on the record what you write here."),
        gettext_lazy("What is to be done"),
        give_back,
        (MAY_PUBLISH,),
    ),
    "comment": Act(
        gettext_lazy("Comment"),
        gettext_lazy("Everybody who works at the desk sees it on the record; the public does not."),
        gettext_lazy("Comment"),
        comment,
    ),
    "take_back": Act(
        gettext_lazy("Take back from review"),
        gettext_lazy(
            "They are no longer ready for review, or no longer to be withdrawn; what was withdrawn and"
            " then brought back or changed stays withdrawn. The desk keeps them as they stand."
        ),
        gettext_lazy("Why, for the others"),
        take_back,
    ),
    "withdraw": Act(
        gettext_lazy("Withdraw"),
        gettext_lazy(
            "They stay public until a reviewer publishes the withdrawal, with a reason for the public."
            " Then their pages say that they were withdrawn and why, and keep their old versions."
        ),
        gettext_lazy("Why, for the reviewer"),
        mark_leaving,
    ),
}


def act_page(request: HttpRequest, act: str) -> HttpResponse:
    """Show the records that it is about, and do it once the form is sent."""
    wanted, about = asked_for(request), ACTS[act]
    refuse_unless_allowed(request, wanted, *about.needs)
    if not wanted:
        return HttpResponseRedirect(reverse("admin:pending"))
    return act_on(request, act, wanted)


def act_on(request: HttpRequest, act: str, wanted: set[Reference]) -> HttpResponse:
    """Do it with the records if the page's own form was sent, else show the page."""
    about, error = ACTS[act], ""
    together = withdrawn_together(wanted) if act == "withdraw" else wanted
    refuse_unless_allowed(request, together, *about.needs)
    if "_do" in request.POST and asked_for(request) == together:
        try:
            with transaction.atomic(using=DESK):
                count = about.do(together, request.user, text=in_lines(request.POST.get("text", "")))
        except ValueError as refusal:
            error = str(refusal)
        except OperationalError as waited:
            error = busy_message(waited)
        else:
            _tell(request, about, count)
            return _onward(request, act, together)
    elif "_do" in request.POST:
        error = _("More has come to refer to it since you looked. This is what goes with it now.")
    return _shown(request, act, wanted, together, error)


def _shown(
    request: HttpRequest, act: str, wanted: set[Reference], together: set[Reference], error: str
) -> HttpResponse:
    found = list(as_on_desk(together).values())
    if act == "withdraw":
        found = [Snapshot(*snapshot.reference, snapshot.row_id, {}, {}) for snapshot in found]
    context = {
        **admin.site.each_context(request),
        "title": ACTS[act].title,
        "act": ACTS[act],
        "address": reverse(f"admin:{act}"),
        "lines": lines(found[:SHOWN]),
        "others": max(0, len(found) - SHOWN),
        "records": in_one_word(together),
        "more": len(together - wanted),
        "text": request.POST.get("text") or _note_in(request),
        "error": error,
        "back": way_back(wanted),
    }
    return TemplateResponse(request, "admin/industries/act.html", context)


def _note_in(request: HttpRequest) -> str:
    """Return the note that was typed for the public, where a release led here."""
    return "\n".join(filter(None, (request.POST.get(name) for name in ("note_en", "note_zh"))))


def _tell(request: HttpRequest, about: Act, count: int) -> None:
    if not count:
        messages.warning(request, _("Nothing was done: the records are not in a state for it."))
        return
    message = ngettext("%(act)s: %(count)s record.", "%(act)s: %(count)s records.", count)
    messages.success(request, message % {"act": about.title, "count": count})


def _onward(request: HttpRequest, act: str, together: set[Reference]) -> HttpResponse:
    """Return the next step: whoever may publish alone goes on to the public's reason and the button."""
    if act == "withdraw" and request.user.has_perm(MAY_PUBLISH) and not four_eyes():
        note = "note_zh" if is_chinese() else "note_en"
        return review(request, together, {note: request.POST.get("text", "")})
    return HttpResponseRedirect(way_back(together))
