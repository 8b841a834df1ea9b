"""Certificates over REST: the best form there is, to who may have it; states at any two times."""

import json
import logging
from datetime import date, timedelta
from hashlib import sha256

import httpx
import pytest

from schemas.canonical.certificate import CertificateType, certificate_number
from schemas.canonical.dates import tehran_stamp
from schemas.canonical.status import State
from schemas.canonical.text import persian_digits
from schemas.canonical.validation import Level
from signing.verify.together import check_together, traits_of
from tests.integration.hub.api.conftest import Office
from tests.kit import article37 as kit
from tests.kit.pki import NOW
from tests.kit.status import act

HOUR = timedelta(hours=1)
NO_SUCH = certificate_number(CertificateType.ARTICLE37, date(2026, 11, 22), 999)
DOCUMENTS = ("xml", "pdf", "qr")
PERSONAL = (*kit.NAMED.values(), *kit.TRANSFEREE.values(), "کارگاه نمونهٔ ساختگی")
MISREAD = {
    "37-1405-0000000123-2": "certificate-number.check-digit",
    "99-1405-0000000123-1": "certificate-number.type",
    "x": "certificate-number.shape",
    "%00": "certificate-number.shape",
    "a" * 5000: "certificate-number.shape",
    "<b>": "certificate-number.shape",
}
NO_INSTANTS = {
    "yesterday": "instant.rfc3339",
    "": "instant.rfc3339",
    "2026-13-01T00:00:00Z": "instant.rfc3339",
    "0001-01-01T00:00:00+14:00": "instant.rfc3339",
    "9999-12-31T23:59:59-12:00": "instant.rfc3339",
    "9999-12-31T23:59:59Z": "instant.rfc3339",
    "2026-11-22T10:00:00": "instant.offset",
    "2026-11-22": "instant.offset",
}


def problem(answer: httpx.Response, status: int, code: str) -> dict[str, object]:
    """Return the problem in an answer once it is the one expected, in both languages."""
    assert answer.headers["content-type"] == "application/problem+json"
    told: dict[str, object] = answer.json()
    assert (answer.status_code, told["status"], told["code"]) == (status, status, code)
    assert told["title"]
    assert told["title_fa"]
    return told


async def test_a_number_tells_what_a_certificate_is(office: Office) -> None:
    """An office could not learn from the number whether there is anything behind it."""
    told = (await office.get("…")).json()
    assert (told["number"], told["type"], told["supersedes"]) == (office.number, "article37", None)
    assert told["issued"] == {"at": tehran_stamp(NOW), "jalali": "1405/09/01"}
    assert told["status"]["state"] == "issued"
    assert told["levels"] == {"xml": "B-B", "pdf": None}
    for link in told["links"].values():
        assert (await office.client.get(link)).status_code in {200, 403}


async def test_nothing_public_is_about_a_person(office: Office) -> None:
    """Whoever counts numbers up would learn who sold which workshop to whom."""
    xml = (await office.opened("xml")).text
    assert [one for one in PERSONAL if one in xml]
    for path in ("…", "…/status"):
        text = (await office.get(path)).text
        assert not [one for one in PERSONAL if one in text]
        assert office.code not in text


async def test_a_document_is_for_who_has_its_code(office: Office) -> None:
    """Documents with national ids would lie open to whoever guesses a number."""
    wrong = ("", "AAAA-AAAA-AAAA-AAAA", office.code[:-1], office.code + "A", "کد", "\0")
    for ending in DOCUMENTS:
        assert (await office.opened(ending)).status_code == 200
        problem(await office.get(f"….{ending}"), 403, "certificate.code")
        for code in wrong:
            answer = await office.get(f"….{ending}", params={"code": code})
            problem(answer, 403, "certificate.code")


async def test_without_the_code_nobody_learns_whether_there_is_a_document(office: Office) -> None:
    """The answers of the door would tell real numbers from others."""
    for ending in DOCUMENTS:
        for code in ("", "AAAA-AAAA-AAAA-AAAA"):
            answers = [
                await office.get(f"{number}.{ending}", params={"code": code})
                for number in (office.number, NO_SUCH)
            ]
            told = [{**one.json(), "instance": ""} for one in answers]
            assert told[0] == told[1]
            assert [one.status_code for one in answers] == [403, 403]


