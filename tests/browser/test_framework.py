"""The framework's picture in a browser: nothing covers another, and every link is reached in order."""

from itertools import combinations, pairwise
from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser
WIDTHS = pytest.mark.parametrize("width", [320, 360, 735, 736, 768, 1168, 1440])
LANGUAGES = pytest.mark.parametrize("language", ["", "zh-hans/"])

# a box is left, top, right, bottom; of each text also its panel's and the size of its letters
READ = """() => {
  const box = part => {
    const found = part.getBoundingClientRect();
    return [found.left, found.top, found.right, found.bottom];
  };
  const seen = [...document.querySelectorAll(".framework > svg")].filter(svg => svg.checkVisibility());
  const scale = seen.map(svg => svg.getBoundingClientRect().width / svg.viewBox.baseVal.width);
  return {
    sizes: seen.map(svg => svg.classList[0]),
    panels: seen.flatMap(svg => [...svg.querySelectorAll(".ground")].map(box)),
    links: seen.flatMap(svg => [...svg.querySelectorAll("a")].map(link => link.getAttribute("href"))),
    texts: seen.flatMap((svg, n) => [...svg.querySelectorAll("text")].map(text => ({
      said: text.textContent.trim(),
      box: box(text),
      panel: box(text.closest(".panel")?.querySelector(".ground") ?? svg),
      size: parseFloat(getComputedStyle(text).fontSize) * scale[n],
    }))),
  };
}"""

# the link of the picture that has the focus, and what marks it
FOCUSED = """() => {
  const at = document.activeElement, hit = at.querySelector(".hit");
  const link = at.closest(".framework > svg") ? at.getAttribute("href") : "";
  return [link, hit ? getComputedStyle(hit).stroke : ""];
}"""


def inside(inner: list[Any], outer: list[Any]) -> bool:
    # a browser rounds
    return (
        inner[0] >= outer[0] - 1
        and inner[1] >= outer[1] - 1
        and inner[2] <= outer[2] + 1
        and inner[3] <= outer[3] + 1
    )


def apart(one: list[Any], other: list[Any]) -> bool:
    # a line's box is higher than its letters, and may touch that of the next
    return (
        one[2] <= other[0] + 0.5
        or other[2] <= one[0] + 0.5
        or one[3] <= other[1] + 2
        or other[3] <= one[1] + 2
    )


def looked_at(page: Page, width: int) -> Any:
    """Return what is to be seen of the picture, once it is sure that it can be read."""
    found = page.evaluate(READ)
    assert found["sizes"] == ["narrow" if width < 736 else "medium" if width < 1168 else "wide"]
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert len(found["texts"]) > len(found["panels"]) > 0
    for text in found["texts"]:
        assert inside(text["box"], text["panel"]), text
        assert text["size"] >= 13, text
    for one, other in combinations(found["texts"], 2):
        assert apart(one["box"], other["box"]), (one, other)
    for one, other in combinations(found["panels"], 2):
        assert apart(one, other)
    return found


def opened(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    assert page.goto(address) is not None


@WIDTHS
@LANGUAGES
def test_every_text_is_in_its_panel_and_covers_no_other(page: Page, language: str, width: int) -> None:
    opened(page, f"/{language}", width)
    found = looked_at(page, width)
    assert len(found["panels"]) == 7
    said = [text["said"] for text in found["texts"]]
    assert "+N" in "".join(said).replace(" ", "")


@pytest.mark.parametrize("width", [360, 768, 1440])
@LANGUAGES
def test_the_keyboard_reaches_each_link_once_in_order_and_shows_where_it_is(
    page: Page, language: str, width: int
) -> None:
    opened(page, f"/{language}", width)
    links = page.evaluate(READ)["links"]
    reached: list[tuple[str, str]] = []
    for _press in range(len(links) + 40):
        page.keyboard.press("Tab")
        reached.append(tuple(page.evaluate(FOCUSED)))
        if reached[-1][0] == "" and any(link for link, _stroke in reached):
            break
    inside_it = [(link, stroke) for link, stroke in reached if link]
    assert [link for link, _stroke in inside_it] == links
    assert all(stroke not in ("", "none") for _link, stroke in inside_it)
    # one stretch: nothing else comes between
    numbers = [n for n, (link, _stroke) in enumerate(reached) if link]
    assert all(after - before == 1 for before, after in pairwise(numbers))


@LANGUAGES
def test_on_paper_the_picture_fits_and_its_words_are_there(page: Page, language: str) -> None:
    page.set_viewport_size({"width": 718, "height": 1000})  # A4 between the browser's margins
    page.emulate_media(media="print")
    page.goto(f"/{language}")
    found = page.evaluate(READ)
    assert found["sizes"] == ["medium"]
    assert all(panel[0] >= 0 and panel[2] <= 718 for panel in found["panels"])
    assert max(panel[3] for panel in found["panels"]) - found["panels"][0][1] < 960
    for heading in page.locator(".in-words h4").all():
        assert (heading.bounding_box() or {"height": 0})["height"] > 0
