"""Previews: what the site would be with a release that is not in the log, for who has the address."""

import logging
import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine as tm
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from industries.copies import kept, previews
from industries.copies.making import is_whole
from industries.copies.previews import Preview, PreviewError
from industries.editions import DESK, LIVE, desk
from industries.models import Release, Target, Version
from industries.publishing.release import ChangedMeanwhileError, PublishError
from industries.publishing.review import mark_leaving
from tests import make
from tests.publishing.test_publish import edit

pytestmark = [make.uses_ledger, pytest.mark.usefixtures("from_the_first")]
# in no hash; Chinese counts it in units of 100 million
FIGURE = re.compile(r"(?<![0-9a-f])(77,?777|777,?770)(?![0-9a-f])")
NOTE = {"note_en": "It was misread.", "note_zh": "读错了。"}


def preview(*records: Any, **about: Any) -> Preview:
    account, _made = get_user_model().objects.get_or_create(username="reviewer")
    wanted = {(record.kind, record.key) for record in records}
    with desk():
        return previews.make(wanted, by=account, **(NOTE | about))


def opened(made: Preview, path: str = "/") -> Any:
    return Client().get(f"/preview/{made.token}{path}")


def text(answer: Any) -> str:
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()


@pytest.fixture
def target() -> Target:
    """A public target with a change that is not."""
    found = Target.objects.using(DESK).get(key="iva_above_2027_280bn")
    edit(found, value=77777)
    return found


def test_it_is_the_site_as_it_will_be(target: Target) -> None:
    made = preview(target)
    page = target.get_absolute_url()
    for path in (
        *(page, f"/zh-hans{page}", f"{page.rstrip('/')}.csv", f"/api/v1/targets/{target.key}/"),
        *("/targets.csv", f"/changes/{made.release}/", "/changes/feed.atom"),
    ):
        shown = text(opened(made, path))
        assert FIGURE.search(shown), path
        assert not FIGURE.search(text(Client().get(path))), path
    assert made.release == Release.objects.using(LIVE).latest("number").number + 1
    assert made.records == 1


def test_nothing_of_it_is_written(target: Target) -> None:
    before = [
        (Release.objects.using(u).count(), Version.objects.using(u).count()) for u in (DESK, LIVE)
    ]
    preview(target)
    after = [(Release.objects.using(u).count(), Version.objects.using(u).count()) for u in (DESK, LIVE)]
    assert before == after


def test_counts_search_and_what_is_withdrawn_are_as_they_will_be(target: Target) -> None:
    industry = make.industry(slug="foreseen", name_en="Foreseen zqforeseen", cites=make.source())
    mark_leaving([("target", target.key)], None)
    made = preview(industry, *industry_needs(industry), target)
    assert "Foreseen" in text(opened(made, "/search/?q=zqforeseen"))
    assert opened(made, target.get_absolute_url()).status_code == 410
    answer = opened(made, "/api/v1/industries/").json()
    assert answer["count"] == Client().get("/api/v1/industries/").json()["count"] + 1
    assert Client().get("/industries/foreseen/").status_code == 404


def industry_needs(industry: Any) -> list[Any]:
    return [citation.source for citation in industry.citations.using(DESK).select_related("source")]


def test_links_stay_inside_and_a_banner_leads_out(target: Target) -> None:
    made = preview(target)
    page = text(opened(made, "/zh-hans/targets/"))
    header = page.partition("<main")[0]
    assert 'href="/zh-hans/targets/"' in header.partition('class="banner"')[2]
    assert f'href="/preview/{made.token}/zh-hans/industries/"' in header
    assert 'name="robots" content="noindex"' in page
    assert "预览" in header


@pytest.mark.parametrize(
    "path", ["/", "/targets.csv", "/changes/feed.atom", "/api/v1/targets/", "/nowhere/", "/robots.txt"]
)
def test_nobody_keeps_it_lists_it_or_is_told_of_it(target: Target, path: str) -> None:
    answer = opened(preview(target), path)
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert not answer.has_header("ETag")
    assert not answer.cookies


def test_an_expired_revoked_or_edited_token_opens_nothing(target: Target) -> None:
    made, other = preview(target), preview(target)
    assert opened(made).status_code == 200
    for wrong in (
        *(made.token[:-1], made.token[1:], made.token.swapcase(), made.name, f"{made.name}.", "x", "."),
        made.token.replace(made.name, other.name),
    ):
        answer = Client().get(f"/preview/{wrong}/targets/")
        assert (answer.status_code, "There is no such preview" in text(answer)) == (404, True), wrong
    with tm.travel(timezone.now() + timedelta(hours=23, minutes=59)):
        assert opened(made).status_code == 200
    with tm.travel(timezone.now() + timedelta(hours=24, minutes=1)):
        assert opened(made).status_code == 404
        assert previews.previews() == []
        previews.let_go_of_ended()
    assert list(previews.folder().iterdir()) == []
    last = preview(target)
    previews.end(last.name)
    assert opened(last).status_code == 404
    assert list(previews.folder().iterdir()) == []


