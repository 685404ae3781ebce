"""Editions: each is what live was at the end of its day, is made whole or not at all, and is read."""

import errno
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine as tm
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import router
from django.test import Client
from django.utils import timezone

from industries import prefixes
from industries.copies import kept, making
from industries.copies.kept import Manifest
from industries.copies.making import BusyError, is_whole, keep_ended, look_at, rebuild
from industries.editions import DESK, EDITION, LIVE, Reading, reading
from industries.models import Industry, Release
from industries.publishing.release import publish
from tests import make
from tests.copies.named import NAMES, title
from tests.publishing.test_publish import edit

pytestmark = make.uses_ledger


def contents(using: str) -> dict[str, list[Any]]:
    """Return all rows of live's models, without numbers that a database gives, and without addresses.

    An edition has no address that may not be shown.
    """
    found = {}
    for model in apps.get_app_config("industries").get_models(include_auto_created=True):
        if not router.allow_migrate_model(LIVE, model):
            continue
        numbered = {"address", "gram", "involvement", "keptverdict"}
        left_out = {"url"} | ({"id"} if model._meta.model_name in numbered else set())
        names = [f.attname for f in model._meta.concrete_fields if f.attname not in left_out]
        rows: Any = model._base_manager.using(using).values(*names)  # type: ignore[attr-defined]
        for row in rows:
            (row.get("payload") or {}).pop("url", None)
        found[model.__name__] = sorted(map(repr, rows))
    return found


def test_a_past_day_is_read_as_it_was(client: Client, days: list[str]) -> None:
    made = keep_ended()
    assert [title(client, day) for day in days] == NAMES
    assert len(made) == 2
    assert keep_ended() == []
    between = (timezone.localdate() - timedelta(days=1)).isoformat()
    assert title(client, between) == "Second"
    answer = client.get(f"/as-of/{between}/api/v1/industries/?search=First").json()
    assert (answer["meta"]["as_of"], answer["count"]) == (between, 0)
    assert answer["meta"]["release"]["number"] == Release.objects.using(LIVE).count() - 1


def test_an_edition_is_what_a_replay_of_the_log_makes(days: list[str]) -> None:
    files = keep_ended()
    first = []
    for file in files:
        with reading(Reading(EDITION, file=file)):
            first.append(contents(EDITION))
    rebuild(kept.last_of_days(DESK))
    for file, before in zip(files, first, strict=True):
        assert is_whole(file)
        with reading(Reading(EDITION, file=file)):
            assert contents(EDITION) == before


def test_live_is_what_its_edition_is(days: list[str]) -> None:
    before = contents(LIVE)
    with tm.travel(timezone.now() + timedelta(days=1)):
        *_others, file = keep_ended()
    with reading(Reading(EDITION, file=file)):
        assert contents(EDITION) == before


def test_a_manifest_says_what_an_edition_is(days: list[str], files: list[Path]) -> None:
    for day, file in zip(days, files, strict=False):
        found = Manifest.of(file)
        assert found is not None
        assert (found.day, found.size) == (day, file.stat().st_size)
        assert file.name.startswith(f"{day}-{found.release}-")
        with closing(sqlite3.connect(file)) as copy:
            (count,) = copy.execute("SELECT COUNT(*) FROM industries_industry").fetchone()
            (last,) = copy.execute("SELECT MAX(number) FROM industries_release").fetchone()
        assert (found.rows["industry"], found.release) == (count, last)


def test_the_live_site_goes_on_without_an_edition(
    client: Client, days: list[str], files: list[Path]
) -> None:
    client.raise_request_exception = False
    first, second = files
    first.unlink()
    second.write_bytes(b"SQLite format 3\0" + b"?" * 8192)
    for path, status, sentence in (
        (f"/as-of/{days[0]}/industries/", 404, "The edition of that day is being made"),
        (f"/as-of/{days[1]}/industries/", 503, "The edition of that day cannot be read."),
        (f"/as-of/{days[1]}/zh-hans/industries/", 503, "当日存档版无法读取"),
    ):
        answer = client.get(path)
        assert (answer.status_code, sentence in answer.content.decode()) == (status, True)
        assert "no-store" in answer["Cache-Control"]
    problem = client.get(f"/as-of/{days[1]}/api/v1/industries/")
    assert (problem.status_code, problem.json()["status"]) == (503, 503)
    assert title(client, days[2]) == "Third"
    assert client.get("/industries/").status_code == 200


def test_what_is_damaged_or_missing_is_made_again(
    client: Client, days: list[str], files: list[Path]
) -> None:
    files[0].unlink()
    files[1].write_bytes(b"no database")
    for _ in files:
        look_at(0)
    assert kept.files() == []
    assert keep_ended() == files
    assert [title(client, day) for day in days] == NAMES


def test_a_full_disk_loses_nothing(
    client: Client, days: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_file: Path, _release: Release) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(making.copy, "write", full)
        with pytest.raises(OSError, match="No space"):
            keep_ended()
    assert [path.name for path in kept.folder().iterdir()] == [".lock"]
    assert "is being made" in client.get(f"/as-of/{days[0]}/").content.decode()
    assert client.get("/").status_code == 200
    keep_ended()
    assert [title(client, day) for day in days] == NAMES


def test_one_process_at_a_time_makes_editions(days: list[str]) -> None:
    with making._alone():
        with pytest.raises(BusyError):
            keep_ended()
        with pytest.raises(CommandError, match="Try again when it is done"):
            call_command("rebuild_editions")


