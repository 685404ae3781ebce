"""`manage.py verify_log` finds whatever was changed behind the ledger's back, and names it."""

from collections.abc import Callable
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from industries.editions import DESK, LIVE
from industries.models import (
    Address,
    Citation,
    Findable,
    Involvement,
    KeptCount,
    KeptFigure,
    KeptVerdict,
    Release,
    Source,
    Target,
    Version,
)
from industries.publishing.live import last_release
from tests import make
from tests.publishing.replay import canonical, chain
from tests.publishing.small import open_log
from tests.publishing.test_live import in_the_log_only
from tests.publishing.test_publish import edit
from tests.publishing.test_withdrawal import withdrawn

pytestmark = make.uses_ledger


def verified() -> str:
    """Return what the command prints. Raises CommandError as it does."""
    printed = StringIO()
    call_command("verify_log", stdout=printed)
    return printed.getvalue()


@pytest.fixture
def target() -> Target:
    """A target with two versions, in releases of its own; a source is withdrawn after them."""
    found = make.target(key="promise", industry=make.industry(key="trade"), cites=make.source())
    make.published(found)
    edit(found, value=60, due_on=date(2026, 12, 31))
    answer = make.answer(make.report("target", "promise"), found_en="It was 60.")
    make.published(found, note_en="Misread.", answers=[answer])
    gone = make.source(key="gone")
    make.published(gone)
    withdrawn(gone)
    return found


def test_a_whole_log_is_said_to_be_whole(target: Target) -> None:
    number = last_release(DESK)
    sha256 = Release.objects.using(DESK).get(number=number).sha256
    assert verified() == (
        f"The log is whole up to release {number} ({sha256}), and live is its replay.\n"
    )


def test_an_address_may_have_passed_from_one_record_to_another() -> None:
    first, second = make.source(slug="made-first"), make.source()
    make.published(first, second)
    edit(first, slug="made-moved")
    make.published(first)
    edit(second, slug="made-first")
    make.published(second)
    assert "is whole" in verified()


def _version(n: int, using: str = DESK) -> Any:
    return Version.objects.using(using).filter(kind="target", key="promise", n=n)


def _release(back: int, using: str = DESK) -> Any:
    return Release.objects.using(using).filter(number=last_release(using) - back)


def note_changed() -> str:
    _release(2).update(note_en="Always so.")
    return f"release {last_release(DESK) - 2} is not what its hash says"


def answer_changed() -> str:
    release = _release(2)
    release.update(answers=[{**release.get().answers[0], "found_en": "Nothing at all."}])
    return f"release {last_release(DESK) - 2} is not what its hash says"


def answer_gone() -> str:
    _release(2).update(answers=[])
    return f"release {last_release(DESK) - 2} is not what its hash says"


def answer_made_up_on_live() -> str:
    _release(0, LIVE).update(answers=_release(2).get().answers)
    return f"release {last_release(LIVE)} is not what its hash says"


def day_changed() -> str:
    release = _release(2)
    release.update(published_at=release.get().published_at.replace(year=2020))
    return f"release {last_release(DESK) - 2} is not what its hash says"


def payload_changed() -> str:
    version = _version(1).get()
    _version(1).update(payload=version.payload | {"value": "60"})
    return "promise, version 1 is not what its hash says"


def payload_changed_with_its_hash() -> str:
    version = _version(1).get()
    payload = version.payload | {"value": "60"}
    _version(1).update(payload=payload, sha256=canonical(payload))
    return f"release {version.release_id} is not what its hash says"


def every_hash_of_a_release_changed() -> str:
    """The release itself is whole then; the one after it is not."""
    version = _version(1).get()
    payload = version.payload | {"value": "60"}
    _version(1).update(payload=payload, sha256=canonical(payload))
    releases = list(Release.objects.using(DESK).order_by("number"))
    hashes = chain(releases, Version.objects.using(DESK).order_by("id"))
    number = version.release_id
    Release.objects.using(DESK).filter(number=number).update(sha256=hashes[number - 1])
    return f"release {number + 1} is not what its hash says"


def withdrawal_with_content() -> str:
    version = Version.objects.using(DESK).filter(kind="source", key="gone")
    payload = version.get(n=1).payload
    version.filter(n=2).update(payload=payload, sha256=canonical(payload))
    return "gone, version 2 has no content, or one that it may not have"


def child_ids_changed() -> str:
    version = _version(1).get()
    _version(1).update(child_ids={"citations": [1], "also_restates": []})
    return f"release {version.release_id} is not what its hash says"


def row_id_changed() -> str:
    version = _version(2).get()
    _version(2).update(row_id=version.row_id + 1000)
    return f"release {version.release_id} is not what its hash says"


def version_missing() -> str:
    version = _version(1).get()
    _version(1)._raw_delete(DESK)
    return f"release {version.release_id} is not what its hash says"


def version_added() -> str:
    version = _version(2).get()
    version.pk, version.n, version.release_id = None, 3, last_release(DESK) - 1
    version.save(force_insert=True, using=DESK)
    return f"release {last_release(DESK) - 1} is not what its hash says"


def versions_swapped() -> str:
    first, second = _version(1).get(), _version(2).get()
    for version, other in ((first, second), (second, first)):
        Version.objects.using(DESK).filter(pk=version.pk).update(
            payload=other.payload, child_ids=other.child_ids, sha256=other.sha256
        )
    return f"release {first.release_id} is not what its hash says"


