"""What a reader may have meant by the address of a record that is not there."""

import difflib
import logging
import re
from typing import Any
from urllib.parse import urlencode

from django.db import Error
from django.db.models import Case, Q, Value, When
from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils.translation import gettext as _

from industries.editions import alias, without_prefix
from industries.filtersets import LONGEST_SEARCH
from industries.models import RECORDS
from industries.pages.changes import address_of
from industries.publishing.names import in_log

logger = logging.getLogger(__name__)

MOST = 5
# so many are compared, however many there are: those first that share a word or how they begin
COMPARED = 500
LIKE = 0.6  # of difflib's measure, where 1 is the same
LENGTHS = range(2, 101)  # letters; a slug has no more, and one letter is in all of them
ENDING = re.compile(r"\.[a-z]{1,5}$")  # of a file
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


def search_for(request: HttpRequest) -> tuple[str, str] | None:
    """Return the address of a search for what the address is about, and words for it.

    None where it has no words, and where not the address is wrong but what is asked of it. No query.
    """
    if match := request.resolver_match:
        part = str(match.kwargs.get("slug", ""))
    else:
        part = ENDING.sub("", without_prefix(request.path_info).rstrip("/").rpartition("/")[2])
    words = " ".join(re.findall(r"[^\W_]+", part))[:LONGEST_SEARCH].strip()
    if not words:
        return None
    address = f"{reverse('search')}?{urlencode({'q': words})}"
    return address, _("Search for “%(words)s”") % {"words": words}


def _asked(request: HttpRequest) -> tuple[str, str]:
    """Return the kind that the address is of, and what stands for the slug; else twice nothing."""
    path = get_script_prefix() + request.path_info.removeprefix("/")
    for kind in RECORDS:
        start = reverse(f"{kind}_detail", args=["x"]).removesuffix("x/")
        if path.startswith(start):
            words = path.removeprefix(start).partition("/")[0].lower()
            is_usable = _is_word(words) and "\0" not in words
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
    # the longest says most
    near += sorted((text for text in of if _stands_in(text, words)), key=len, reverse=True)[:MOST]
    near += difflib.get_close_matches(words, of, MOST, LIKE)
    found = list(dict.fromkeys(of[text] for text in near))[:MOST]
    entries = in_log({(kind, key) for key in found}, alias())
    return [(address_of(entry), entry.name) for key in found if (entry := entries.get((kind, key)))]


def _is_word(text: str) -> bool:
    """Return whether a text says something by itself: letters do, and already one Chinese sign."""
    return len(text) in LENGTHS or (len(text) == 1 and not text.isascii())


def _stands_in(text: str, words: str) -> bool:
    """Return whether a name is a part of what is asked for, of whole words where there are words."""
    if len(text) not in LENGTHS:
        return False
    return f"-{text}-" in f"-{words}-" if text.isascii() else text in words


def _sharing(words: str, named: list[str]) -> Q:
    """Return the condition that a record shares a longer word of its slug or name, or its beginning."""
    found = Q(slug__startswith=words[:3])
    if not words.isascii():  # it has no words that could be shared, but how it begins
        for name in named:
            found |= Q(**{f"{name}__startswith": words[:2]})
    for word in sorted(words.split("-"), key=len, reverse=True)[:SHARED_WORDS]:
        if _is_word(word):
            found |= Q(slug__contains=word)
            for name in named:
                found |= Q(**{f"{name}__icontains": word})
    return found


def _fields(model: Any) -> set[str]:
    return {field.name for field in model._meta.fields}
