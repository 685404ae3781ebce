"""The files of the whole as a reader gets them: the newest, as they are, by whom they are."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from industries.downloads.kept import DOWNLOADS
from tests import make
from tests.pages.test_data import ZIP, body, newest, unpacked

pytestmark = make.uses_ledger


@pytest.mark.parametrize("start", ["", "/zh-hans"])
def test_under_a_past_day_there_are_no_files_and_the_page_says_so(client: Client, start: str) -> None:
    made = newest()
    mark = f'"{made.digest}"'
    day = f"/as-of/{timezone.localdate()}{start}"
    page = client.get(f"{day}/data/").content.decode()
    assert f'href="{start}/data/"' in page
    assert f'href="{day}/targets.csv"' in page
    assert "ledger.zip" not in page
    said = "只有最新一次发布才有文件。" if start else "Files are of the newest release only."
    assert said in page
    for ending in DOWNLOADS:
        response = client.get(f"{day}/data/ledger.{ending}", headers={"If-None-Match": mark})
        assert response.status_code == 404
        if DOWNLOADS[ending].is_offered():
            assert said in response.content.decode()


@pytest.mark.parametrize("encoding", ["gzip", ""])
def test_a_file_is_not_packed_again(client: Client, encoding: str) -> None:
    made = newest()
    response = client.get(ZIP, headers={"Accept-Encoding": encoding})
    assert int(response["Content-Length"]) == made.size
    assert "Content-Encoding" not in response
    assert not response["ETag"].startswith("W/")
    assert body(response) == made.path.read_bytes()


@pytest.mark.parametrize("step", ["stat", "open"])
def test_a_file_that_goes_while_it_is_looked_at_is_looked_for_again(
    client: Client, downloads: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """A release puts a newer one in its place between a look at the folder and one at the file."""
    old = newest()
    newer = downloads / f"{old.release + 1}-{old.mark}-{old.digest}.zip"
    real = getattr(Path, step)

    def overtaken(path: Path, *how: Any, **options: Any) -> Any:
        if path == old.path:
            monkeypatch.undo()
            path.rename(newer)
        return real(path, *how, **options)

    monkeypatch.setattr(Path, step, overtaken)
    response = client.get(ZIP)
    assert response.status_code == 200
    assert f"release-{old.release + 1}.zip" in response["Content-Disposition"]
    assert body(response) == newer.read_bytes()
    assert not old.path.exists()


def test_the_publisher_is_the_author(settings: Any, client: Client, tmp_path: Path) -> None:
    settings.LEDGER_PUBLISHER_EN, settings.LEDGER_PUBLISHER_ZH = "The Office of Records", "档案办公室"
    folder = unpacked(tmp_path)
    cited = (folder / "CITATION.cff").read_text("utf-8")
    assert "title: Ningxia Industry Ledger\nauthors:\n- name: The Office of Records\n" in cited
    described = json.loads((folder / "datapackage.json").read_text("utf-8"))
    assert described["contributors"] == [{"title": "The Office of Records", "role": "publisher"}]
    whole = client.get("/data/").content.decode()
    assert "  title = {{Ningxia Industry Ledger}}" in whole
    assert "  author = {{The Office of Records}}" in whole
    record = client.get("/zh-hans/industries/wine/").content.decode()
    assert "  author = {{档案办公室}}" in record
    assert "  howpublished = {宁夏产业台账}" in record
    before = newest().mark
    settings.LEDGER_PUBLISHER_EN = "Another office"
    assert newest().mark != before


def test_no_table_has_an_inner_name(client: Client, tmp_path: Path) -> None:
    readme = (unpacked(tmp_path) / "README.md").read_text("utf-8")
    assert "verdicts by day" in readme
    assert "kept" not in readme.partition("## How")[0]
    assert "verdicts by day" in client.get("/data/").content.decode()
    assert "每日评估结论" in client.get("/zh-hans/data/").content.decode()
