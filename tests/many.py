"""Many records at once, written in bulk: for query counts and for script/bench."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model

from industries.editions import DESK
from industries.models import (
    RECORDS,
    Citation,
    DeskState,
    Indicator,
    Industry,
    Release,
    ReleaseAuthor,
    Source,
    Version,
)
from industries.publishing.payload import snapshots
from tests import make

# what differs from record to record; the rest is that of tests/make.py
_STATES = (
    {"digest": "a", "live_digest": "a"},
    {"digest": "a", "live_digest": "b"},
    {"digest": "a", "ready_digest": "a"},
    {"digest": "a", "lead_reason": "weak"},
    {"digest": "a"},
)


def fill(count: int, kinds: tuple[str, ...] = tuple(RECORDS)) -> None:
    """Make so many records of each kind on the desk, cited and in every state, and versions of them."""
    number = _releases(count)
    source, industry, indicator = make.source(), make.industry(), make.indicator()
    for kind in kinds:
        pattern = _pattern(kind, source, industry, indicator)
        made = copies(pattern, count, source)
        (whole,) = snapshots(kind, [pattern.key], using=DESK)
        states = [
            DeskState(kind=kind, key=record.key, **_STATES[n % len(_STATES)])
            for n, record in enumerate(made)
        ]
        DeskState.objects.bulk_create(states, batch_size=500)
        log = {"release_id": number, "kind": kind, "n": 1, "action": "publish", "child_ids": {}}
        versions = [
            Version(
                **log,
                key=record.key,
                row_id=record.pk,
                sha256="x",
                payload={**whole.payload, "key": record.key, "slug": record.slug},
            )
            for record in made
        ]
        Version.objects.using(DESK).bulk_create(versions, batch_size=500)


def copies(pattern: Any, count: int, source: Source) -> list[Any]:
    """Return so many records like the pattern, cited with its words."""
    model = type(pattern)
    made = model._default_manager.using(DESK).bulk_create(
        [_copy(pattern, n) for n in range(count)], batch_size=500
    )
    if model.needs_citation:
        place = {"source": source, "locator": "p. 1", "as_stated": "as stated"}
        places = [Citation(**{model.kind: record}, **place) for record in made]
        Citation.objects.using(DESK).bulk_create(places, batch_size=500)
    return list(made)


def _releases(count: int) -> int:
    """Make releases that nobody has applied, each with an author; return the number of the last."""
    last = Release.objects.using(DESK).latest("number")
    numbers = range(last.number + 1, last.number + 1 + count)
    about = {"published_at": last.published_at, "kind": last.kind, "note_en": "Made for a test."}
    author = get_user_model().objects.create_user(f"author_{count}")
    Release.objects.using(DESK).bulk_create(
        [Release(number=n, sha256=f"{n}", **about) for n in numbers], batch_size=500
    )
    ReleaseAuthor.objects.bulk_create(ReleaseAuthor(release_number=n, user=author) for n in numbers)
    return numbers[-1]


def _pattern(kind: str, source: Source, industry: Industry, indicator: Indicator) -> Any:
    """Return one record of the kind, made as tests make it."""
    about: dict[str, Any] = {}
    if kind in ("target", "observation"):
        about = {"indicator": indicator, "industry": industry}
    elif kind == "product":
        about = {"industry": industry}
    elif kind == "initiative":
        about = {"strategy": make.strategy(cites=source)}
    return getattr(make, kind)(**about)


def _copy(pattern: Any, n: int) -> Any:
    model = type(pattern)
    names = [f.name for f in model._meta.concrete_fields if f.editable and not f.primary_key]
    values = {name: getattr(pattern, name) for name in names}
    values |= {"key": f"many_{model.kind}_{n}", "slug": f"many-{model.kind}-{n}"}
    if model.kind == "strategy":
        values["position"] = 1000 + n
    if model.kind == "observation":
        values |= {"period": str(1000 + n % 1000), "value": Decimal(n + 1)}
    if model.kind == "target":
        values["due_on"] = date(2020, 1, 1) + timedelta(days=n % 4000)
    return model(**values)
