"""The public verification as people use it: by number, file and code, by mouse, keyboard, phone."""

import shutil
import socket
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser
from pypdfium2 import PdfDocument

from schemas.canonical.text import persian_digits
from simulators.notary_offices.client import NotaryOffice
from tests.acceptance.browser.conftest import Paper, Tab, issued, revoke
from tests.acceptance.browser.looks import faint, flaws
from tests.acceptance.conftest import House

pytestmark = pytest.mark.skipif(
    shutil.which("chromium") is None, reason="chromium is not installed"
)

PHONE = {"width": 360, "height": 760}
UNKNOWN = "37-1405-0000000123-1"
MEBI = 1024 * 1024


def forged(paper: Paper) -> bytes:
    """Return the certificate with its decision changed."""
    changed = paper.xml.replace(b">GRANTED<", b">REFUSED<")
    assert changed != paper.xml
    return changed


def test_a_number_leads_to_its_state(tab: Tab, paper: Paper) -> None:
    """A clerk with a sheet of paper would not learn whether the certificate stands."""
    page = tab.open("/verify")
    page.fill("#number", persian_digits(paper.number))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/verify/{paper.number}?lang=fa")
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == [
        "fa",
        "rtl",
    ]
    assert "معتبر است" in tab.verdict()
    assert persian_digits(paper.number) in tab.verdict()
    page.click("text=English")
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == [
        "en",
        "ltr",
    ]
    assert "In force" in tab.verdict()


@pytest.mark.parametrize("form", ["xml", "pdf", "seal", "xml and pdf"])
def test_a_genuine_certificate_is_valid_in_every_form(tab: Tab, paper: Paper, form: str) -> None:
    """A genuine certificate would be turned away at the counter."""
    xml, pdf = ("a.xml", paper.xml), ("a.pdf", paper.pdf)
    match form:
        case "xml":
            said = tab.hand_in(xml)
        case "pdf":
            said = tab.hand_in(pdf)
        case "seal":
            said = tab.hand_in(text=f"{paper.seal}\n")
        case _:
            said = tab.hand_in(xml, pdf)
            assert "forms of one certificate" in said
    assert said.startswith("Result of the verification Valid")
    assert paper.number in tab.page.inner_text("main")
    assert tab.page.locator(".checks .failed").count() == 0


def test_a_changed_byte_is_told_with_its_reason(tab: Tab, paper: Paper) -> None:
    """A forged clearance would be taken, or a clerk not told why it is none."""
    said = tab.hand_in(("گواهی.xml", forged(paper)), language="fa")
    assert said.startswith("نتیجهٔ بررسی معتبر نیست محتوای سند پس از امضا تغییر کرده است.")
    page = tab.page
    assert page.locator(".checks li").last.get_attribute("class") == "failed"
    assert paper.number not in page.inner_text("main")
    assert page.locator("details .rows").is_hidden()
    page.click("summary")
    assert "HASH_FAILURE" in page.inner_text("details")


def test_a_code_of_another_certificate_is_found(
    tab: Tab, paper: Paper, house: House, notary: NotaryOffice
) -> None:
    """A genuine code, pasted onto another paper, would pass."""
    other = issued(house, notary)
    said = tab.hand_in(("a.pdf", paper.pdf), ("b.txt", other.seal.encode()))
    assert "not of one certificate" in said


def test_a_revoked_one_is_not_valid_from_that_moment(
    tab: Tab, house: House, notary: NotaryOffice, house_database: str, tmp_path: Path
) -> None:
    """A clearance that was revoked this morning would be used at noon."""
    paper = issued(house, notary)
    assert "Valid" in tab.hand_in(("a.pdf", paper.pdf))
    revoke(paper, house_database, tmp_path)
    for said in (tab.hand_in(("a.pdf", paper.pdf)), tab.hand_in(text=paper.seal)):
        assert "Not valid The document is genuine, but the Organization has revoked" in said
    tab.open(f"/verify/{paper.number}?lang=en")
    assert "Revoked" in tab.verdict()
    assert "Fraud" in tab.page.inner_text("main")


