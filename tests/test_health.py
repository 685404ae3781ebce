"""What a supervisor is told."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from industries import health
from industries.editions import DESK, LIVE
from industries.publishing.live import catch_up
from industries.publishing.release import append
from tests import make

pytestmark = make.uses_ledger


def test_alive_asks_no_database(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0, using=DESK), django_assert_num_queries(0, using=LIVE):
        response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response["Cache-Control"]


def test_ready_where_live_has_what_the_log_has(client: Client) -> None:
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (200, b"ready\n")
    assert not response.cookies


def test_not_ready_while_live_is_behind(client: Client) -> None:
    source = make.source()
    with transaction.atomic(using=DESK):
        append({(source.kind, source.key)}, note_en="In the log only.")
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.content == b"Live is at release 1, the log at 2: run catch_up.\n"
    catch_up()
    assert client.get("/readyz").status_code == 200


def test_not_ready_while_a_database_does_not_answer(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(alias: str) -> int:
        if alias == LIVE:
            raise DatabaseError
        return 1

    monkeypatch.setattr(health, "last_release", fails)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert b"The live database does not answer, or is not migrated." in response.content


def test_not_ready_while_the_log_is_open(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "missing_triggers", lambda: ["a_trigger"])
    response = client.get("/readyz")
    assert response.status_code == 503
    assert b"The log lacks triggers: a_trigger: run migrate." in response.content
