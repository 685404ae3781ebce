"""The process may die at any moment: what the log has, live gets; what it has not, nobody saw."""

import shutil
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from industries.editions import DESK, LIVE
from industries.models import (
    DESK_ONLY,
    LIVE_ONLY,
    RECORDS,
    Address,
    DeskState,
    Projection,
    Release,
    Version,
)
from industries.publishing import live, release
from industries.publishing.live import catch_up, last_release
from industries.publishing.payload import shape_of
from industries.publishing.release import publish
from tests import make
from tests.commands import manage, python

pytestmark = make.uses_ledger


def test_what_live_cannot_take_does_not_get_into_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    source, before = make.source(), last_release(DESK)

    def fail(*_args: Any) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr(live, "write", fail)
        with pytest.raises(OSError, match="no space left"):
            publish([source], note_en="Live cannot take it.")
    assert last_release(DESK) == last_release(LIVE) == before
    assert not DeskState.objects.get(kind="source", key=source.key).live_digest
    publish([source], note_en="Now it can.")
    assert Version.objects.using(LIVE).filter(key=source.key).exists()


def in_the_log_only(*records: Any) -> Release:
    """Leave a release as a process does that dies when the log has it and live has not."""
    with transaction.atomic(using=DESK):
        return release.append({(r.kind, r.key) for r in records}, note_en="Not yet on live.")


def test_the_next_release_brings_the_missing_one_too() -> None:
    first, second = make.source(), make.source()
    missing = in_the_log_only(first)
    assert not Release.objects.using(LIVE).filter(pk=missing.pk).exists()
    publish([second], note_en="Live follows.")
    public = RECORDS["source"].objects.filter(key__in=[first.key, second.key])  # type: ignore[attr-defined]
    assert public.count() == 2


def test_catching_up_brings_the_missing_one() -> None:
    source = make.source()
    missing = in_the_log_only(source)
    assert catch_up() == 1
    assert Release.objects.using(LIVE).filter(pk=missing.pk).exists()
    assert RECORDS["source"].objects.filter(key=source.key).exists()  # type: ignore[attr-defined]


def test_live_of_other_models_is_made_anew() -> None:
    """After an update: the log has what the new tables keep of it, live has not."""
    addresses = Address.objects.using(LIVE)
    before = set(addresses.values_list("kind", "slug", "key"))
    assert before
    out = StringIO()
    call_command("catch_up", stdout=out)
    assert out.getvalue() == ""
    Projection.objects.using(LIVE).update(migration="0001_initial")
    addresses.all().delete()
    call_command("catch_up", stdout=out)
    assert out.getvalue() == "Made live anew for today's models and log: 1 releases.\n"
    assert set(addresses.values_list("kind", "slug", "key")) == before
    assert not live.is_of_other_models()


def test_live_that_has_followed_another_log_is_made_anew() -> None:
    """As where somebody put an older copy of the desk back by hand."""
    other = Release(number=2, note_en="Of the other log.", kind="new", sha256="0" * 64)
    other.published_at = Release.objects.using(LIVE).get().published_at
    Release.objects.using(LIVE).bulk_create([other])
    source = make.source()
    with pytest.raises(RuntimeError, match="rebuild_live"):
        publish([source], note_en="Live would not have it.")
    assert last_release(DESK) == 1
    out = StringIO()
    call_command("catch_up", stdout=out)
    assert out.getvalue() == "Made live anew for today's models and log: 1 releases.\n"
    publish([source], note_en="Now it has.")
    assert Release.objects.using(LIVE).get(number=2).note_en == "Now it has."


def test_releases_are_applied_in_order_only() -> None:
    number = last_release(DESK)
    skipping = Release(number=number + 2, note_en="Out of order.")
    with pytest.raises(RuntimeError, match=f"Live is at release {number}"):
        live.apply(skipping, [])


def test_if_the_log_cannot_be_written_nothing_is_published(monkeypatch: pytest.MonkeyPatch) -> None:
    source, before = make.source(), last_release(DESK)

    def fail(*_args: Any) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(release, "_keep_states", fail)
    with pytest.raises(OSError, match="no space"):
        publish([source], note_en="The desk fails.")
    assert last_release(DESK) == last_release(LIVE) == before


def test_publishing_inside_a_transaction_is_refused() -> None:
    """Else live could have what the desk rolls back. (The test's own transaction does not count.)"""
    with transaction.atomic(using=DESK), pytest.raises(RuntimeError, match="durable"):
        publish([make.source()], note_en="Not here.")


KILLED = """
import os, sys
import django
django.setup()
from django.db import connections
from industries.editions import DESK, desk
from industries.models import Source
from industries.publishing import release, rows
from industries.publishing.states import note_edit

def die(*args):
    os._exit(9)

moment = sys.argv[1]
if moment == "before-live":
    connections["live"].commit = die  # the log has committed, live is about to
elif moment == "inside-live":
    rows._insert = die
elif moment == "inside-log":
    release._keep_states = die
with desk():
    source = Source.objects.get(key="scio_p4")
    source.publisher = "Corrected publisher"
    source.save()
    note_edit(source, None)
release.publish([source], note_en="Killed on the way.")
"""


@pytest.mark.parametrize(
    ("moment", "in_log"), [("before-live", True), ("inside-live", False), ("inside-log", False)]
)
def test_a_killed_process_loses_nothing(
    empty_desk: Path, tmp_path: Path, moment: str, in_log: bool
) -> None:
    data = tmp_path / "data"
    shutil.copytree(empty_desk, data)

    def publisher(alias: str) -> str:
        code = (
            "import django; django.setup(); from industries.models import Source;"
            f"print(Source.objects.using('{alias}').get(key='scio_p4').publisher)"
        )
        return python("-c", code, data=data).stdout.strip()

    assert manage("load_ledger", data=data).returncode == 0
    before = publisher(LIVE)
    assert python("-c", KILLED, moment, data=data).returncode == 9
    assert publisher(LIVE) == before
    said = "Applied 1 releases to live.\n" if in_log else ""
    assert manage("catch_up", data=data).stdout == said
    assert publisher(LIVE) == ("Corrected publisher" if in_log else before)
    assert manage("rebuild_live", data=data).returncode == 0
    assert publisher(LIVE) == ("Corrected publisher" if in_log else before)


def test_every_table_of_content_is_in_some_payload() -> None:
    """A table that no payload carries would be empty on live for ever."""
    from django.apps import apps

    carried = {
        model
        for kind in RECORDS
        for model in (shape_of(kind).model, *(rows.model for rows in shape_of(kind).rows))
    }
    app = apps.get_app_config("industries")
    every = set(app.get_models(include_auto_created=True))
    others = {
        m for m in every if m in (Release, Version) or m._meta.model_name in DESK_ONLY | LIVE_ONLY
    }
    assert every - others == carried