async def test_a_code_is_taken_as_people_type_it(office: Office) -> None:
    """Someone with the paper in his hands would be sent away for a hyphen or a small letter."""
    spellings = {
        office.code.lower(),
        office.code.replace("-", ""),
        f" {office.code.replace('-', ' ')} ",
        persian_digits(office.code),
        office.code.replace("O", "0").replace("B", "8").replace("I", "1"),
        office.code.replace("-", "\u2011"),
    }
    for spelling in spellings:
        answer = await office.get("….xml", params={"code": spelling})
        assert answer.status_code == 200, spelling


async def test_a_number_is_taken_in_persian_digits(office: Office) -> None:
    """A number copied from a Persian page would be none."""
    told = await office.get(persian_digits(office.number))
    assert told.json()["number"] == office.number
    opened = await office.get(f"{persian_digits(office.number)}.xml", params={"code": office.code})
    assert opened.headers["content-disposition"] == f'inline; filename="{office.number}.xml"'


async def test_the_best_form_is_served_under_a_tag_of_its_own(office: Office) -> None:
    """A mirror would keep a form that lasts a year where one for ever is to be had."""
    tags = set()
    for expected in (Level.B_B, Level.B_LT, Level.B_LTA):
        xml, pdf = await office.opened("xml"), await office.opened("pdf")
        for answer in (xml, pdf):
            report = office.archive.verified(answer.content) if expected is not Level.B_B else None
            assert report is None or (report.found and report.found.level) == expected
            assert not answer.headers["etag"].startswith("W/")
            tags.add(answer.headers["etag"])
        check_together([traits_of(xml.content), traits_of(pdf.content)])
        levels = (await office.get("…")).json()["levels"]
        assert levels == {"xml": expected, "pdf": expected}
        await office.archive.turn()
        if expected is not Level.B_B:
            office.archive.later(timedelta(days=365))
            await office.archive.turn()
    assert len(tags) == 6


