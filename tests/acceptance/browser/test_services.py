"""The services as people look for one: by word, by audience, by keyboard, on a phone."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.acceptance.browser.conftest import Tab
from tests.acceptance.browser.looks import faint, flaws
from tests.acceptance.conftest import House

pytestmark = pytest.mark.skipif(
    shutil.which("chromium") is None, reason="chromium is not installed"
)

PHONE = {"width": 360, "height": 760}


def open_all(page: Page) -> Page:
    """Open every service on the page, as one who reads all of it."""
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    return page


def test_a_word_leads_to_a_service_and_its_steps(tab: Tab) -> None:
    """A pensioner would not learn how to have his payslip."""
    page = tab.open("/services")
    page.fill("#q", "فيش حقوقي")
    page.keyboard.press("Enter")
    page.wait_for_url("**/services?lang=fa&q=*")
    assert page.input_value("#q") == "فيش حقوقي"
    page.click("summary:has-text('فیش حقوقی مستمری‌بگیر')")
    said = page.inner_text("details[open]")
    assert "*1420*4#" in said
    assert "تعیین نشده است" in said


def test_what_is_dialled_stands_in_its_own_order(tab: Tab) -> None:
    """A Persian sentence would turn the code about, and people would dial another."""
    page = open_all(tab.open("/services?q=1420"))
    ends = page.evaluate("""() => {
      const found = [];
      const walk = document.createTreeWalker(document.querySelector("main"), 4);
      while (walk.nextNode()) {
        const at = walk.currentNode.data.indexOf("*1420*4#");
        if (at < 0) continue;
        const left = (index) => {
          const range = document.createRange();
          range.setStart(walk.currentNode, index);
          range.setEnd(walk.currentNode, index + 1);
          return range.getBoundingClientRect();
        };
        const [first, last] = [left(at), left(at + 7)];
        if (Math.abs(first.y - last.y) < 2) found.push(first.x < last.x);
      }
      return found;
    }""")
    assert len(ends) >= 3
    assert all(ends)


def test_an_audience_is_chosen_and_undone(tab: Tab) -> None:
    """An employer would read sixty services for one."""
    page = tab.open("/services?lang=en")
    page.select_option("#audience", "agency")
    page.click("form button[type=submit]")
    page.wait_for_selector("text=Services: 3")
    assert page.locator("details").count() == 3
    page.fill("#q", "zzz")
    page.click("form button[type=submit]")
    page.wait_for_selector("text=No such service was found")
    page.click("text=Show all services")
    page.wait_for_selector("text=Services: 65")


def test_without_scripts_it_all_works(chromium: Browser, house: House) -> None:
    """An office whose browsers run no scripts would be kept out."""
    context = chromium.new_context(java_script_enabled=False, locale="en-GB")
    page = Tab(context.new_page(), house.origin).open("/services")
    page.fill("#q", "booklet")
    page.click("form button[type=submit]")
    page.click("summary")
    assert "visit to the branch" in page.inner_text("details[open]")
    context.close()


def test_the_keyboard_is_enough(tab: Tab) -> None:
    """Somebody who cannot use a mouse would be kept out."""
    page = tab.open("/services?lang=en&q=payslip")
    page.focus("#q")
    for reached in ("audience", "Search", "Payslip of a pensioner"):
        page.keyboard.press("Tab")
        focused = "document.activeElement.id || document.activeElement.textContent.trim()"
        assert page.evaluate(focused) == reached
    page.keyboard.press("Enter")
    assert page.locator("details[open]").count() == 1


@pytest.mark.parametrize("size", [PHONE, {"width": 1280, "height": 900}], ids=["phone", "desk"])
def test_the_page_can_be_read_by_everybody(tab: Tab, size: dict[str, int], tmp_path: Path) -> None:
    """Who reads by ear, sees faintly, or holds a phone would be kept out."""
    tab.page.set_viewport_size(size)  # type: ignore[arg-type]  # a plain dictionary
    pages: dict[str, Callable[[], Page]] = {
        "all": lambda: open_all(tab.open("/services")),
        "English": lambda: open_all(tab.open("/services?lang=en")),
        "one audience": lambda: tab.open("/services?audience=pensioner"),
        "nothing": lambda: tab.open("/services?q=zzz"),
        "refused": lambda: tab.open("/services?audience=nobody"),
    }
    for name, shown in pages.items():
        page = shown()
        assert (name, flaws(page)) == (name, [])
        assert (name, faint(page)) == (name, [])
        page.screenshot(path=tmp_path / f"{name}.png", full_page=name == "nothing")
