"""The public pages over a real store: what a person is told, in his language, and nothing else."""

import asyncio
import logging
import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import httpx
import pytest

from hub.store.certificates import Certificates, IssuedCertificate
from hub.web import desk as desk_module
from hub.web.upload import LARGEST
from schemas.canonical.certificate import CertificateNumber
from schemas.canonical.status import State
from schemas.canonical.text import persian_digits
from signing.profile import prepare, prepare_receipt
from signing.xades import sign
from tests.integration.hub.api.conftest import Office
from tests.integration.hub.api.test_certificates import MISREAD, NO_SUCH, PERSONAL
from tests.kit.messages import inbound
from tests.kit.pki import NOW, world
from tests.kit.status import act
from tests.vectors.certificates.receipts import lookup_receipt
from tests.vectors.certificates.samples import clearance

HOUR = timedelta(hours=1)
Files = list[tuple[str, tuple[str, bytes]]]
OTHER_THINGS = {
    b"\x89PNG\r\n\x1a\n": "Cannot be told This is an image.",
    b"PK\x03\x04....": "Cannot be told This is an archive.",
    b"%PDF-1.7 cut": "Not valid The file's structure is damaged",
    b"<Certificate xmlns='urn:peyvand:certificate:1'>": "Not valid The XML is cut off",
    b"hello": "Cannot be told This is no document of ours.",
    bytes(LARGEST): "Cannot be told This is no document of ours.",
}


async def shown(office: Office, path: str, status: int = 200, **how: object) -> str:
    """Return the text of a page, in English unless told."""
    address = f"/verify{path}"
    address += ("&" if "?" in address else "?") + "lang=en"
    answer = await office.client.get(address, **how)  # type: ignore[arg-type]  # handed on
    assert answer.status_code == status
    return words(answer)


async def report(office: Office, *octets: bytes, text: str = "", status: int = 200) -> str:
    """Return the text of the report on files and a text."""
    files: Files = [("file", (f"{n}.bin", one)) for n, one in enumerate(octets)]
    if not files:
        files = [("file", ("", b""))]
    answer = await office.client.post("/verify?lang=en", files=files, data={"text": text})
    assert answer.status_code == status, words(answer)
    return words(answer)


def words(answer: httpx.Response) -> str:
    """Return what stands on a page, without its markup."""
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    body = answer.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body.partition(">")[2])).split())


async def pair(office: Office) -> tuple[bytes, bytes, str]:
    """Return the forms of the certificate: XML, PDF, text of the code."""
    got = [await office.opened(ending) for ending in ("pdf", "xml", "qr")]
    pdf, xml, seal = (one.content for one in got)
    return xml, pdf, seal.decode()


async def test_a_number_leads_to_its_page(office: Office) -> None:
    """A person with a paper in his hands would not find the way."""
    typed = {"number": f" {persian_digits(office.number)} ", "lang": "fa"}
    asked = await office.client.get("/verify", params=typed)
    assert (asked.status_code, asked.headers["location"]) == (
        303,
        f"/verify/{office.number}?lang=fa",
    )
    page = await office.client.get(asked.headers["location"])
    assert "معتبر است" in words(page)
    assert persian_digits(office.number) in words(page)


async def test_a_state_is_told_in_words_with_what_to_do(office: Office) -> None:
    """A clerk would be shown a code word, or nothing that he can act on."""
    told = await shown(office, f"/{office.number}")
    for word in ("In force", "Clearance of Article 37", "2026/11/22, 12:00", "(1405/09/01 Jalali)"):
        assert word in told
    await office.record(act(office.number, State.SUSPENDED, effective=NOW, recorded=NOW))
    assert "Do not rely on it until that is lifted" in await shown(office, f"/{office.number}")
    revoked = act(office.number, effective=NOW + HOUR, recorded=NOW + HOUR)
    await office.record(revoked)
    assert "Suspended" in await shown(office, f"/{office.number}")
    office.clock.now = NOW + HOUR
    told = await shown(office, f"/{office.number}")
    assert "Revoked" in told
    assert "Court order" in told
    assert revoked.note not in told


async def test_the_successor_is_a_link_away(office: Office) -> None:
    """Somebody with a replaced certificate would not know which one to ask for."""
    successor = await another(office)
    replaced = act(office.number, State.SUPERSEDED, effective=NOW, recorded=NOW)
    await office.record(replace(replaced, superseded_by=successor.number))
    page = await office.client.get(f"/verify/{office.number}?lang=en")
    assert f'href="/verify/{successor.number}?lang=en"' in page.text
    assert "Replaced" in words(page)


