"""Which records a page of the desk is asked for, and whether this account may do that with them."""

import re
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from industries.admin.naming import address_of
from industries.editions import DESK
from industries.filtersets import FilterProblem, InvalidFilterError
from industries.models import RECORDS
from industries.publishing.check import to_change
from industries.publishing.live import is_busy
from industries.publishing.payload import Reference

KEY = re.compile(r"[a-z][a-z0-9_]*")


def busy_message(error: Exception) -> str:
    """Return what to say where the database gave up waiting for another. Raises other errors again."""
    if not is_busy(error):
        raise error
    return _("The desk is busy with a large change. Nothing is saved yet: try again.")


def name_of(reference: Reference) -> str:
    """Return kind and key as one word, as addresses and forms have them."""
    return ":".join(reference)


def asked_for(request: HttpRequest) -> set[Reference]:
    """Return the records that an address or a form names. Raises InvalidFilterError as below.

    A button of a form may name others than the form: no address holds thousands of them.
    """
    if request.method == "POST":
        return references_of((request.POST.get("others") or request.POST.get("records", "")).split())
    return references_of(request.GET.getlist("record"))


def references_of(names: Iterable[str]) -> set[Reference]:
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


def in_one_word(wanted: Iterable[Reference]) -> str:
    """Return the records as a form carries them: names with blanks between them."""
    return " ".join(sorted(map(name_of, wanted)))


def refuse_unless_allowed(request: HttpRequest, wanted: Iterable[Reference], *needed: str) -> None:
    """Raise PermissionDenied unless the account may change these kinds of record, and all needed."""
    if not request.user.has_perms([*needed, *to_change(wanted)]):
        raise PermissionDenied(_("You may not do this with these records."))


def page_of(view: str, wanted: Iterable[Reference]) -> str:
    """Return the address of one of the desk's pages, for these records."""
    query = urlencode({"record": sorted(map(name_of, wanted))}, doseq=True)
    return f"{reverse(f'admin:{view}')}?{query}"


def way_back(wanted: set[Reference]) -> str:
    """Return where to go on: to the record's form if it is one, else to what is not public yet."""
    if len(wanted) == 1:
        ((kind, key),) = wanted
        row_id = RECORDS[kind]._default_manager.using(DESK).filter(key=key).values_list("pk", flat=True)
        if pk := row_id.first():
            return address_of(RECORDS[kind], "change", pk)
    return reverse("admin:pending")