def test_it_has_no_past_days_no_reports_and_no_desk(target: Target) -> None:
    made, today = preview(target), timezone.localdate()
    for path in (
        *("/data/editions/", "/data/editions.json", f"/data/editions/{today}.sqlite3", "/as-of/?day=x"),
        *("/data/ledger.zip", "/data/ledger.sqlite3", "/admin/", f"{target.get_absolute_url()}report/"),
        *(f"/as-of/{today}/", f"/preview/{made.token}/"),
    ):
        assert opened(made, path).status_code == 404, path
    assert opened(made, f"/api/v1/targets/?as_of={today}").status_code == 400
    assert "/data/editions/" not in text(opened(made, "/data/"))


def test_one_shows_no_other_pending_record(target: Target) -> None:
    industry = make.industry(slug="unforeseen", name_en="zqunforeseen", cites=make.source())
    source = Target.objects.using(DESK).exclude(pk=target.pk).first()
    edit(source, note_en="zqunforeseen")
    made = preview(target)
    for path in ("/industries/", "/targets.csv", f"/changes/{made.release}/", "/api/v1/changes/"):
        answer = opened(made, path)
        assert answer.status_code == 200
        assert "zqunforeseen" not in text(answer), path
    assert opened(made, "/api/v1/search/?q=zqunforeseen").json()["count"] == 0
    assert opened(made, industry.get_absolute_url()).status_code == 404


def test_what_may_not_be_published_has_none(target: Target) -> None:
    draft = make.target(cites=make.source(), key="needs_more")
    with pytest.raises(PublishError):
        preview(draft)
    with pytest.raises(ChangedMeanwhileError):
        preview(target, sealed="another")
    assert not previews.folder().exists()


def test_its_address_is_in_no_log(target: Target, caplog: pytest.LogCaptureFixture) -> None:
    from industries.request_ids import LineFormatter

    made = preview(target)
    (previews.folder() / f"{made.name}.sqlite3").write_bytes(b"SQLite format 3\0" + b"?" * 8192)
    client = Client(raise_request_exception=False)
    answer = client.get(f"/preview/{made.token}/targets/")
    assert (answer.status_code, "The preview cannot be read." in text(answer)) == (503, True)
    records = [r for r in caplog.records if r.levelno >= logging.ERROR]
    assert records
    assert any(made.token in record.getMessage() for record in records)
    for record in records:
        line = LineFormatter("%(message)s").format(record)
        assert made.token not in line
        assert "/preview/…" in line or "preview" not in record.getMessage()


def test_a_full_disk_leaves_nothing(target: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_number: int, _file: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(previews, "put_live", full)
    with pytest.raises(PreviewError, match="No space"):
        preview(target)
    assert list(previews.folder().iterdir()) == []


def test_one_with_a_damaged_description_is_not_listed(target: Target) -> None:
    made = preview(target)
    for text_of_it in ("", "{}", '{"name": "x", "colour": 1}'):
        kept.beside(previews.folder() / f"{made.name}.sqlite3").write_text(text_of_it)
        assert previews.previews() == []
    assert opened(made).status_code == 200


def test_the_oldest_ends_where_there_are_many(target: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(previews, "MOST", 2)
    made = []
    for n in range(3):
        with tm.travel(timezone.now() + timedelta(minutes=n)):
            made.append(preview(target))
    assert previews.previews() == [made[2], made[1]]
    assert opened(made[0]).status_code == 404


def test_what_a_process_left_half_made_goes_after_a_day(target: Target) -> None:
    previews.folder().mkdir(parents=True)
    left = [previews.folder() / name for name in (".making-x", "6b0b5e5c-0011223344556677.json")]
    left[0].mkdir()
    left[1].write_text("{}")
    previews.let_go_of_ended()
    assert all(path.exists() for path in left)
    for path in left:
        os.utime(path, (0, 0))
    previews.let_go_of_ended()
    assert not any(path.exists() for path in left)


def test_a_damaged_edition_is_made_anew_before_it_is_copied(target: Target) -> None:
    preview(target)
    (base,) = kept.files()
    base.write_bytes(base.read_bytes()[:-4096] + b"?" * 4096)
    assert opened(preview(target), target.get_absolute_url()).status_code == 200
    assert is_whole(base)


def test_the_way_to_https_is_not_kept_either(target: Target, settings: Any) -> None:
    made = preview(target)
    settings.SECURE_SSL_REDIRECT = True
    for path in (f"/preview/{made.token}/", "/preview/nonsense/"):
        answer = Client().get(path)
        assert answer.status_code == 301
        assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store", "no-referrer")
    settings.SECURE_SSL_REDIRECT = False
    assert Client().get("/preview/nonsense/")["Referrer-Policy"] == "no-referrer"
