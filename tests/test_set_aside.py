"""A computed verdict is set aside with reason, source and last day, and both are shown."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine as tm
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client

from industries.admin.meeting import base_in, standing
from industries.editions import DESK, LIVE, desk
from industries.models import DeskState, KeptVerdict, Projection, Source, Target, Version
from industries.publishing.check import withdrawn_together
from industries.publishing.differences import differences
from industries.publishing.payload import FORMAT, UPCASTERS, digest, raised, shape_of, snapshots
from industries.publishing.release import PublishError, publish
from industries.publishing.review import mark_ready
from industries.publishing.verify import unlike_the_log
from tests import make
from tests.publishing.small import open_log
from tests.publishing.test_bands import as_in_format_2, nobody_says_where
from tests.publishing.test_publish import edit, messages, state
from tests.publishing.test_withdrawal import withdrawn

pytestmark = make.uses_ledger
UNTIL = date(2026, 12, 31)
DIGESTS = ("digest", "live_digest", "ready_digest", "returned_digest", "waiting_digest")
FIELDS = [f"set_aside_{n}" for n in ("verdict", "reason_en", "reason_zh", "source", "locator", "until")]


def aside(source: Source | None, **change: Any) -> dict[str, Any]:
    return {
        "set_aside_verdict": "missed",
        "set_aside_reason_en": "The bureau counts otherwise.",
        "set_aside_source": source,
        "set_aside_locator": "page 7",
        "set_aside_until": UNTIL,
    } | change


@pytest.fixture
def source() -> Source:
    """Where the reason stands: not public yet."""
    return make.source(title="A letter of the bureau", published_on=date(2026, 1, 1))


@pytest.fixture
def target(source: Source) -> Target:
    """A public promise whose figure falls short by far, and whose verdict is set aside on the desk."""
    target = make.target(due_on=date(2027, 12, 31))
    on = {"indicator": target.indicator, "cites": make.source(published_on=date(2025, 3, 1))}
    seen = [make.observation(**on, period=p, value=v) for p, v in (("2023", 20), ("2024", 21))]
    make.published(target, *seen)
    edit(target, **aside(source))
    return target


def shown(client: Client, target: Target, day: str, prefix: str = "") -> str:
    with tm.travel(f"{day}T04:00:00Z", tick=False):
        answer = client.get(f"{prefix}{target.get_absolute_url()}")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


INCOMPLETE: dict[str, dict[str, Any]] = {
    **{f"without {name}": {f"set_aside_{name}": ""} for name in ("verdict", "reason_en")},
    **{f"without {name}": {f"set_aside_{name}": None} for name in ("source", "until")},
    "a locator alone": {
        **dict.fromkeys(["set_aside_verdict", "set_aside_reason_en"], ""),
        **dict.fromkeys(["set_aside_source", "set_aside_until"], None),
    },
}


@pytest.mark.parametrize("what", INCOMPLETE)
def test_it_is_set_aside_wholly_or_not_at_all(what: str, source: Source) -> None:
    target = make.target()
    with desk():
        for name, value in (aside(source) | INCOMPLETE[what]).items():
            setattr(target, name, value)
        with pytest.raises(ValidationError, match="or not at all"):
            target.full_clean()
        with pytest.raises(IntegrityError), transaction.atomic(using=DESK):
            target.save()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_reason_in_one_language_will_do(language: str, source: Source) -> None:
    reasons = {"set_aside_reason_en": "", f"set_aside_reason_{language}": "Because."}
    assert make.target(**aside(source, **reasons)).set_aside_verdict == "missed"


def test_it_holds_on_its_last_day_and_no_longer(target: Target) -> None:
    assert target.is_set_aside(UNTIL)
    assert target.is_set_aside(date(2000, 1, 1))
    assert not target.is_set_aside(UNTIL + timedelta(days=1))
    assert not make.target().is_set_aside(UNTIL)


def test_its_source_has_to_be_public_and_not_weak(target: Target, source: Source) -> None:
    assert f"set_aside_source: source {source.key} is not published" in messages(target)
    with pytest.raises(PublishError, match="is not published"):
        publish([target], note_en="Too early.")
    assert messages(target, source) == ""
    edit(source, confidence="weak")
    assert f"A weak source sets no verdict aside: {source.key}." in messages(target, source)


def test_while_it_stands_its_source_stays_public_and_is_not_weak(
    target: Target, source: Source
) -> None:
    publish([target, source], note_en="Set aside.")
    edit(source, confidence="weak")
    assert f"target {target.key} would rest on weak sources only" in messages(source)
    edit(source, confidence="press")
    with pytest.raises(PublishError, match=f"target {target.key} still refers to it"):
        withdrawn(source)
    assert withdrawn_together({("source", source.key)}) == {
        *(("source", source.key), ("target", target.key))
    }
    with pytest.raises(Exception, match="protected foreign keys"), desk():
        source.delete()


def test_the_page_shows_both_verdicts_while_it_holds(
    client: Client, target: Target, source: Source
) -> None:
    assert "Set aside until" not in shown(client, target, "2026-06-30")
    publish([target, source], note_en="Set aside.")
    page = shown(client, target, "2026-12-31")
    computed = 'verdict-limited_progress">Limited progress</strong>'
    said = [
        *("Set aside until 31 December 2026: Missed.", "The bureau counts otherwise."),
        *("A letter of the bureau</a>, page 7", "The computed verdict is shown above."),
    ]
    places = [page.index(words) for words in said]
    assert places == sorted(places)
    assert page.index(computed) < places[0]
    assert f'href="{source.get_absolute_url()}"' in page
    rests = client.get(source.get_absolute_url()).content.decode()
    assert "Verdicts set aside" in rests
    assert target.get_absolute_url() in rests
    assert "Nothing rests on it so far." not in rests


def test_after_its_last_day_the_page_says_that_it_is_over(
    client: Client, target: Target, source: Source
) -> None:
    publish([target, source], note_en="Set aside.")
    page = shown(client, target, "2027-01-01")
    assert "It had been set aside until 31 December 2026 (Missed)." in page
    assert "The bureau counts otherwise." not in page
    assert "The computed verdict is shown above." not in page


def test_a_reason_in_the_other_language_is_marked(
    client: Client, target: Target, source: Source
) -> None:
    publish([target, source], note_en="Set aside.")
    page = shown(client, target, "2026-06-30", "/zh-hans")
    assert '<span lang="en">The bureau counts otherwise.</span>' in page


def test_the_computed_verdict_is_counted_and_kept(
    client: Client, target: Target, source: Source
) -> None:
    kept = KeptVerdict.objects.using(LIVE).filter(target=target.pk).order_by("pk")
    before = list(kept.values_list("from_day", "to_day", "verdict", "reasons", "flags"))
    publish([target, source], note_en="Set aside.")
    assert list(kept.values_list("from_day", "to_day", "verdict", "reasons", "flags")) == before
    with tm.travel("2026-07-01T04:00:00Z", tick=False):
        for verdict, is_there in (("limited_progress", True), ("missed", False)):
            found = client.get(f"/api/v1/targets/?verdict={verdict}&page_size=1000").json()["results"]
            assert (target.key in {row["id"] for row in found}) is is_there
    assert not list(unlike_the_log())


def test_the_api_has_it_as_one_object(client: Client, target: Target, source: Source) -> None:
    address = f"/api/v1/targets/{target.key}/"
    assert client.get(address).json()["set_aside"] is None
    publish([target, source], note_en="Set aside.")
    assert client.get(address).json()["set_aside"] == {
        "verdict": "missed",
        "reason_en": "The bureau counts otherwise.",
        "reason_zh": None,
        "source": {"id": source.key, "url": f"http://testserver/api/v1/sources/{source.key}/"},
        "locator": "page 7",
        "until": "2026-12-31",
    }


def test_the_difference_names_what_was_set_aside(target: Target, source: Source) -> None:
    before, now = (snapshots("target", [target.key], using=using)[0].payload for using in (LIVE, DESK))
    found = differences("target", before, now, {("source", source.key): source.title})
    assert [(d.field, d.new) for d in found] == [
        ("set_aside_verdict", "Missed"),
        ("set_aside_reason_en", "The bureau counts otherwise."),
        ("set_aside_source", "A letter of the bureau"),
        ("set_aside_locator", "page 7"),
        ("set_aside_until", "31 December 2026"),
    ]


# --- what the log kept before there was such a thing ----------------------------------------------


def as_in_format_1(kind: str, now: dict[str, Any]) -> dict[str, Any]:
    then = {name: value for name, value in as_in_format_2(kind, now).items() if name not in FIELDS}
    return then | {"format": 1}


def test_an_old_payload_has_nothing_set_aside(target: Target) -> None:
    (now,) = snapshots("target", [target.key], using=LIVE)
    old = as_in_format_1("target", now.payload)
    assert raised("target", old) == now.payload
    assert {name: raised("target", old)[name] for name in FIELDS} == {
        **dict.fromkeys(FIELDS, ""),
        **dict.fromkeys(["set_aside_source", "set_aside_until"]),
    }
    assert "set_aside_verdict" not in old  # it is another object that is raised


@pytest.mark.parametrize("kind", ["source", "indicator", "observation", "industry"])
def test_an_old_payload_of_another_kind_only_says_so(kind: str) -> None:
    for now in snapshots(kind, using=LIVE)[:3]:
        assert raised(kind, {**now.payload, "format": 1}) == now.payload
        assert set(now.payload) == {
            *(part.name for part in (*shape_of(kind).fields, *shape_of(kind).rows)),
            "format",
        }


def test_every_format_has_its_way_to_the_next() -> None:
    assert sorted(UPCASTERS) == list(range(1, FORMAT))


def made_old() -> None:
    """Bring log and states to what a ledger of format 1 has; the step to today's format follows."""
    open_log()
    nobody_says_where()
    for version in Version.objects.using(DESK).exclude(payload=None):
        old = as_in_format_1(version.kind, version.payload)
        Version.objects.using(DESK).filter(pk=version.pk).update(payload=old)
    for row in DeskState.objects.all():
        (now,) = snapshots(row.kind, [row.key], using=DESK)
        old_digest = digest(as_in_format_1(row.kind, now.payload))
        was = {name: old_digest for name in DIGESTS if getattr(row, name) == row.digest}
        DeskState.objects.filter(pk=row.pk).update(**was)
    Projection.objects.using(LIVE).update(migration="0006_kept_verdicts")


def test_a_ledger_of_the_old_format_comes_up_as_it_was() -> None:
    ready = make.target()
    mark_ready([("target", ready.key)], None)
    with desk():
        before = {target.key: target.state for target in Target.objects.with_state().order_by("key")}
    assert {"live", "lead", "ready"} <= set(before.values())
    made_old()
    call_command("catch_up", verbosity=0)
    with desk():
        after = {target.key: target.state for target in Target.objects.with_state().order_by("key")}
    assert after == before
    public = Target.objects.using(DESK).get(key="iva_above_2027_280bn")
    edit(public)  # a save without a change
    assert state(public) == "live"
    assert DeskState.objects.get(kind="target", key=public.key).edits == 0
    with pytest.raises(PublishError, match="does not differ"):
        publish([public], note_en="Nothing.")


def test_a_form_that_was_opened_before_the_change_is_read_today(target: Target) -> None:
    with desk():
        now = standing(target)
    old = as_in_format_1("target", now.payload)
    state_then = ["target", target.key, now.row_id, old, now.child_ids]
    found = base_in(signing.dumps(state_then, salt="industries.form-base", compress=True), target)
    assert found.payload == raised("target", old)
