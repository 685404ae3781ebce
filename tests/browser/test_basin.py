"""Another region on the same site: nothing in it is about the first one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, Page

from tests.basin import region
from tests.browser.conftest import watch
from tests.browser.looks import inspect, violations
from tests.browser.test_framework import looked_at, opened
from tests.serve import ROOT, free_port, serving

pytestmark = pytest.mark.browser
PAGES = (
    *("industries/", "industries/industry-1/", "targets/", "targets/target-7/", "indicators/"),
    *("indicators/goods-1/", "sources/plan/", "changes/1/", "search/?q=basin"),
)


@pytest.fixture(scope="module")
def basin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The real server with the made-up region."""
    folder: Path = tmp_path_factory.mktemp("basin")
    (folder / "fixtures").mkdir()
    (folder / "fixtures/all.yaml").write_text(yaml.safe_dump(region()))
    port, printed = free_port(), folder / "printed"
    about = {"DATA_DIR": str(folder / "data"), "LEDGER_FIXTURES": str(folder / "fixtures")}
    with serving(ROOT, printed, port=port, within=180, **about):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def of_basin(browser: Browser, basin: str) -> Iterator[Page]:
    page = browser.new_page(base_url=basin)
    wrong = watch(page, basin)
    yield page
    page.close()
    assert not wrong


@pytest.mark.parametrize("width", [320, 360, 735, 736, 768, 1168, 1440])
def test_another_region_with_long_names_is_as_clear(of_basin: Page, width: int) -> None:
    opened(of_basin, "/", width)
    found = looked_at(of_basin, width)
    assert len(found["panels"]) == 3
    said = [text["said"] for text in found["texts"]]
    assert "… and 28 more" in said
    assert "No industry is named here so far." in said
    assert said.index("… and 28 more") + 1 == said.index("+ N, open-ended")


def test_another_region_is_accessible(of_basin: Page) -> None:
    opened(of_basin, "/", 360)
    of_basin.locator(".in-words").evaluate("words => words.open = true")
    assert not violations(of_basin)


@pytest.mark.parametrize("language", ["", "zh-hans/"])
@pytest.mark.parametrize("address", PAGES)
def test_long_names_and_many_promises_fit(
    browser: Browser, basin: str, address: str, language: str
) -> None:
    inspect(browser, basin, f"/{language}{address}")