async def test_an_expired_one_is_told_as_such(office: Office) -> None:
    """A certificate of last year would be relied on."""
    office.clock.now = NOW + timedelta(days=31)
    assert "Expired" in await shown(office, f"/{office.number}")
    xml, _, seal = await pair(office)
    for told in (await report(office, xml), await report(office, text=seal)):
        assert told.startswith("Result of the verification Not valid The document is genuine, but")


async def test_no_page_of_a_number_is_about_a_person(office: Office) -> None:
    """Whoever counts numbers up would learn who sold which workshop to whom."""
    for language in ("fa", "en"):
        page = await office.client.get(f"/verify/{office.number}?lang={language}")
        assert not [one for one in PERSONAL if one in page.text]
        assert office.code not in page.text


async def test_a_number_that_is_none_is_told_beside_its_field(office: Office) -> None:
    """A misread digit would look like a forged certificate."""
    for typed in MISREAD:
        if typed == "%00":
            continue
        page = await office.client.get("/verify", params={"number": typed, "lang": "en"})
        assert page.status_code == 400
        assert 'aria-invalid="true"' in page.text
        assert "<b>" not in page.text
    told = await shown(office, "/37-1405-0000000123-2", 400)
    assert "The check digit of the certificate number is wrong" in told
    told = await shown(office, f"/{NO_SUCH}", 404)
    assert "No such certificate" in told


async def test_every_form_of_a_good_certificate_is_valid(office: Office) -> None:
    """A genuine certificate would be turned away."""
    xml, pdf, seal = await pair(office)
    for told in (
        await report(office, xml),
        await report(office, pdf),
        await report(office, text=seal),
        await report(office, seal.encode()),
        await report(office, xml, pdf, text=seal),
    ):
        assert told.startswith("Result of the verification Valid")
    await office.archive.turn()
    grown, _, _ = await pair(office)
    assert "Valid" in await report(office, grown, pdf)


async def test_the_register_is_asked_as_well(office: Office) -> None:
    """A document that was revoked yesterday would pass for good today."""
    xml, pdf, seal = await pair(office)
    await office.record(act(office.number, effective=NOW, recorded=NOW))
    for told in (
        await report(office, xml),
        await report(office, pdf),
        await report(office, text=seal),
    ):
        assert "Not valid The document is genuine, but the Organization has revoked" in told
        assert "Reason Court order" in told


async def test_one_made_with_our_key_but_not_by_us_is_found(office: Office) -> None:
    """With a stolen key anyone could make a second certificate under a number that is good."""
    under_its_number = replace(clearance(), number=CertificateNumber(office.number))
    forged = sign(prepare(under_its_number), world().signer, NOW).xml
    assert "Not valid The signature is right, but under this number" in await report(office, forged)
    never_stored = sign(prepare(replace(clearance(), number=NO_SUCH)), world().signer, NOW).xml
    told = await report(office, never_stored)
    assert "Cannot be told The signature is right, but the register has no certificate" in told


async def test_a_signer_of_the_same_authority_is_not_the_organization(office: Office) -> None:
    """The page would call a receipt valid that any holder of a certificate has written."""
    stranger = world().issue("Somebody else").signer()
    for forged in (prepare(clearance()), prepare_receipt(lookup_receipt())):
        told = await report(office, sign(forged, stranger, NOW).xml)
        assert "Cannot be told The signer's key is not among the issuer's published keys" in told
        assert "Do not rely on it; ask the issuer." in told
    genuine = sign(prepare_receipt(lookup_receipt()), world().signer, NOW).xml
    assert "Result of the verification Valid" in await report(office, genuine)


async def test_two_of_different_certificates_are_found(office: Office) -> None:
    """A code of a good certificate, pasted onto another paper, would pass."""
    _, _, seal = await pair(office)
    told = await report(office, (await another(office)).document, text=seal)
    assert "These are not of one certificate They are certificates of different numbers." in told


async def test_what_is_something_else_gets_a_sentence(office: Office) -> None:
    """A wrong file would be an error page, or worse, valid."""
    for octets, said in OTHER_THINGS.items():
        told = await report(office, octets)
        assert told.startswith(f"Result of the verification {said}")
    empty = await office.client.post("/verify?lang=en", files={"file": ("a.pdf", b"")})
    assert "Cannot be told The file is empty." in words(empty)


async def test_a_changed_byte_is_found_with_its_reason(office: Office) -> None:
    """A forged certificate would pass."""
    xml, pdf, seal = await pair(office)
    forged = xml.replace(b">GRANTED<", b">REFUSED<")
    assert "Not valid The document was changed after it was signed." in await report(office, forged)
    middle = len(pdf) // 2
    spoiled = pdf[:middle] + bytes([pdf[middle] ^ 1]) + pdf[middle + 1 :]
    assert "Valid" not in await report(office, spoiled)
    letter = "A" if seal[40] != "A" else "B"
    assert "Valid" not in await report(office, text=seal[:40] + letter + seal[41:])