def test_which_days_are_kept_is_set(
    client: Client, days: list[str], files: list[Path], settings: Any
) -> None:
    settings.LEDGER_EDITIONS = "1"
    call_command("prune_editions", stdout=StringIO())
    assert kept.files() == files[1:]
    answer = client.get(f"/as-of/{days[0]}/industries/")
    assert (answer.status_code, "No edition is kept" in answer.content.decode()) == (404, True)
    assert keep_ended() == []


@pytest.mark.parametrize(
    ("said", "kept_days"),
    [
        ("all", [1, 2, 31, 35, 62, 63]),
        ("2", [62, 63]),
        ("99", [1, 2, 31, 35, 62, 63]),
        ("1 months", [31, 35, 63]),
    ],
)
def test_days_are_chosen(said: str, kept_days: list[int], settings: Any) -> None:
    settings.LEDGER_EDITIONS = said
    start = datetime(2026, 1, 1, 4, tzinfo=UTC)  # noon in the ledger's time zone
    every = [1, 2, 31, 35, 62, 63]
    releases = [Release(number=n, published_at=start + timedelta(days=n - 1)) for n in every]
    assert [release.number for release in kept.to_be_kept(releases)] == kept_days


def test_some_days_are_made_anew(days: list[str], files: list[Path]) -> None:
    before = [file.stat().st_ino for file in files]
    call_command("rebuild_editions", "--from", days[1], "--to", days[1], stdout=StringIO())
    after = [file.stat().st_ino for file in files]
    assert (before[0] == after[0], before[1] == after[1]) == (True, False)
    with pytest.raises(CommandError, match="is no day"):
        call_command("rebuild_editions", "--from", "yesterday")
    with pytest.raises(CommandError, match="is after"):
        call_command("rebuild_editions", "--from", days[1], "--to", days[0])


def test_answers_that_are_read_in_turn_keep_to_their_days(
    client: Client, days: list[str], files: list[Path]
) -> None:
    """A server may read the pieces of one answer between those of another, in one thread."""
    asked: list[Any] = [client.get(f"/as-of/{day}/industries.csv") for day in [*days, days[0]]]
    bodies = [b"" for _ in asked]
    streams = [iter(answer.streaming_content) for answer in asked]
    for _ in range(2):  # the names, and all rows
        for n, stream in enumerate(streams):
            bodies[n] += next(stream)
    for name, body in zip([*NAMES, NAMES[0]], bodies, strict=True):
        assert [other for other in NAMES if f",{other},".encode() in body] == [name]


def test_a_day_that_is_over_is_read_from_its_edition_alone(client: Client, days: list[str]) -> None:
    """Live would go on to the next release between two queries of one answer."""
    industry = Industry.objects.using(DESK).get(slug="named")
    with tm.travel(timezone.now() + timedelta(days=1)):
        keep_ended()
        answer: Any = client.get(f"/as-of/{days[2]}/industries.csv")
        steps = iter(answer.streaming_content)
        body = next(steps)
        edit(industry, name_en="Fourth")
        publish([industry], note_en="Fourth.")
        body += b"".join(steps)
        assert title(client, days[2]) == "Third"
    assert (b",Third," in body, b",Fourth," in body) == (True, False)


def test_an_answer_that_has_begun_is_read_to_its_end(
    client: Client, days: list[str], files: list[Path]
) -> None:
    answer: Any = client.get(f"/as-of/{days[0]}/industries.csv")
    steps = iter(answer.streaming_content)
    begun = next(steps) + next(steps)  # the names, and rows
    for file in files:
        file.unlink()
    assert b",First," in begun + b"".join(steps)
    assert client.get(f"/as-of/{days[0]}/industries.csv").status_code == 404


def test_an_edition_that_goes_at_that_moment_is_said_to_be_made(
    client: Client, days: list[str], files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prefixes.kept, "place_of", lambda _release: Vanishing(files[0]))
    answer = client.get(f"/as-of/{days[0]}/industries/")
    assert (answer.status_code, "is being made" in answer.content.decode()) == (404, True)


class Vanishing(type(Path())):  # type: ignore[misc]
    """A file that is there when asked for, and gone when it is opened."""

    def exists(self, **_options: Any) -> bool:
        self.unlink(missing_ok=True)
        return True


def test_what_is_of_other_models_goes_before_anything_is_made(
    days: list[str], files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be what the disk is full of."""

    def full(_file: Path, _release: Release) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    half_made = kept.folder() / f"{making.DRAFT}of-a-process-that-died"
    half_made.mkdir()
    monkeypatch.setattr("industries.downloads.copy.made_with", lambda: "of other models")
    monkeypatch.setattr(making.copy, "write", full)
    with pytest.raises(OSError, match="No space"):
        keep_ended()
    assert [path.name for path in kept.folder().iterdir()] == [".lock"]


def test_a_day_without_an_edition_has_its_other_language(client: Client, days: list[str]) -> None:
    start = f"/as-of/{days[0]}"
    english = client.get(f"{start}/industries/").content.decode()
    chinese = client.get(f"{start}/zh-hans/industries/").content.decode()
    assert f'href="{start}/zh-hans/industries/" hreflang="zh-Hans"' in english
    assert f'href="{start}/industries/" hreflang="en"' in chinese
    assert "/search/?q=" not in client.get("/as-of/2019-01-01/").content.decode()
