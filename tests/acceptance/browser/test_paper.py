"""A paper clearance at the counter: asked about by people, with and without script."""

import shutil

import pytest
from playwright.sync_api import Browser

from tests.acceptance.browser.conftest import Tab
from tests.acceptance.browser.looks import faint, flaws
from tests.acceptance.conftest import House

pytestmark = pytest.mark.skipif(
    shutil.which("chromium") is None, reason="chromium is not installed"
)


def test_a_paper_of_after_the_switch_is_turned_away(tab: Tab) -> None:
    """A clerk would take a paper clearance that the law gives no worth any more."""
    page = tab.open("/verify")
    page.fill("#paper-serial", "AB ۰۰۰۱۲۳۴")
    page.fill("#paper-dated", "۱۳۹۹/۱۰/۰۵")
    page.keyboard.press("Enter")
    page.wait_for_url("**/verify/paper?lang=fa")
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == [
        "fa",
        "rtl",
    ]
    assert "این برگه معتبر نیست" in tab.verdict()
    assert "AB0001234" in tab.verdict()
    assert "1399" not in page.url


@pytest.mark.parametrize("width", [1280, 360])
def test_the_page_is_sound_on_desk_and_phone(tab: Tab, width: int) -> None:
    """A screen reader would be lost, a text too faint to read, or a page cut off on a phone."""
    tab.page.set_viewport_size({"width": width, "height": 760})
    for dated in ("1399/10/05", "1399/13/05"):
        for language in ("fa", "en"):
            page = tab.open(f"/verify?lang={language}")
            page.fill("#paper-serial", "AB0001234")
            page.fill("#paper-dated", dated)
            page.click("#paper button[type=submit]")
            page.wait_for_url("**/verify/paper?lang=*")
            assert (dated, flaws(page), faint(page)) == (dated, [], [])


def test_it_works_without_script(chromium: Browser, house: House) -> None:
    """An office that allows no script would get no answer."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{house.origin}/verify?lang=en")
    page.fill("#paper-serial", "AB0001234")
    page.fill("#paper-dated", "1399/09/30")
    page.click("#paper button[type=submit]")
    assert "Cannot be told" in page.inner_text(".verdict")
    context.close()
