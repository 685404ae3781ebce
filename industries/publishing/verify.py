"""Proof that the log is whole, and that live is what the log makes of it."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

from django.utils.translation import gettext as _

from industries.choices import Action
from industries.editions import DESK, LIVE
from industries.models import RECORDS, Address, Involvement, KeptCount, Release, Version
from industries.publishing.found import unlike_found
from industries.publishing.kept import unlike_reckoned
from industries.publishing.live import industries_of, last_release
from industries.publishing.payload import CHUNK, chunks, digest, raised, snapshots
from industries.publishing.release import chained
from industries.tables import figures


class LogError(Exception):
    """The log is not what its hashes say; the message says where."""


def streamed(rows: Any) -> Any:
    """Return a context with a queryset's rows, few in memory at a time; it closes their cursor."""
    return closing(rows.iterator(chunk_size=CHUNK))


def last_of_whole_log(using: str = DESK) -> tuple[int, str]:
    """Return number and hash of the last release, 0 and "" if there is none.

    Makes every hash of the log again. Raises LogError if one differs, or a number is missing. A query
    for each release.
    """
    number, sha256 = 0, ""
    versions_of: dict[tuple[str, str], int] = {}
    for release in Release.objects.using(using).order_by("number"):
        number += 1
        with streamed(Version.objects.using(using).filter(release=release).order_by("id")) as rows:
            versions = [_whole(version) for version in rows]
        if release.number != number or release.sha256 != chained(release, versions, sha256):
            message = _("The log is damaged: release %(number)s is not what its hash says.")
            raise LogError(message % {"number": release.number})
        for version in versions:
            place = (version.kind, version.key)
            versions_of[place] = versions_of.get(place, 0) + 1
            if version.n != versions_of[place]:
                message = _("The log is damaged: %(version)s is not the next of its record.")
                raise LogError(message % {"version": version})
        sha256 = release.sha256
    return number, sha256


def _whole(version: Version) -> Version:
    """Return the version without its payload, which agrees with its hash."""
    if digest(version.payload) != version.sha256:
        message = _("The log is damaged: %(version)s is not what its hash says.")
        raise LogError(message % {"version": version})
    if (version.action == Action.PUBLISH) != (version.payload is not None):
        message = _("The log is damaged: %(version)s has no content, or one that it may not have.")
        raise LogError(message % {"version": version})
    version.payload = None  # a release's hashes fit into memory, its payloads may not
    return version


def unlike_the_log() -> Iterator[str]:
    """Yield a sentence for each record by which live is not what a replay of the log would make it.

    Of each record the log's newest version counts: what applies a release replaces whole records.
    """
    on_desk, on_live = last_release(DESK), last_release(LIVE)
    if on_desk != on_live:
        message = _("Live is at release %(live)s and the log at %(log)s: run manage.py catch_up.")
        yield message % {"live": on_live, "log": on_desk}
        return
    last_of_whole_log(LIVE)
    if number := _first_of_another_log():
        yield _otherwise("release", number)
    for kind in RECORDS:
        yield from _unlike_the_log(kind)
    addresses, involvements = _derived()
    held = set(Address.objects.using(LIVE).values_list("kind", "slug", "key"))
    for kind, slug, key in sorted(held ^ addresses):
        yield _("The address %(slug)s of %(kind)s %(key)s is not as the log has it.") % {
            "kind": kind,
            "key": key,
            "slug": slug,
        }
    involved = set(Involvement.objects.using(LIVE).values_list("version", "industry"))
    wrong = {version for version, _industry in involved ^ involvements}
    for part in chunks(wrong):
        records = Version.objects.using(LIVE).filter(pk__in=part).values_list("kind", "key").distinct()
        yield from (_otherwise(*record) for record in records.order_by("kind", "key"))
    for key in unlike_reckoned():
        yield _("The verdict that live keeps of target %(key)s is not the one that is reckoned.") % {
            "key": key
        }
    for key in figures.unlike_kept():
        message = _("The row that live keeps of figure %(key)s is not what is public of it.")
        yield message % {"key": key}
    yield from _miscounted()
    for found, key in dict.fromkeys(unlike_found()):
        message = _("Search knows %(kind)s %(key)s otherwise than it is public.")
        yield message % {"kind": found, "key": key}


def _miscounted() -> Iterator[str]:
    kept = dict(KeptCount.objects.using(LIVE).values_list("kind", "rows"))
    for kind, model in RECORDS.items():
        if kept.get(kind, 0) != model.objects.using(LIVE).count():
            message = _("The number of %(kind)s records that live keeps is not how many are public.")
            yield message % {"kind": kind}


def _otherwise(kind: str, key: str | int) -> str:
    return _("Live has %(kind)s %(key)s otherwise than the log.") % {"kind": kind, "key": key}


def _first_of_another_log() -> int | None:
    """Return the first release of live that is not the desk's: each may be whole by itself."""
    desks, lives = (
        Release.objects.using(using).order_by("number").values_list("number", "sha256")
        for using in (DESK, LIVE)
    )
    pairs = zip(desks, lives, strict=False)
    return next((number for (number, ours), (_n, theirs) in pairs if ours != theirs), None)


def _unlike_the_log(kind: str) -> Iterator[str]:
    log: Any = Version.objects.using(DESK).filter(kind=kind)
    keys = sorted(set(log.values_list("key", flat=True)))
    model: Any = RECORDS[kind]
    extra = set(model.objects.using(LIVE).values_list("key", flat=True)) - set(keys)
    for part in chunks([*keys, *sorted(extra)]):
        newest = {version.key: version for version in log.filter(key__in=part).order_by("n")}
        public = {s.key: s for s in snapshots(kind, part, using=LIVE)}
        for key in part:
            if _said(newest.get(key)) != _stands(public.get(key)):
                yield _otherwise(kind, key)


def _said(version: Version | None) -> Any:
    if version is None or version.payload is None:
        return None
    return version.row_id, version.child_ids, raised(version.kind, version.payload)


def _stands(snapshot: Any) -> Any:
    return None if snapshot is None else (snapshot.row_id, snapshot.child_ids, snapshot.payload)


def _derived() -> tuple[set[tuple[str, str, str]], set[tuple[int, str]]]:
    """Return what live keeps of the log, as `live` derives it with each release.

    Kind, slug and key of each address, of whoever had it last; version and industry of each
    involvement.
    """
    addresses: dict[tuple[str, str], str] = {}
    involvements: set[tuple[int, str]] = set()
    before: dict[tuple[str, str], set[str]] = {}
    # by number: to order by a release itself is to take the newest first
    log: Any = Version.objects.using(DESK).order_by("release_id", "id")
    with streamed(log.only("kind", "key", "payload")) as versions:
        for version in versions:
            record, payload, industries = (version.kind, version.key), version.payload, set()
            if payload is not None:
                addresses[version.kind, payload["slug"]] = version.key
                industries = industries_of(version, raised(version.kind, payload))
            both = industries | before.get(record, set())
            involvements |= {(version.pk, industry) for industry in both}
            before[record] = industries
    return {(kind, slug, key) for (kind, slug), key in addresses.items()}, involvements
