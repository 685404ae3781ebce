"""The verdicts that live keeps follow each release, whatever it is that changed them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from industries.editions import DESK, LIVE, desk
from industries.models import Indicator, KeptVerdict, Observation, Source, Target
from industries.publishing.kept import unlike_reckoned
from industries.publishing.live import rebuild_live
from industries.publishing.release import publish
from industries.publishing.states import note_edit
from tests import make
from tests.publishing.test_withdrawal import withdrawn

pytestmark = make.uses_ledger


@pytest.fixture
def promise() -> Target:
    """A promise of 50 by 2025, said in March 2024, with 20 in 2023 and 30 in 2024."""
    target = make.target(key="promise")
    about = {"indicator": target.indicator}
    first = make.observation(key="first", period="2023", value=20, **about)
    source = make.source(key="bulletin", published_on=date(2025, 3, 1))
    second = make.observation(key="second", period="2024", value=30, cites=source, **about)
    make.published(target, first, second)
    return target


def kept(key: str = "promise") -> list[tuple[str, str, str]]:
    rows = KeptVerdict.objects.using(LIVE).filter(target__key=key).order_by("from_day")
    return [(str(row.from_day), str(row.to_day), row.verdict) for row in rows]


def on(day: str, key: str = "promise") -> Any:
    rows = KeptVerdict.objects.using(LIVE).filter(target__key=key)
    return rows.get(from_day__lte=day, to_day__gte=day)


def changed(record: Any, **values: Any) -> None:
    """Edit a record and publish it."""
    with desk():
        record = type(record).objects.get(key=record.key)
        for name, value in values.items():
            setattr(record, name, value)
        record.save()
        note_edit(record, None)
    publish([record], note_en="Made for a test.", kind="correction")


def of(model: type[Any], key: str) -> Any:
    return model.objects.using(DESK).get(key=key)


def test_a_verdict_is_kept_from_day_to_day_without_a_gap(promise: Target) -> None:
    assert kept() == [
        ("0001-01-01", "2025-02-28", "not_assessable"),
        ("2025-03-01", "2025-12-31", "acceleration_needed"),  # 22.5 a year and 25 needed
        ("2026-01-01", "2026-06-30", "awaiting_final_data"),
        ("2026-07-01", "9999-12-31", "no_figure"),
    ]
    assert on("2024-06-01").reasons == " no_figure_since "
    assert str(on("2026-01-15").next_due_on) == "2026-06-30"


CHANGES: list[tuple[Callable[[], None], str]] = [
    (lambda: changed(of(Observation, "second"), value=60), "achieved"),
    (lambda: changed(of(Target, "promise"), value=40), "on_track"),
    # as it was out before the year was over, it is an estimate of it
    (lambda: changed(of(Source, "bulletin"), published_on=date(2025, 2, 1)), "acceleration_needed"),
    (lambda: changed(of(Source, "bulletin"), published_on=date(2027, 1, 1)), "not_assessable"),
]


@pytest.mark.parametrize(("change", "verdict"), CHANGES)
def test_whatever_changes_a_verdict_changes_the_kept_one(
    promise: Target, change: Callable[[], None], verdict: str
) -> None:
    change()
    assert on("2025-06-01").verdict == verdict
    assert not list(unlike_reckoned())


def test_another_direction_of_the_indicator_changes_it(promise: Target) -> None:
    changed(of(Target, "promise"), comparator="eq")
    changed(of(Indicator, promise.indicator.key), direction="decrease")
    assert on("2025-06-01").verdict == "achieved"  # 30 is at most 50
    assert not list(unlike_reckoned())


def test_a_restatement_changes_the_place_of_both(promise: Target) -> None:
    later = make.target(
        key="later", indicator=promise.indicator, restates=promise, announced_on=date(2025, 5, 1)
    )
    make.published(later)
    one, other = on("2025-06-01"), on("2025-06-01", "later")
    assert (one.counted, other.counted) == (True, False)  # for the same day, it is one promise
    assert one.first_id == other.first_id == promise.pk
    assert one.is_changed
    assert other.is_changed
    assert one.place < other.place
    changed(later, due_on=date(2027, 12, 31))
    assert on("2025-06-01", "later").counted
    changed(later, restates=None)
    assert not on("2025-06-01").is_changed
    assert on("2025-06-01", "later").first_id == later.pk
    assert not list(unlike_reckoned())


def test_of_what_is_withdrawn_nothing_is_kept(promise: Target) -> None:
    withdrawn(promise)
    assert kept() == []
    assert not list(unlike_reckoned())


def test_a_rebuilt_live_keeps_the_same(promise: Target) -> None:
    names = [f.attname for f in KeptVerdict._meta.concrete_fields if not f.primary_key]
    before = sorted(KeptVerdict.objects.using(LIVE).values_list(*names))
    rebuild_live()
    assert sorted(KeptVerdict.objects.using(LIVE).values_list(*names)) == before
