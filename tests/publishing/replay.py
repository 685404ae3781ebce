"""A second, simple reading of rows and log, to check the clever one against.

Nothing of `industries.publishing` is used but the number of today's format: what refers to what, what
is optional and what a hash covers is written down here once more, by hand.
"""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connections

from industries.models import RECORDS, ChainLink, Citation, Membership
from industries.models import Initiative as Plan
from industries.models import Observation as Figure
from industries.models import Target as Goal
from industries.publishing.payload import FORMAT

Ref = tuple[str, str]  # kind and key

# the kind of record that a field or list of this name refers to, in whatever payload it stands
REFERS_TO = {
    **{kind: kind for kind in ("source", "group", "strategy", "industry", "indicator", "initiative")},
    **dict.fromkeys(["from_product", "to_product", "technology"], "product"),
    **dict.fromkeys(["restates", "stretch_of", "same_promise", "also_restates"], "target"),
    "set_aside_source": "source",
    "parent": "initiative",
    "industries": "industry",
    "derived_from": "observation",
}
OPTIONAL = {
    "initiative": {"parent", "industries"},
    "target": {"initiative", "restates", "also_restates", "stretch_of", "same_promise"},
    "observation": {"initiative"},
}
OWNED = {"citations": Citation, "memberships": Membership, "chain_links": ChainLink}
MAY_LACK = {"technology"}  # of an owned row: without it the row still says something
LINKS: dict[tuple[str, str], tuple[Any, str, str]] = {
    ("initiative", "industries"): (Plan.industries.through, "initiative_id", "industry_id"),
    ("target", "also_restates"): (Goal.also_restates.through, "from_target_id", "to_target_id"),
    ("observation", "derived_from"): (
        Figure.derived_from.through,
        "from_observation_id",
        "to_observation_id",
    ),
}
MARK = re.compile(r"zq\d+x")


class Kept(NamedTuple):
    """One record: its row, and what the log would keep of it."""

    row_id: int
    payload: dict[str, Any]
    child_ids: dict[str, list[int]]


def canonical(content: Any) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def marks(content: Any) -> set[str]:
    """Return the marks that stand in whatever it is."""
    return set(MARK.findall(str(content)))


class Reading:
    """Everything that a database holds, as text and as records; read again only where it changed."""

    def __init__(self, using: str) -> None:
        self.using = using
        self.texts: dict[str, str] = {}  # of each table, whatever it is for
        self.records: dict[Ref, Kept] = {}
        self._rows: dict[Any, tuple[str, list[dict[str, Any]]]] = {}
        self.again()

    def again(self) -> bool:
        """Read the database, and return whether anything changed."""
        connection = connections[self.using]
        before, self.texts = self.texts, {}
        with connection.cursor() as cursor:
            for table in sorted(connection.introspection.table_names(cursor)):
                cursor.execute(f'SELECT * FROM "{table}"')
                self.texts[table] = repr(cursor.fetchall())
        if self.texts == before:
            return False
        self.records = _records(self.rows)
        return True

    def rows(self, model: Any) -> list[dict[str, Any]]:
        text = self.texts[model._meta.db_table]
        known, found = self._rows.get(model, ("", []))
        if known != text:
            found = list(model.objects.using(self.using).order_by("pk").values())
            self._rows[model] = text, found
        return found


def _records(rows_of: Callable[[Any], list[dict[str, Any]]]) -> dict[Ref, Kept]:
    rows: Any = {model: rows_of(model) for model in RECORDS.values()}
    keys = {kind: {row["id"]: row["key"] for row in rows[model]} for kind, model in RECORDS.items()}
    found = {
        (kind, row["key"]): Kept(row["id"], _content(model, row, keys) | {"format": FORMAT}, {})
        for kind, model in RECORDS.items()
        for row in rows[model]
    }
    children = _owned(rows_of, keys) | _linked(rows_of, keys)
    for (kind, key), kept in found.items():
        for name in _lists_of(kind):
            mine = children.get((kind, key, name), [])
            kept.payload[name] = [content for content, _pk in mine]
            kept.child_ids[name] = [pk for _content, pk in mine]
    return found


def _lists_of(kind: str) -> Iterable[str]:
    if kind != "source":
        yield "citations"
    if kind == "industry":
        yield from ("memberships", "chain_links")
    yield from (name for of, name in LINKS if of == kind)


def _content(model: Any, row: dict[str, Any], keys: Any, but: Collection[str] = ()) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if field.primary_key or not field.editable or field.name in but:
            continue
        value = row[field.attname]
        if kind := REFERS_TO.get(field.name):
            value = keys[kind].get(value)
        if isinstance(value, Decimal):
            value = format(value.normalize(), "f")
        content[field.name] = value.isoformat() if isinstance(value, date) else value
    return content


