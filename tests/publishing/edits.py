"""What an editor may do to a record on the desk, drawn at random."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import strategies as st

from industries.editions import DESK, desk
from industries.models import RECORDS, ChainLink, Citation, Membership
from industries.publishing.states import note_edit
from tests import make
from tests.publishing.replay import Ref
from tests.publishing.small import without_made_sources

Draw = Callable[[Any], Any]

NAMED = ("name_en", "name_zh", "aliases", "summary_en", "summary_zh")
TEXTS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(["group", "strategy", "industry", "product"], NAMED),
    "source": ("title", "publisher", "note_en", "note_zh"),
    "initiative": (*NAMED, "status_as_stated", "lead_body", "note_zh"),
    "indicator": (*NAMED, "definition_en", "definition_zh"),
    "target": ("note_en", "note_zh", "scope", "due_as_stated"),
    "observation": ("note_en", "note_zh", "scope", "rank_reason"),
}
LINKS = {
    "product": ("industry",),
    "initiative": ("strategy", "parent"),
    "target": ("indicator", "industry", "initiative", "restates", "stretch_of", "same_promise"),
    "observation": ("indicator", "industry", "initiative"),
}
MANY = {"initiative": "industries", "target": "also_restates", "observation": "derived_from"}
SLUGS = ("one", "two", "three")  # few, so that records want one another's


def edited(draw: Draw, ref: Ref, mark: str, by: Any) -> bool:
    """Change the record as one save does; return False if the desk refuses, and nothing changed.

    The mark gets into one of its texts, or into one of a row's that it owns.
    """
    try:
        with desk(), transaction.atomic(using=DESK):
            record: Any = RECORDS[ref[0]]._default_manager.get(key=ref[1])
            for act in draw(st.lists(st.sampled_from(_acts(ref[0])), min_size=1, max_size=2)):
                act(draw, record, mark)
            if mark not in str(list(Citation.objects.filter(**_owner(record)).values())):
                _text(draw, record, mark)
            record.full_clean()
            record.save()
            note_edit(record, by)
    except (ValidationError, IntegrityError):
        return False
    return True


def readdressed(ref: Ref, slug: str, mark: str, by: Any) -> None:
    """Give the record an address that nobody has."""
    with desk():
        record: Any = RECORDS[ref[0]]._default_manager.get(key=ref[1])
        record.slug = slug
        setattr(record, TEXTS[ref[0]][0], mark)
        record.save()
        note_edit(record, by)


def added(draw: Draw, mark: str, by: Any) -> Ref:
    """Make a record that refers to others; return what it is."""
    kind = draw(st.sampled_from(["source", "industry", "initiative", "target", "observation"]))
    about: dict[str, Any] = {"key": f"{mark}_{kind}"}
    with desk():
        if kind != "source":
            about["cites"] = _one_of(draw, "source")
        if kind in ("target", "observation"):
            about["indicator"] = _one_of(draw, "indicator")
        if kind in LINKS:
            name = draw(st.sampled_from(LINKS[kind]))
            about[name] = _one_of(draw, _field(kind, name).related_model.kind)
        record = getattr(make, kind)(**about)
        without_made_sources()
        _text(draw, record, mark)
        record.save()
        note_edit(record, by)
    return record.kind, record.key


def _acts(kind: str) -> list[Callable[[Draw, Any, str], None]]:
    acts = [_text, _slug]
    if kind in LINKS:
        acts += [_link]
    if kind in MANY:
        acts += [_links]
    if kind in ("target", "observation"):
        acts += [_value]
    if kind == "observation":
        acts += [_rank]
    if kind == "target":
        acts += [_set_aside]
    if kind == "source":
        acts += [_confidence]
    else:
        acts += [_cite, _cite, _cite_not, _cite_otherwise, _move_citations]
    if kind == "industry":
        acts += [_join, _leave, _chain, _unchain]
    return acts


def _field(kind: str, name: str) -> Any:
    return RECORDS[kind]._meta.get_field(name)


def _owner(record: Any) -> dict[str, Any]:
    return {record.kind: record} if record.kind != "source" else {"pk": 0}


def _one_of(draw: Draw, kind: str) -> Any:
    return draw(st.sampled_from(list(RECORDS[kind]._default_manager.order_by("pk"))))


def _text(draw: Draw, record: Any, mark: str) -> None:
    name = draw(st.sampled_from(TEXTS[record.kind]))
    setattr(record, name, f"{mark} 产值")
    if name == "scope":
        record.scope_comparable = True


def _slug(draw: Draw, record: Any, mark: str) -> None:
    record.slug = draw(st.sampled_from([*SLUGS, f"{mark}-{record.kind}"]))


def _link(draw: Draw, record: Any, _mark: str) -> None:
    name = draw(st.sampled_from(LINKS[record.kind]))
    field = _field(record.kind, name)
    gone = field.null and draw(st.booleans())
    setattr(record, name, None if gone else _one_of(draw, field.related_model.kind))


def _links(draw: Draw, record: Any, _mark: str) -> None:
    links = getattr(record, MANY[record.kind])
    other = _one_of(draw, links.model.kind)
    if links.contains(other):
        links.remove(other)
    elif other != record:
        links.add(other)


def _value(draw: Draw, record: Any, _mark: str) -> None:
    record.value = draw(st.decimals(Decimal(1), Decimal(100), places=2))


def _rank(_draw: Draw, record: Any, _mark: str) -> None:
    record.rank = "normal" if record.rank == "preferred" else "preferred"


def _set_aside(draw: Draw, record: Any, mark: str) -> None:
    """Set the computed verdict aside with all that it takes, or not any more."""
    is_set = record.set_aside_verdict != ""
    record.set_aside_verdict = "" if is_set else "missed"
    record.set_aside_reason_en = "" if is_set else f"{mark} reason"
    record.set_aside_source = None if is_set else _one_of(draw, "source")
    record.set_aside_until = None if is_set else date(2030, 12, 31)


def _confidence(draw: Draw, record: Any, _mark: str) -> None:
    record.confidence = draw(st.sampled_from(["press", "primary", "press", "weak"]))


def _cite(draw: Draw, record: Any, mark: str) -> None:
    """Add a citation, at the end or before the one that carries the figure."""
    last = record.citations.count()
    Citation.objects.create(
        **_owner(record),
        source=_one_of(draw, "source"),
        locator=f"{mark} page",
        as_stated=f"{mark} 原文",
        position=draw(st.sampled_from([0, last])),
    )


def _one_citation(draw: Draw, record: Any) -> Any:
    found = list(record.citations.order_by("pk"))
    return draw(st.sampled_from(found)) if found else None


def _cite_not(draw: Draw, record: Any, _mark: str) -> None:
    if record.citations.count() > 1 and (citation := _one_citation(draw, record)):
        citation.delete()


def _cite_otherwise(draw: Draw, record: Any, mark: str) -> None:
    if citation := _one_citation(draw, record):
        setattr(citation, draw(st.sampled_from(["locator", "as_stated"])), f"{mark} otherwise")
        citation.save()


def _move_citations(draw: Draw, record: Any, _mark: str) -> None:
    found = list(record.citations.order_by("pk"))
    for position, citation in enumerate(draw(st.permutations(found))):
        citation.position = position
        citation.save()


def _join(draw: Draw, record: Any, mark: str) -> None:
    source, group = _one_of(draw, "source"), _one_of(draw, "group")
    membership = Membership(
        industry=record, group=group, source=source, basis="listed", as_stated=f"{mark} member"
    )
    membership.full_clean()
    membership.save()


def _leave(_draw: Draw, record: Any, _mark: str) -> None:
    record.memberships.all().delete()


def _chain(draw: Draw, record: Any, mark: str) -> None:
    products = list(RECORDS["product"]._default_manager.order_by("pk"))
    start, end = draw(st.permutations(products))[:2]
    ChainLink.objects.create(
        industry=record,
        from_product=start,
        to_product=end,
        technology=draw(st.sampled_from([None, *products])),
        basis="stated",
        source=_one_of(draw, "source"),
        locator=f"{mark} figure",
    )


def _unchain(_draw: Draw, record: Any, _mark: str) -> None:
    record.chain_links.all().delete()