async def test_without_a_database_what_can_be_said_is_said(office: Office) -> None:
    """A certificate would be called good, or forged, because a server is down."""
    xml, pdf, seal = await pair(office)
    await office.pool.close()
    told = await report(office, xml, pdf)
    assert "Cannot be told 2 documents were verified." in told
    assert "The signature is right, but the register cannot be asked" in told
    for told in (
        await report(office, text=seal, status=503),
        await shown(office, f"/{office.number}", 503),
    ):
        assert "Try again in a few minutes." in told
        assert "Reference" in told


async def test_the_paper_is_shown_to_who_has_its_code(office: Office) -> None:
    """A person with a paper could not compare it with the Organization's own."""
    address = f"/verify/{office.number}?lang=en"
    code = {"code": (None, office.code.lower())}
    got = await office.client.post(address, files=code)
    assert got.headers["content-type"] == "application/pdf"
    assert got.content == (await office.opened("pdf")).content
    wrong = await office.client.post(address, files={"code": (None, "AAAA")})
    assert wrong.status_code == 403
    assert "does not fit this number" in words(wrong)
    assert "AAAA" not in wrong.text


async def test_a_page_lets_nothing_in_from_elsewhere(office: Office) -> None:
    """A script put into a page could say valid of anything."""
    pages = [
        await office.client.get("/verify"),
        await office.client.get(f"/verify/{office.number}"),
        await office.client.get("/verify/nothing"),
        await office.client.post("/verify", files={"file": ("a", b"x")}),
        await office.client.post("/verify", content=b""),
    ]
    assert [one.status_code for one in pages] == [200, 200, 400, 200, 415]
    for answer in pages:
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        assert "set-cookie" not in answer.headers
        assert not re.search(r"<script(?![^>]*src=\"/)|\sstyle=|\son[a-z]+=|https?://", answer.text)


async def test_pages_are_in_the_language_asked_for(office: Office) -> None:
    """A screen reader would read Persian as English, a browser lay it out the wrong way round."""
    for language, direction in (("fa", "rtl"), ("en", "ltr")):
        for page in (
            await office.client.get("/verify", headers={"accept-language": language}),
            await office.client.get(f"/verify/{office.number}?lang={language}"),
        ):
            assert f'<html lang="{language}" dir="{direction}">' in page.text
            assert page.headers["content-language"] == language


async def test_the_desk_takes_one_at_a_time_and_no_endless_queue(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crowd at the public page would take the processor from the notaries."""
    at_work, most, released = 0, 0, asyncio.Event()

    async def slowly(work: object) -> list[object]:
        nonlocal at_work, most
        at_work += 1
        most = max(most, at_work)
        await released.wait()
        at_work -= 1
        return []

    monkeypatch.setattr(desk_module.asyncio, "to_thread", slowly)
    asked = {asyncio.create_task(report_status(office)) for _ in range(12)}
    done: set[asyncio.Task[int]] = set()
    while len(done) < 3:
        done, _ = await asyncio.wait(asked - done, return_when=asyncio.FIRST_COMPLETED)
        done = {one for one in asked if one.done()}
    released.set()
    answers = await asyncio.gather(*asked)
    assert most == 1
    assert sorted(answers) == [200] * 9 + [503] * 3


async def another(office: Office) -> IssuedCertificate:
    """Issue a second certificate and return it."""
    await office.archive.house.road.travel(inbound(2, message=2))
    rows = await office.pool.rows("SELECT number FROM certificates", {})
    (other,) = {row["number"] for row in rows} - {office.number}
    found = await Certificates(office.pool).find(other)
    assert found is not None
    return found


async def report_status(office: Office) -> int:
    """Return the status of a report on a file."""
    answer = await office.client.post("/verify?lang=en", files={"file": ("a.xml", b"<a/>")})
    return answer.status_code


async def test_the_log_keeps_nothing_of_what_was_handed_in(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    """Documents and their names would lie in log files."""
    xml, _, _ = await pair(office)
    with caplog.at_level(logging.DEBUG, "hub"):
        await report(office, xml)
        await office.client.post("/verify", files={"file": ("secret-name.xml", b"")})
        await office.client.post("/verify", content=b"secret")
    assert [getattr(one, "code", "") for one in caplog.records] == ["upload.content-type"]
    assert "secret" not in "".join(str(one.__dict__) for one in caplog.records)
