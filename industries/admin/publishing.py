"""The page on which everything is published: what changes, what is in the way, and the note."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from industries.admin.naming import address_of
from industries.choices import ReleaseKind, State
from industries.editions import DESK
from industries.filtersets import FilterProblem, InvalidFilterError
from industries.models import RECORDS, Release
from industries.publishing.check import Problem, checked
from industries.publishing.differences import Difference, differences, label_of
from industries.publishing.payload import Payload, Reference, Snapshot, chunks, snapshots
from industries.publishing.release import (
    ChangedMeanwhileError,
    LiveBehindError,
    PublishError,
    append,
    extending_the_log,
    seal,
)
from industries.publishing.states import published_payloads

MAY_PUBLISH = "industries.add_release"

KEY = re.compile(r"[a-z][a-z0-9_]*")
_NOTE = ("note_en", "note_zh", "kind")

# a page of more is not read; what is beyond is counted, and published all the same
SHOWN = 200


class ReleaseForm(forms.Form):
    """What a release says of itself."""

    note_en = forms.CharField(
        label=gettext_lazy("Public note (English)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    note_zh = forms.CharField(
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


@dataclass(slots=True)
class Line:
    """One record on the page."""

    reference: str
    noun: str
    title: str
    url: str
    is_new: bool
    differences: list[Difference]
    withheld: list[Difference]
    problems: list[tuple[str, str]] = field(default_factory=list)


def publish_url(references: Iterable[Reference]) -> str:
    """Return the address of the page for these records."""
    query = urlencode({"record": [f"{kind}:{key}" for kind, key in references]}, doseq=True)
    return f"{reverse('admin:publish')}?{query}"


def publish_page(request: HttpRequest) -> HttpResponse:
    """Show what publishing the chosen records would change; with a note, publish them."""
    if request.method != "POST":
        return review(request, _asked(request))
    chosen = [*request.POST.get("records", "").split(), *request.POST.getlist("also")]
    left_out = set(request.POST.getlist("without"))
    wanted = _references(name for name in chosen if name not in left_out)
    _refuse_unless_allowed(request, wanted)
    if "_publish" not in request.POST:
        return review(request, wanted, {name: request.POST.get(name, "") for name in _NOTE})
    form = ReleaseForm(request.POST)
    # what was ticked last has not been looked at yet
    if left_out or request.POST.getlist("also") or not form.is_valid():
        return review(request, wanted, form=form)
    return _published(request, wanted, form)


def review(
    request: HttpRequest,
    wanted: set[Reference],
    typed: dict[str, str] | None = None,
    form: ReleaseForm | None = None,
) -> HttpResponse:
    """Render the page for the records, with what was typed so far or the form as it was sent."""
    _refuse_unless_allowed(request, wanted)
    shown, problems = checked(wanted)
    lines = _lines(shown, problems)
    usual = ReleaseKind.NEW if all(line.is_new for line in lines) else ReleaseKind.CORRECTION
    needed = {problem.other for problem in problems if problem.other} - wanted
    context = {
        **admin.site.each_context(request),
        "title": _("Publish"),
        "lines": lines,
        "others": len(shown) - len(lines),
        "also": sorted(f"{kind}:{key}" for kind, key in needed),
        "problems": problems,
        "unknown": [problem for problem in problems if problem.field == "key"],
        "changes": any(line.differences for line in lines) or len(lines) < len(shown),
        "records": " ".join(sorted(f"{kind}:{key}" for kind, key in wanted)),
        "seal": seal(shown),
        "form": form or ReleaseForm(initial={"kind": usual, **(typed or {})}),
    }
    return TemplateResponse(request, "admin/industries/publish.html", context)


def _asked(request: HttpRequest) -> set[Reference]:
    """Return the records that the address names, one by one or all of a state."""
    if request.GET.get("state") != State.READY:
        return _references(request.GET.getlist("record"))
    return {
        (kind, key)
        for kind, model in RECORDS.items()
        for key in model.objects.with_state().filter(state=State.READY).values_list("key", flat=True)
    }


def _references(names: Iterable[str]) -> set[Reference]:
    """Return kind and key of each name. Raises InvalidFilterError for what names no kind of record."""
    found: set[Reference] = set()
    for name in names:
        kind, _colon, key = name.partition(":")
        if kind not in RECORDS or not KEY.fullmatch(key):
            message = _("“%(name)s” is not a record: write its kind and key, as in target:some_key.")
            problem = FilterProblem("invalid_value", "record", message % {"name": name[:40]})
            raise InvalidFilterError([problem])
        found.add((kind, key))
    return found


def _refuse_unless_allowed(request: HttpRequest, wanted: set[Reference]) -> None:
    kinds = {kind for kind, _key in wanted}
    models = [RECORDS[kind]._meta.model_name for kind in kinds]
    allowed = [MAY_PUBLISH, *(f"industries.change_{name}" for name in models)]
    if not request.user.has_perms(allowed):
        raise PermissionDenied(_("You may not publish these records."))


def _lines(shown: list[Snapshot], problems: list[Problem]) -> list[Line]:
    """Return a line for each record, those with problems first; no more than are read."""
    refused = {(problem.kind, problem.key) for problem in problems}
    part = sorted(shown, key=lambda snapshot: (snapshot.kind, snapshot.key) not in refused)[:SHOWN]
    before = published_payloads({(snapshot.kind, snapshot.key) for snapshot in part})
    titles, whole = _titles(part), _whole(part)
    lines = []
    for snapshot in part:
        reference = (snapshot.kind, snapshot.key)
        line = _line(snapshot, titles[reference], before.get(reference), whole[reference])
        line.problems = [
            (label_of(p.kind, p.field), p.message) for p in problems if (p.kind, p.key) == reference
        ]
        lines.append(line)
    return lines


def _line(snapshot: Snapshot, title: str, before: Payload | None, whole: Payload) -> Line:
    return Line(
        reference=f"{snapshot.kind}:{snapshot.key}",
        noun=str(RECORDS[snapshot.kind]._meta.verbose_name),
        title=title,
        url=_form_of(snapshot.kind, snapshot.row_id),
        is_new=before is None,
        differences=differences(snapshot.kind, before, snapshot.payload),
        withheld=differences(snapshot.kind, snapshot.payload, whole),
    )


def _form_of(kind: str, row_id: int) -> str:
    return address_of(RECORDS[kind], "change", row_id)


def _titles(part: list[Snapshot]) -> dict[Reference, str]:
    """Return how the desk calls each record: a query for each kind and 500 records."""
    found: dict[Reference, str] = {}
    for kind, model in RECORDS.items():
        ids = [snapshot.row_id for snapshot in part if snapshot.kind == kind]
        for some in chunks(ids):
            rows = model.objects.using(DESK).for_list().filter(pk__in=some)
            found |= {(kind, row.key): str(row) for row in rows}
    return found


def _whole(part: list[Snapshot]) -> dict[Reference, Payload]:
    """Return each record as it stands on the desk, with what it may not show yet."""
    found: dict[Reference, Payload] = {}
    for kind in {snapshot.kind for snapshot in part}:
        keys = [snapshot.key for snapshot in part if snapshot.kind == kind]
        found |= {(kind, s.key): s.payload for s in snapshots(kind, keys, using=DESK)}
    return found


def _published(request: HttpRequest, wanted: set[Reference], form: ReleaseForm) -> HttpResponse:
    """Publish and say how it went; what was refused is shown again with the reasons."""
    about = {name: form.cleaned_data[name] for name in _NOTE}
    try:
        with extending_the_log():
            release = append(wanted, **about, by=request.user, sealed=request.POST.get("seal", ""))
    except ChangedMeanwhileError:
        message = _("Somebody changed a record since you looked. This is how it would be now.")
        messages.error(request, message)
        return review(request, wanted, form=form)
    except PublishError:  # the page says why, record by record
        messages.error(request, _("Nothing was published."))
        return review(request, wanted, form=form)
    except LiveBehindError as error:
        message = _("Release %(n)s is in the log; the public pages will follow.")
        messages.warning(request, message % {"n": error.number})
    else:
        messages.success(request, _said_of(release))
    return HttpResponseRedirect(_after(wanted))


def _after(wanted: set[Reference]) -> str:
    """Return where to go on: the record if it is one, else the start page."""
    if len(wanted) > 1:
        return reverse("admin:index")
    ((kind, key),) = wanted
    return _form_of(kind, RECORDS[kind].objects.using(DESK).only("pk").get(key=key).pk)


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