async def test_who_has_it_already_is_told_so(office: Office) -> None:
    """Every mirror would fetch every document again and again."""
    first = await office.opened("pdf")
    tag = first.headers["etag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = await office.opened("pdf", headers={"if-none-match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    for other in ('"other"', ""):
        assert (await office.opened("pdf", headers={"if-none-match": other})).content
    stranger = await office.get("….pdf", headers={"if-none-match": tag})
    problem(stranger, 403, "certificate.code")


async def test_the_paper_once_asked_for_stays_the_same(office: Office) -> None:
    """Two prints of one certificate would bear two codes, and name each other's XML and not."""
    pdf, seal = await office.opened("pdf"), await office.opened("qr")
    assert (await office.opened("pdf")).content == pdf.content
    assert pdf.headers["content-type"] == "application/pdf"
    assert seal.headers["content-type"].startswith("text/plain")
    assert seal.text.startswith("PV1:")
    check_together([traits_of(pdf.content), traits_of(seal.content)])


async def test_a_document_stays_with_who_asked(office: Office) -> None:
    """A shared cache would keep it, a browser guess at it, or the next site learn the code."""
    headers = (await office.opened("xml")).headers
    assert headers["cache-control"] == "private, no-cache"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


async def test_head_says_what_get_says(office: Office) -> None:
    """A client that looks before it fetches would be told something else."""
    address = f"/v1/certificates/{office.number}.pdf"
    how = {"code": office.code}
    head = await office.client.head(address, params=how)
    got = await office.client.get(address, params=how)
    assert head.status_code == got.status_code == 200
    assert head.headers == got.headers


async def test_a_certificate_is_only_read(office: Office) -> None:
    """A client that tries to change one would be left to guess."""
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        for path in ("", ".xml", ".pdf", ".qr", "/status"):
            answer = await office.client.request(method, f"/v1/certificates/{office.number}{path}")
            problem(answer, 405, "request.only-get")
            assert answer.headers["allow"] == "GET, HEAD"


async def test_what_was_never_issued_is_not_found(office: Office) -> None:
    """A forged number would pass for a good one."""
    for path in (NO_SUCH, f"{NO_SUCH}/status"):
        problem(await office.get(path), 404, "certificate.unknown")


async def test_a_misread_number_is_told_from_one_never_issued(office: Office) -> None:
    """Someone who misread a digit would be told that his certificate is forged."""
    for number, rule in MISREAD.items():
        for path in (number, f"{number}.xml", f"{number}/status"):
            answer = await office.get(path)
            told = problem(answer, 400, "request.invalid")
            assert (told["field"], told["rule"]) == ("number", rule)
            assert "<b>" not in answer.text


async def test_a_state_is_told_at_two_times(office: Office) -> None:
    """A court could not learn what held on a day, or what was known on that day."""
    made = act(office.number, effective=NOW + HOUR, recorded=NOW + 3 * HOUR)
    await office.record(made)
    office.clock.now = NOW + 4 * HOUR

    async def state(**asked: object) -> object:
        params = {name: tehran_stamp(NOW + hours * HOUR) for name, hours in asked.items()}  # type: ignore[operator]  # hours
        status = (await office.get("…/status", params=params)).json()["status"]
        return status and status["state"]

    assert await state() == State.REVOKED
    assert await state(at=2) == State.REVOKED
    assert await state(at=0.5) == State.ISSUED
    assert await state(at=2, known_at=2) == State.ISSUED
    assert await state(at=2, known_at=3) == State.REVOKED
    assert await state(at=-1) is None
    told = (await office.get("…/status")).json()
    assert told["status"] == {
        "state": "revoked",
        "since": tehran_stamp(NOW + HOUR),
        "reason": made.reason,
        "superseded_by": None,
        "next_change": None,
    }
    assert made.note not in json.dumps(told, ensure_ascii=False)


async def test_an_instant_that_is_none_is_named(office: Office) -> None:
    """A state would be told for another time than was asked."""
    for text, rule in NO_INSTANTS.items():
        for name in ("at", "known_at"):
            answer = await office.get("…/status", params={name: text})
            told = problem(answer, 400, "request.invalid")
            assert (told["field"], told["rule"]) == (name, rule)


async def test_an_offset_survives_a_form(office: Office) -> None:
    """An instant pasted into a URL as it stands would lose its plus sign."""
    stamp = tehran_stamp(NOW + HOUR)
    answer = await office.client.get(f"/v1/certificates/{office.number}/status?at={stamp}")
    assert answer.json()["at"] == stamp


async def test_an_outage_is_told_as_one(office: Office) -> None:
    """A lost database would make certificates unknown, keys none, and clients stop asking."""
    await office.pool.close()
    paths = ["", "/status", *(f".{ending}?code={office.code}" for ending in DOCUMENTS)]
    addresses = [f"/v1/certificates/{office.number}{path}" for path in paths]
    for address in (*addresses, "/v1/keys", "/v1/status-list"):
        answer = await office.client.get(address)
        problem(answer, 503, "hub.unavailable")
        assert answer.headers["retry-after"] == "30"


async def test_the_log_has_codes_and_no_secrets(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    """Access codes and numbers of persons would lie in log files."""
    with caplog.at_level(logging.DEBUG, "hub"):
        await office.opened("pdf")
        refused = await office.get("….pdf", params={"code": "AAAA-BBBB"})
    assert [getattr(one, "code", "") for one in caplog.records] == ["certificate.code"]
    (record,) = caplog.records
    assert f"urn:uuid:{record.__dict__['reference']}" == refused.json()["instance"]
    assert "AAAA" not in str(record.__dict__)
    assert office.code not in caplog.text


async def test_what_is_served_is_what_was_signed(office: Office) -> None:
    """A door that rewrites a document breaks its signature."""
    await office.archive.turn()
    forms = await office.archive.forms(office.number)
    xml = (await office.opened("xml")).content
    assert xml == forms.xml
    assert traits_of(xml).claims.digest == sha256(forms.issued).digest()