def _owned(rows_of: Any, keys: Any) -> dict[tuple[str, str, str], list[tuple[Any, int]]]:
    found: Any = defaultdict(list)
    for name, model in OWNED.items():
        owners = [kind for kind in RECORDS if kind != "source"] if name == "citations" else ["industry"]
        for row in rows_of(model):
            (owner,) = (kind for kind in owners if row[f"{kind}_id"])
            place = (owner, keys[owner][row[f"{owner}_id"]], name)
            found[place].append((_content(model, row, keys, owners), row["id"]))
    return {
        place: sorted(mine, key=lambda r: (r[0]["position"], r[1])) for place, mine in found.items()
    }


def _linked(rows_of: Any, keys: Any) -> dict[tuple[str, str, str], list[tuple[Any, int]]]:
    found: Any = defaultdict(list)
    for (kind, name), (through, mine, other) in LINKS.items():
        for row in rows_of(through):
            place = (kind, keys[kind][row[mine]], name)
            found[place].append((keys[REFERS_TO[name]][row[other]], row["id"]))
    return {place: sorted(links) for place, links in found.items()}


def replayed(versions: Iterable[Any]) -> dict[Ref, Kept]:
    """Return what the versions leave, taken one after the other."""
    found: dict[Ref, Kept] = {}
    for version in versions:
        if version.action == "withdraw":
            del found[version.kind, version.key]
        else:
            kept = Kept(version.row_id, version.payload, version.child_ids)
            found[version.kind, version.key] = kept
    return found


def addresses(versions: Iterable[Any]) -> dict[tuple[str, str], str]:
    """Return to whom each slug was given last."""
    return {(v.kind, v.payload["slug"]): v.key for v in versions if v.action == "publish"}


def involvements(versions: Iterable[Any]) -> set[tuple[int, str]]:
    """Return the industries that each version is about, now or in the version before."""
    before: dict[Ref, set[str]] = defaultdict(set)
    found = set()
    for version in versions:
        now = _industries(version) if version.payload else set()
        found |= {(version.pk, key) for key in now | before[version.kind, version.key]}
        before[version.kind, version.key] = now
    return found


def _industries(version: Any) -> set[str]:
    if version.kind == "industry":
        return {version.key}
    return {key for kind, key in referred(version.payload) if kind == "industry"}


def chain(releases: Iterable[Any], versions: Iterable[Any]) -> list[str]:
    """Return the hash that each release should have."""
    of: Any = defaultdict(list)
    for v in versions:
        of[v.release_id].append([v.kind, v.key, v.n, v.action, v.row_id, v.child_ids, v.sha256])
    previous, found = "", []
    for release in releases:
        content = {
            "number": release.number,
            "published_at": release.published_at.isoformat(),
            "kind": release.kind,
            "note_en": release.note_en,
            "note_zh": release.note_zh,
            "previous": previous,
            "versions": of[release.number],
        }
        if release.answers:  # from before there were any, the hash has no word of them
            content["answers"] = release.answers
        previous = canonical(content)
        found.append(previous)
    return found


def referred(content: dict[str, Any]) -> set[Ref]:
    """Return the records that a payload refers to, itself and by its rows."""
    found: set[Ref] = set()
    for name, value in content.items():
        if name in OWNED:
            found |= {ref for row in value for ref in referred(row)}
        elif value and name in REFERS_TO:
            keys = value if isinstance(value, list) else [value]
            found |= {(REFERS_TO[name], key) for key in keys}
    return found


def without(kind: str, kept: Kept, left: Collection[Ref]) -> Kept:
    """Return the record without what rests on anything but these. Required references stay."""
    payload, child_ids = dict(kept.payload), dict(kept.child_ids)
    optional = OPTIONAL.get(kind, set())
    for name in optional - {of for _kind, of in LINKS}:
        if payload[name] and (REFERS_TO[name], payload[name]) not in left:
            payload[name] = None
    for name in kept.child_ids:
        rows = []
        for row, pk in zip(payload[name], child_ids[name], strict=True):
            if isinstance(row, str):
                if name not in optional or (REFERS_TO[name], row) in left:
                    rows.append((row, pk))
                continue
            lacking = {
                n for n in row if n in REFERS_TO and row[n] and (REFERS_TO[n], row[n]) not in left
            }
            if lacking <= MAY_LACK:
                rows.append((row | dict.fromkeys(lacking), pk))
        payload[name], child_ids[name] = [r for r, _pk in rows], [pk for _r, pk in rows]
    return Kept(kept.row_id, payload, child_ids)


def optional(kind: str, payload: dict[str, Any]) -> set[Ref]:
    """Return the records that this one refers to, and can do without."""
    return referred({n: v for n, v in payload.items() if n in OPTIONAL.get(kind, ())})


def required(kind: str, payload: dict[str, Any]) -> set[Ref]:
    """Return the records without which this one is not published as it stands."""
    return referred({n: v for n, v in payload.items() if n not in OPTIONAL.get(kind, ())})
