"""What a ledger has once it was put right, and what it says when it cannot be read, in a browser."""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.looks import fit_to_read, inspect
from tests.commands import manage
from tests.past import CODE
from tests.serve import ROOT, free_port, serving

pytestmark = pytest.mark.browser
LANGUAGES = pytest.mark.parametrize("language", ["", "zh-hans/"])
PAGES = (
    *("", "industries/hats/", "industries/hats/history/", "targets/goal/", "targets/goal/history/"),
    *("industries/hats/diff/1..2/", "industries/hats/diff/2..1/", "targets/goal/diff/1..2/"),
    *("industries/shoes/history/", "industries/shoes/v/1/", "changes/", "changes/2/", "changes/3/"),
    *("corrections/", f"targets/goal/report/{CODE}/"),
)


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory, empty_desk: Path) -> Path:
    """A folder with a ledger in which a lot was put right; to be copied."""
    data = tmp_path_factory.mktemp("past") / "data"
    shutil.copytree(empty_desk, data)
    for asked in (("shell", "-v0", "-c", "from tests.past import made; made()"), ("keep_editions",)):
        outcome = manage(*asked, data=data)
        assert outcome.returncode == 0, outcome.stderr
    return data


@pytest.fixture(scope="module")
def of_past(past: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The real server with that ledger."""
    port, printed = free_port(), tmp_path_factory.mktemp("served") / "printed"
    with serving(ROOT, printed, port=port, within=180, DATA_DIR=str(past)):
        yield f"http://127.0.0.1:{port}"


@LANGUAGES
@pytest.mark.parametrize("address", PAGES)
def test_what_was_put_right_is_clear(
    browser: Browser, of_past: str, address: str, language: str
) -> None:
    inspect(browser, of_past, f"/{language}{address}")


@LANGUAGES
def test_past_days_are_clear(browser: Browser, of_past: str, language: str) -> None:
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    days = [f"{today - timedelta(days=n)}" for n in (3, 2, 1)]
    for path in (
        f"/{language}data/editions/",
        *(f"/as-of/{day}/{language}industries/shoes/" for day in days[:2]),
        f"/as-of/{days[0]}/{language}targets/goal/",
        f"/{language}changes/between/{days[0]}/{days[2]}/",
        f"/as-of/{days[1]}/{language}changes/between/{days[0]}/{days[1]}/?target=goal",
    ):
        inspect(browser, of_past, path)
    page = browser.new_context(base_url=of_past).new_page()
    page.goto(f"/{language}data/editions/")
    expect(page.locator("main table tbody tr")).to_have_count(3)
    page.context.close()


@LANGUAGES
def test_what_was_withdrawn_is_clear(browser: Browser, of_past: str, language: str) -> None:
    inspect(browser, of_past, f"/{language}industries/shoes/", status=410)


@LANGUAGES
def test_a_refused_report_is_clear(browser: Browser, of_past: str, language: str) -> None:
    page = browser.new_context(base_url=of_past).new_page()
    page.goto(f"/{language}industries/hats/report/")
    with page.expect_response(lambda answer: answer.status == 422), page.expect_navigation():
        page.locator("form.report button").click()  # and nothing is said to be wrong
    expect(page.get_by_role("alert")).to_be_visible()
    fit_to_read(page)
    page.context.close()


def test_a_ledger_that_cannot_be_read_says_so(browser: Browser, past: Path, tmp_path: Path) -> None:
    data, port = tmp_path / "data", free_port()
    shutil.copytree(past, data)
    with serving(ROOT, tmp_path / "printed", port=port, within=180, DATA_DIR=str(data)):
        for file in data.glob("live.sqlite3*"):
            file.write_bytes(b"no database" * 1000)
        for language in ("", "zh-hans/"):
            inspect(browser, f"http://127.0.0.1:{port}", f"/{language}targets/", status=500)