def test_the_keyboard_is_enough(tab: Tab, paper: Paper) -> None:
    """Somebody who cannot use a mouse would be kept out."""
    page = tab.open("/verify?lang=en")
    focused = "document.activeElement.id || document.activeElement.textContent.trim()"
    page.keyboard.press("Tab")
    assert page.evaluate(focused) == "Skip to the content"
    assert page.locator(".skip").bounding_box()["y"] >= 0  # type: ignore[index]  # it is there
    page.keyboard.press("Enter")
    for reached in ("number", "Show its state", "file", "Verify the file", "text"):
        page.keyboard.press("Tab")
        assert page.evaluate(focused) == reached
        assert (
            page.evaluate("""() => {
            const node = document.activeElement;
            const ringed = node.closest(".neat") || node;
            return getComputedStyle(ringed).outlineStyle;
        }""")
            != "none"
        )
    page.keyboard.insert_text(paper.seal)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".verdict")
    assert "Valid" in tab.verdict()


def test_without_scripts_it_all_works(
    chromium: Browser, house: House, paper: Paper, tmp_path: Path
) -> None:
    """An office whose browsers run no scripts would be kept out."""
    context = chromium.new_context(java_script_enabled=False, locale="en-GB")
    tab = Tab(context.new_page(), house.origin)
    page = tab.open("/verify")
    page.fill("#number", paper.number)
    page.click("form:has(#number) button")
    assert "In force" in tab.verdict()
    assert "Valid" in tab.hand_in(("a.xml", paper.xml))
    assert "Valid" in tab.hand_in(text=paper.seal)
    tab.open("/verify?lang=en")
    page.set_input_files("#file", sparse(tmp_path, 20 * MEBI))
    page.click("form:has(#file) button[type=submit]")
    assert "larger than 8 MiB" in tab.verdict()
    context.close()


def test_a_file_too_large_is_told_before_it_is_sent(tab: Tab, tmp_path: Path) -> None:
    """Somebody would send a gigabyte to learn that it is too much."""
    page = tab.open("/verify?lang=en")
    page.set_input_files("#file", sparse(tmp_path, 1024 * MEBI))
    page.click("form:has(#file) button[type=submit]")
    assert "larger than 8 MiB" in page.inner_text("[data-wrong]")
    assert page.locator(".verdict").count() == 0
    assert len([one for one in tab.asked if "/verify" in one and "assets" not in one]) == 1


def test_a_file_may_be_dropped(tab: Tab, paper: Paper) -> None:
    """The page would say that a file may be dropped, and the browser open it instead."""
    page = tab.open("/verify?lang=en")
    page.evaluate(
        """(text) => {
            const carried = new DataTransfer();
            carried.items.add(new File([text], "dropped.xml"));
            const drop = document.querySelector(".drop");
            for (const name of ["dragenter", "dragover", "drop"])
                drop.dispatchEvent(new DragEvent(name,
                    { dataTransfer: carried, bubbles: true, cancelable: true }));
        }""",
        paper.xml.decode(),
    )
    page.wait_for_selector(".verdict")
    assert "Valid" in tab.verdict()
    assert "dropped.xml" in page.inner_text("article")


def test_a_camera_reads_the_code_where_the_browser_can(tab: Tab, paper: Paper) -> None:
    """Somebody with a phone would have to copy three hundred letters."""
    tab.page.add_init_script(
        f"""window.BarcodeDetector = class {{
            static async getSupportedFormats() {{ return ["qr_code"]; }}
            async detect(seen) {{
                return seen.readyState < 2 ? [] : [{{ rawValue: {paper.seal!r} }}];
            }}
        }};"""
    )
    page = tab.open("/verify?lang=en")
    page.click("text=Scan with the camera")
    page.wait_for_selector(".verdict")
    assert "Valid" in tab.verdict()


def test_no_camera_is_offered_where_the_browser_cannot(tab: Tab) -> None:
    """A button would do nothing."""
    tab.page.add_init_script("delete window.BarcodeDetector;")
    assert tab.open("/verify").locator("[data-scan]").is_hidden()


def test_the_paper_opens_with_its_code(tab: Tab, paper: Paper, house: House) -> None:
    """A person with a paper could not compare it with the Organization's own."""
    page = tab.open(f"/verify/{paper.number}?lang=en")
    page.fill("#code", "AAAA-BBBB")
    page.keyboard.press("Enter")
    page.wait_for_selector("#code-wrong")
    assert page.evaluate("document.activeElement.id") == "code"
    with page.expect_response(lambda answer: answer.request.method == "POST") as opened:
        page.fill("#code", paper.code.lower())
        page.keyboard.press("Enter")
    assert opened.value.headers["content-type"] == "application/pdf"
    assert paper.code not in opened.value.url


