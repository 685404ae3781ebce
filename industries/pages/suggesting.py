"""What a reader may have meant by the address of a record that is not there."""

import difflib
import logging
from typing import Any

from django.db import Error
from django.db.models import Case, Q, Value, When
from django.http import HttpRequest
from django.urls import get_script_prefix, reverse

from industries.editions import alias
from industries.models import RECORDS
from industries.pages.changes import address_of
from industries.publishing.names import in_log

logger = logging.getLogger(__name__)

MOST = 5
# so many are compared, however many there are: those first that share a word or how they begin
COMPARED = 500
LIKE = 0.6  # of difflib's measure, where 1 is the same
LENGTHS = range(2, 101)  # letters; a slug has no more, and one letter is in all of them
SHARED_WORDS = 3


def suggestions(request: HttpRequest) -> list[tuple[str, str]]:
    """Return address and name of up to five public records that are called like what is asked for.

    Empty where the address is not one of a record's, and where the database is away. Three queries at
    most.
    """
    kind, words = _asked(request)
    if not kind:
        return []
    try:
        return _like(kind, words)
    except Error:
        logger.exception("Nothing could be looked up for a page that is not there.")
        return []


def _asked(request: HttpRequest) -> tuple[str, str]:
    """Return the kind that the address is of, and what stands for the slug; else twice nothing."""
    path = get_script_prefix() + request.path_info.removeprefix("/")
    for kind in RECORDS:
        start = reverse(f"{kind}_detail", args=["x"]).removesuffix("x/")
        if path.startswith(start):
            words = path.removeprefix(start).partition("/")[0].lower()
            is_usable = len(words) in LENGTHS and "\0" not in words
            return (kind, words.replace(" ", "-").replace("_", "-")) if is_usable else ("", "")
    return "", ""


def _like(kind: str, words: str) -> list[tuple[str, str]]:
    model: Any = RECORDS[kind]
    named: list[str] = [n for n in ("name_en", "name_zh", "title") if n in _fields(model)]
    rank = Case(When(_sharing(words, named), then=Value(0)), default=Value(1))
    rows = list(model.objects.order_by(rank, "slug").values_list("key", "slug", *named)[:COMPARED])
    of: dict[str, str] = {}
    for key, *texts in rows:
        for text in texts:
            of.setdefault(text.lower().replace(" ", "-"), key)
    near = [text for text in of if words in text][:MOST]
    near += difflib.get_close_matches(words, of, MOST, LIKE)
    found = list(dict.fromkeys(of[text] for text in near))[:MOST]
    entries = in_log({(kind, key) for key in found}, alias())
    return [(address_of(entry), entry.name) for key in found if (entry := entries.get((kind, key)))]


def _sharing(words: str, named: list[str]) -> Q:
    """Return the condition that a record shares a longer word of its slug or name, or its beginning."""
    found = Q(slug__startswith=words[:3])
    for word in sorted(words.split("-"), key=len, reverse=True)[:SHARED_WORDS]:
        if len(word) in LENGTHS:
            found |= Q(slug__contains=word)
            for name in named:
                found |= Q(**{f"{name}__icontains": word})
    return found


def _fields(model: Any) -> set[str]:
    return {field.name for field in model._meta.fields}
