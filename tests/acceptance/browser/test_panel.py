"""An operator at the panel in a real browser: signs in, decides, reads; without script too."""

import asyncio
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from hub.config import Settings
from tests.acceptance.browser.conftest import Tab
from tests.acceptance.browser.looks import faint, flaws
from tests.acceptance.house import hub
from tests.kit.article38 import PAYING, allocated, filed
from tests.kit.contracts import BUDGET, TAX, lines, lived, unlike
from tests.kit.panel import PASSPHRASE, panel

pytestmark = pytest.mark.skipif(
    shutil.which("chromium") is None, reason="chromium is not installed"
)

ONE, TWO = "ocds-peyvnd-1", "ocds-peyvnd-2"
PHONE = {"width": 360, "height": 760}
PAGES = (
    "/panel",
    "/panel/contracts",
    f"/panel/contracts/{ONE}",
    "/panel/article38",
    "/panel/article38?status=17",
    f"/panel/article38/{ONE}",
    f"/panel/article38/{TWO}",
    "/panel/passphrase",
    "/panel/contracts/none",
)


async def _prepared(url: str) -> None:
    """Make a file that is cleared, one that has begun, what waits, and what is disagreed on."""
    async with panel(url) as house:
        await house.intake.take(TAX, lines(lived("900000001", crn="1"), unlike(2, crn="2")))
        other = lived("B1", crn="1", amount=13_000_000_000, budget_code="B-1")
        await house.intake.take(BUDGET, lines(other, unlike(2, crn="2", budget_code="B-2")))
        await house.intake.take(BUDGET, lines(unlike(9, crn="1", budget_code="B-2")))
        await house.desk.told(ONE, *PAYING)
        await house.clear()
        await house.desk.told(TWO, allocated("03110001", branch="0311"), filed())


@dataclass(frozen=True, slots=True)
class Room:
    """A standing hub, and a browser window of a clerk."""

    origin: str
    window: BrowserContext

    def signed_in(self, code: str = "head-office") -> Tab:
        """Return a tab in which an operator has signed in by keyboard."""
        tab = Tab(self.window.new_page(), self.origin)
        page = tab.open("/panel?lang=fa")
        page.wait_for_url("**/panel/sign-in?lang=fa")
        page.fill("#code", code)
        page.fill("#passphrase", PASSPHRASE)
        page.keyboard.press("Enter")
        page.wait_for_url("**/panel?lang=fa")
        return tab


@pytest.fixture
def room(
    database_url: str, own_settings: Callable[..., Settings], desk: BrowserContext, tmp_path: Path
) -> Iterator[Room]:
    """Give a hub with contracts and files; whatever is done, nothing leaves its origin."""
    settings = own_settings()
    with ThreadPoolExecutor(1) as apart:  # the browser's own loop runs in this thread
        apart.submit(lambda: asyncio.run(_prepared(database_url))).result()
    with hub(settings, tmp_path / "doors.log") as (origin, doors):
        yield Room(origin, desk)
        log = doors.log.read_text("utf-8")
    assert PASSPHRASE not in log
    assert "head-office" not in log


def _sound(tab: Tab) -> None:
    """Hold what a tab did to have stayed with the hub, and to have gone well."""
    assert [one for one in tab.asked if not one.startswith(tab.origin)] == []
    assert tab.complaints == []


def test_a_day_at_the_panel(room: Room, chromium: Browser) -> None:
    """An operator would not come in, find his work, decide, or get out again."""
    tab = room.signed_in()
    page = tab.page
    (cookie,) = room.window.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["expires"]) == (True, "Strict", -1)
    page.click("nav a:has-text('پیمان‌ها')")
    page.check(f"input[type=radio][value={TWO}]")
    page.fill("input[name=reason]", "نامهٔ ۱۲")
    page.click("button:has-text('ثبت تصمیم')")
    page.wait_for_url(f"**/panel/contracts/{TWO}?lang=fa")
    assert "نامهٔ ۱۲" in page.inner_text("main")
    page.click("text=دیدن پرونده")
    page.wait_for_url(f"**/panel/article38/{TWO}?lang=fa")
    page.click("text=English")
    assert "calculation bases filed" in page.inner_text("main")
    page.click("nav a:has-text('Article 38 files')")
    page.select_option("#branch", "0210")
    page.click("form.search button")
    page.click(f"table a:has-text('{ONE}')")
    assert page.locator("ol.life li").count() == 10
    page.click("text=Trace of the decision")
    assert "N2:" in page.inner_text("details[open]")
    page.click("button:has-text('Sign out')")
    page.wait_for_url("**/panel/sign-in?lang=en")
    tab.open("/panel")
    page.wait_for_url("**/panel/sign-in*")
    _sound(tab)
    _without_scripts(chromium, room.origin)


def _without_scripts(chromium: Browser, origin: str) -> None:
    """Hold the panel to work in an office whose browsers run no scripts."""
    window = chromium.new_context(java_script_enabled=False, locale="en-GB")
    tab = Room(origin, window).signed_in("branch-two")
    page = tab.open("/panel/contracts?lang=en")
    page.fill("#text", ONE)
    page.click("form.search button")
    page.wait_for_url(f"**/panel/contracts/{ONE}?lang=en")
    assert "13,000,000,000 rials" in page.inner_text(".sides")
    _sound(tab)
    window.close()


def test_the_pages_can_be_read_by_everybody(room: Room, tmp_path: Path) -> None:
    """Who reads by ear, sees faintly, or holds a phone would be kept out of his work."""
    tab = Tab(room.window.new_page(), room.origin)
    for language in ("fa", "en"):
        _readable(tab.open(f"/panel/sign-in?lang={language}"), "sign-in")
    tab = room.signed_in()
    for size in (PHONE, {"width": 1280, "height": 900}):
        tab.page.set_viewport_size(size)  # type: ignore[arg-type]  # a plain dictionary
        for number, path in enumerate(PAGES):
            for language in ("fa", "en"):
                joined = "&" if "?" in path else "?"
                page = tab.open(f"{path}{joined}lang={language}")
                page.evaluate("document.querySelectorAll('details').forEach(o => o.open = true)")
                _readable(page, f"{path} {language} {size['width']}")
                name = f"{number}-{language}-{size['width']}.png"
                page.screenshot(path=tmp_path / name, full_page=True)
    _sound(tab)


def _readable(page: Page, name: str) -> None:
    assert (name, flaws(page)) == (name, [])
    assert (name, faint(page)) == (name, [])