@pytest.mark.parametrize("width", [1280, 360])
def test_every_page_is_sound_on_desk_and_phone(tab: Tab, paper: Paper, width: int) -> None:
    """A screen reader would be lost, a text too faint to read, or a page cut off on a phone."""
    tab.page.set_viewport_size(PHONE | {"width": width})
    pages = {
        "ask": lambda: tab.open("/verify"),
        "ask in English": lambda: tab.open("/verify?lang=en"),
        "a wrong number": lambda: tab.open("/verify?number=1"),
        "a state": lambda: tab.open(f"/verify/{paper.number}"),
        "no such": lambda: tab.open(f"/verify/{UNKNOWN}"),
        "valid": lambda: tab.hand_in(("a.xml", paper.xml), language="fa"),
        "forged": lambda: tab.hand_in((f"{'a' * 70}.xml", forged(paper))),
        "a code": lambda: tab.hand_in(text=paper.seal, language="fa"),
        "two": lambda: tab.hand_in(("a.xml", paper.xml), ("a.pdf", paper.pdf), language="fa"),
        "an image": lambda: tab.hand_in(("a.png", b"\x89PNG\r\n\x1a\n"), language="fa"),
    }
    for name, show in pages.items():
        show()
        tab.page.evaluate("document.querySelectorAll('details').forEach((one) => one.open = true)")
        assert (name, flaws(tab.page), faint(tab.page)) == (name, [], [])


def test_a_printed_report_begins_with_what_it_is_about(tab: Tab, paper: Paper) -> None:
    """The first sheet would bear a verdict alone, and what it was passed on lie on another."""
    tab.hand_in(("a.xml", paper.xml))
    printed = PdfDocument(tab.page.pdf(format="A4"))
    assert len(printed) == 2
    first = printed[0].get_textpage().get_text_bounded()
    assert paper.number in first
    assert "What was checked" in first


def test_the_fonts_are_our_own(tab: Tab) -> None:
    """Persian would be set in whatever the machine has, or fetched from a stranger."""
    page = tab.open("/verify")
    page.evaluate("document.fonts.ready")
    loaded = "Array.from(document.fonts, (one) => one.status)"
    assert page.evaluate(loaded) == ["loaded", "loaded"]
    assert len([one for one in tab.asked if "IBMPlexSansArabic" in one]) == 2


def test_a_gigabyte_costs_nothing(house: House) -> None:
    """A few strangers would fill memory and disk of the doors."""
    answer, taken = _pour(house.origin, f"content-length: {1024 * MEBI}", ())
    assert b" 413 " in answer.partition(b"\r\n")[0]
    assert b"larger than 8 MiB" in answer
    assert taken == 0
    part = b'--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n'
    pieces = (part, *[bytes(MEBI)] * 64)
    answer, taken = _pour(house.origin, "transfer-encoding: chunked", pieces)
    assert not answer or b" 413 " in answer.partition(b"\r\n")[0]
    assert taken < 64
    assert httpx.get(f"{house.origin}/healthz", trust_env=False).status_code == 200


def _pour(origin: str, length: str, pieces: Sequence[bytes]) -> tuple[bytes, int]:
    """Send a form in chunks; return the answer, and how many chunks were taken."""
    host, _, port = origin.removeprefix("http://").partition(":")
    head = (
        f"POST /verify?lang=en HTTP/1.1\r\nhost: {host}\r\n{length}\r\n"
        "content-type: multipart/form-data; boundary=x\r\n\r\n"
    )
    taken = 0
    with socket.create_connection((host, int(port)), timeout=30) as line:
        line.sendall(head.encode())
        with suppress(OSError):
            for piece in pieces:
                line.sendall(b"%x\r\n%s\r\n" % (len(piece), piece))
                taken += 1
        answer = b""
        with suppress(OSError):
            while read := line.recv(65_536):
                answer += read
    return answer, taken


def sparse(folder: Path, size: int) -> Path:
    """Return a file of nothing, of any size, that takes no room."""
    path = folder / "large.pdf"
    with path.open("wb") as file:
        file.truncate(size)
    return path
