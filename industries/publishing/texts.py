"""What each kind of record says to search: titles, where it belongs, every text that is searched."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.utils import translation

from industries.grams import fold
from industries.models import RECORDS, Findable, Observation
from industries.models.bilingual import CHINESE, ENGLISH, joined
from industries.models.history import number_of

Piece = tuple[str, str]  # language, empty if it has none, and text
UNPLACED = 9999  # after all that have a position

_BILINGUAL = ("summary", "definition", "note", "set_aside_reason")
_PLAIN = ("aliases", "scope", "due_as_stated", "dates_as_stated", "status_as_stated", "lead_body")
_BELONGS = ("industry", "initiative", "strategy", "parent")


def findable(kind: str, ids: Collection[int]) -> list[Findable]:
    """Return what search is to know of the public records with these row ids. A few queries."""
    model: Any = RECORDS[kind]
    rows = _fetched(kind, model.objects.for_list().with_citations().order_by()).filter(pk__in=ids)
    return [_row(record) for record in rows]


def _fetched(kind: str, rows: Any) -> Any:
    if kind == "industry":
        return rows.prefetch_related("chain_links__source")
    if kind == "indicator":
        # figures are found through their indicator
        seen = Observation.objects.order_by("key").with_citations()
        return rows.prefetch_related(Prefetch("observations", seen, to_attr="seen"))
    return rows


def _row(record: Any) -> Findable:
    (title_en, where_en), (title_zh, where_zh) = _in(record, ENGLISH), _in(record, CHINESE)
    pieces = list(dict.fromkeys(piece for piece in _pieces(record) if piece[1]))
    # other names lead to a record as its own do
    names = [title_en, title_zh, *getattr(record, "aliases", "").splitlines()]
    return Findable(
        id=number_of(record.kind, record.pk),
        kind=record.kind,
        key=record.key,
        slug=record.slug,
        on_slug=record.industry.slug if record.kind == "product" else "",
        title_en=title_en,
        title_zh=title_zh,
        where_en=where_en,
        where_zh=where_zh,
        language=record.language if record.kind == "source" else "",
        place=_place(record),
        pieces=[list(piece) for piece in pieces],
        titles="\n".join(fold(name.strip()) for name in names if name),
        text="\n".join(fold(text) for _language, text in pieces),
    )


def _in(record: Any, language: str) -> tuple[str, str]:
    """Return the title and where the record belongs, in one language; empty if it is not said in it."""
    with translation.override(language):
        if record.kind == "source":
            # a document has one title, in its own language
            year = [record.published_on.year] if record.published_on else []
            title = record.title if language == ENGLISH else ""
            return title, joined(record.publisher, *year) if language == ENGLISH else ""
        named = record.indicator if record.kind == "target" else record
        has_name = language == ENGLISH or named.name_zh
        return str(record) if has_name else "", _where(record, language)


def _where(record: Any, language: str) -> str:
    """Return what the record belongs to; empty if it belongs to nothing, or not in this language."""
    if record.kind == "industry":
        owners = [membership.group for membership in record.memberships.all()]
    else:
        names = ("industry", "initiative") if record.kind == "target" else ("industry", "strategy")
        owners = [owner for name in names if (owner := getattr(record, name, None))][:1]
    named = [getattr(owner, f"name_{language[:2]}") for owner in owners]
    return joined(*named) if all(named) else ""


def _place(record: Any) -> int:
    """Return what sorts the records of a kind: by position, or the newest deadline or day first."""
    days: dict[str, date | None] = {
        "target": getattr(record, "due_on", None),
        "source": getattr(record, "published_on", None),
    }
    if record.kind in days:
        day = days[record.kind]
        return -day.toordinal() if day else 0
    if record.kind == "initiative":
        return record.strategy.position if record.strategy else UNPLACED
    return getattr(record, "position", 0)


def _pieces(record: Any) -> Iterator[Piece]:
    """Yield the texts beside the titles, those first that say most of the record."""
    yield from _of_both(record, _BILINGUAL)
    yield from _cited(record.cited if "citations" in record.owned else ())
    if record.kind == "industry":
        yield from _cited([*record.memberships.all(), *record.chain_links.all()])
    if record.kind == "source":
        yield record.language, record.publisher
    for name in _BELONGS:
        if owner := getattr(record, name, None):
            yield from _of_both(owner, ("name",))
    for name in _PLAIN:
        for line in getattr(record, name, "").splitlines():
            yield "", line.strip()
    for seen in getattr(record, "seen", ()):
        yield from _cited(seen.cited)
        yield from _of_both(seen, ("note",))
        yield "", seen.scope
        yield "", seen.key
    yield "", record.key
    yield "", record.slug


def _of_both(record: Any, fields: Iterable[str]) -> Iterator[Piece]:
    for field in fields:
        for language in (ENGLISH, CHINESE):
            yield language, getattr(record, f"{field}_{language[:2]}", "")


def _cited(places: Iterable[Any]) -> Iterator[Piece]:
    """Yield the words as stated, in the language of their source."""
    return ((place.source.language, place.as_stated) for place in places)
