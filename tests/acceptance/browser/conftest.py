"""A person at a browser: Debian's Chromium before a standing hub, a certificate in his hands."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from signing.page.words import access_code
from simulators.notary_offices.client import NotaryOffice
from tests.acceptance.cli import peyvand
from tests.acceptance.conftest import House
from tests.acceptance.parties import OF_A_FIRM

_CERTIFICATE = re.compile(
    rb'<Certificate xmlns="urn:peyvand:certificate:1" Id="certificate-([0-9-]+)".*?</Certificate>',
    re.DOTALL,
)
_CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


@dataclass(frozen=True, slots=True)
class Paper:
    """A certificate that was just issued, in all its forms."""

    number: str
    code: str
    xml: bytes
    pdf: bytes
    seal: str


@dataclass
class Tab:
    """A page of a hub's, and all that it asked for, was told and complained of."""

    page: Page
    origin: str
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Listen to the page."""
        self.page.on("request", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda said: self._heard(said.type, said.text))

    def open(self, path: str) -> Page:
        """Go to a page of the hub."""
        self.page.goto(f"{self.origin}{path}")
        return self.page

    def hand_in(self, *files: tuple[str, bytes], text: str = "", language: str = "en") -> str:
        """Hand files or a text in, and return what the page says of them."""
        page = self.open(f"/verify?lang={language}")
        if files:
            chosen = [
                {"name": name, "mimeType": "application/octet-stream", "buffer": octets}
                for name, octets in files
            ]
            page.set_input_files("#file", chosen)  # type: ignore[arg-type]  # plain dictionaries
            page.click("form:has(#file) button[type=submit]")
        else:
            page.fill("#text", text)
            page.click("form:has(#text) button[type=submit]")
        return self.verdict()

    def verdict(self) -> str:
        """Return the verdict on the page, with its reason and advice, once it is there."""
        return " ".join(self.page.inner_text(".verdict").split())

    def _note(self, request: Request) -> None:
        self.asked.append(request.url)

    def _heard(self, kind: str, text: str) -> None:
        """Note a complaint; a page of a refusal is loaded with its status, which is no failure."""
        if kind in {"error", "warning"} and "the server responded with a status of" not in text:
            self.complaints.append(text)


@pytest.fixture(scope="session")
def paper(house: House, notary: NotaryOffice) -> Paper:
    """Give a certificate that the hub issued to a notary, fetched as its holder would."""
    return issued(house, notary)


def issued(house: House, notary: NotaryOffice) -> Paper:
    """Return a new certificate."""
    found = _CERTIFICATE.search(notary.inquire(**OF_A_FIRM.fields()).response)
    assert found is not None
    number, xml = found[1].decode(), found[0]
    code = access_code(xml)
    address = f"{house.origin}/v1/certificates/{number}"
    with httpx.Client(trust_env=False, params={"code": code}) as client:
        pdf = client.get(f"{address}.pdf").raise_for_status().content
        seal = client.get(f"{address}.qr").raise_for_status().text
        grown = client.get(f"{address}.xml").raise_for_status().content
    return Paper(number, code, grown, pdf, seal)


def revoke(paper: Paper, url: str, folder: Path) -> None:
    """Revoke a certificate as an operator does."""
    said = ("--reason", "fraud", "--note", "letter 1", "--by", "A. Officer")
    done = peyvand(folder, "certificate", "revoke", paper.number, *said, DATABASE_URL=url)
    assert done.code == 0, done


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Give Debian's Chromium; it runs as root in a container, so without its own sandbox."""
    found = shutil.which("chromium")
    assert found is not None
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", *_CAMERA])
        yield browser
        browser.close()


@pytest.fixture
def desk(chromium: Browser) -> Iterator[BrowserContext]:
    """Give a browser window of a Persian clerk, with no memory."""
    context = chromium.new_context(locale="fa-IR", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def tab(desk: BrowserContext, house: House) -> Iterator[Tab]:
    """Give a tab; whatever a test does in it, nothing may leave the hub's origin or go wrong."""
    found = Tab(desk.new_page(), house.origin)
    yield found
    assert [one for one in found.asked if not one.startswith(house.origin)] == []
    assert found.complaints == []
    assert desk.cookies() == []