def release_missing() -> str:
    number = last_release(DESK) - 1
    Version.objects.using(DESK).filter(release=number)._raw_delete(DESK)
    Release.objects.using(DESK).filter(number=number)._raw_delete(DESK)
    return f"release {number + 1} is not what its hash says"


def last_release_missing() -> str:
    """By itself the log is whole then: live has read more of it."""
    number = last_release(DESK)
    Version.objects.using(DESK).filter(release=number)._raw_delete(DESK)
    Release.objects.using(DESK).filter(number=number)._raw_delete(DESK)
    return f"Live is at release {number} and the log at {number - 1}"


def note_changed_on_live() -> str:
    _release(2, LIVE).update(note_en="Always so.")
    return f"release {last_release(LIVE) - 2} is not what its hash says"


def payload_changed_on_live() -> str:
    version = _version(1, LIVE).get()
    _version(1, LIVE).update(payload=version.payload | {"value": "60"})
    return "promise, version 1 is not what its hash says"


def another_log_on_live() -> str:
    """A chain that is whole, and not the desk's: as after a restored backup, or a forger's work."""
    number = last_release(LIVE)
    _release(0, LIVE).update(note_en="Another reason.")
    releases = list(Release.objects.using(LIVE).order_by("number"))
    hashes = chain(releases, Version.objects.using(LIVE).order_by("id"))
    _release(0, LIVE).update(sha256=hashes[-1])
    return f"Live has release {number} otherwise than the log"


def row_changed_on_live() -> str:
    Target.objects.using(LIVE).filter(key="promise").update(value=99)
    return "Live has target promise otherwise than the log"


def owned_row_changed_on_live() -> str:
    Citation.objects.using(LIVE).filter(target__key="promise").update(as_stated="in other words")
    return "Live has target promise otherwise than the log"


def row_missing_on_live() -> str:
    target = Target.objects.using(LIVE).get(key="promise")
    KeptVerdict.objects.using(LIVE).filter(target=target)._raw_delete(LIVE)
    Citation.objects.using(LIVE).filter(target=target)._raw_delete(LIVE)
    Target.objects.using(LIVE).filter(pk=target.pk)._raw_delete(LIVE)
    return "Live has target promise otherwise than the log"


def row_of_nobody_on_live() -> str:
    source = Source.objects.using(LIVE).first()
    assert source is not None
    source.pk, source.key, source.slug = 10**6, "smuggled", "smuggled"
    Source.objects.using(LIVE).bulk_create([source])
    return "Live has source smuggled otherwise than the log"


def withdrawn_row_back_on_live() -> str:
    source = Source.objects.using(DESK).get(key="gone")
    Source.objects.using(LIVE).bulk_create([source])
    return "Live has source gone otherwise than the log"


def address_missing() -> str:
    Address.objects.using(LIVE).filter(kind="source", slug="gone")._raw_delete(LIVE)
    return "The address gone of source gone is not as the log has it"


def address_of_another() -> str:
    Address.objects.using(LIVE).filter(kind="source", slug="gone").update(key="taken")
    return "The address gone of source taken is not as the log has it"


def industry_of_a_version_missing() -> str:
    Involvement.objects.using(LIVE).filter(industry="trade")._raw_delete(LIVE)
    return "Live has target promise otherwise than the log"


def verdict_of_another_day() -> str:
    kept = KeptVerdict.objects.using(LIVE).filter(target__key="promise").order_by("from_day")
    KeptVerdict.objects.using(LIVE).filter(pk=kept[0].pk).update(verdict="achieved")
    return "The verdict that live keeps of target promise is not the one that is reckoned"


def figure_of_another_row() -> str:
    figure = make.observation()
    make.published(figure)
    KeptFigure.objects.using(LIVE).filter(pk=figure.pk).update(cells="")
    return f"The row that live keeps of figure {figure.key} is not what is public of it"


def one_too_few_counted() -> str:
    KeptCount.objects.using(LIVE).filter(kind="industry").update(rows=F("rows") - 1)
    return "The number of industry records that live keeps is not how many are public"


def search_has_another_text() -> str:
    Findable.objects.using(LIVE).filter(kind="target", key="promise").update(text="Another.")
    return "Search knows target promise otherwise than it is public"


def live_is_behind() -> str:
    in_the_log_only(make.source())
    number = last_release(DESK)
    return f"Live is at release {number - 1} and the log at {number}: run manage.py catch_up"


DAMAGE: list[Callable[[], str]] = [
    *(answer_changed, answer_gone, answer_made_up_on_live),
    *(note_changed, day_changed, payload_changed, payload_changed_with_its_hash),
    *(every_hash_of_a_release_changed, withdrawal_with_content, child_ids_changed, row_id_changed),
    *(version_missing, version_added, versions_swapped, release_missing, last_release_missing),
    *(note_changed_on_live, payload_changed_on_live, another_log_on_live),
    *(row_changed_on_live, owned_row_changed_on_live, row_missing_on_live, row_of_nobody_on_live),
    *(withdrawn_row_back_on_live, address_missing, address_of_another),
    *(industry_of_a_version_missing, verdict_of_another_day, search_has_another_text),
    figure_of_another_row,
    one_too_few_counted,
    live_is_behind,
]


@pytest.mark.parametrize("damage", DAMAGE)
def test_each_damage_is_found_and_named(target: Target, damage: Callable[[], str]) -> None:
    open_log()
    named = damage()
    with pytest.raises(CommandError) as found:
        verified()
    assert named in str(found.value)
