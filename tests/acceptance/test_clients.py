"""A client built from the served contract alone gets a certificate that anybody can verify."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from lxml import etree

from simulators.notary_offices.client import NotaryOffice
from tests.acceptance.conftest import House
from tests.acceptance.house import PEYVAND, environment
from tests.acceptance.parties import IN_DEBT, NOTARIES, OF_A_FIRM, Deed

_NS = {"a": "urn:peyvand:article37:1"}
_CERTIFICATE = "{urn:peyvand:certificate:1}Certificate"
VALID, INVALID, UNREADABLE = 0, 1, 2


@pytest.fixture(params=[False, True], ids=["soap11", "soap12"])
def stranger(request: pytest.FixtureRequest, house: House) -> Iterator[NotaryOffice]:
    """Give a client that knows nothing but the address of the served WSDL, and its keys."""
    own, hub = house.keys.key(NOTARIES), house.keys.key("messages")
    with NotaryOffice(
        f"{house.address}?wsdl",
        own.key.read_bytes(),
        own.certificate.read_bytes(),
        hub.certificate.read_bytes(),
        soap12=request.param,
    ) as office:
        assert office.endpoint == house.address
        yield office


def certificate_of(response: bytes) -> bytes:
    """Return the certificate as a client cuts it out of the answer that it travelled in."""
    found = etree.fromstring(response).find(".//a:Certificate/*", _NS)
    assert found is not None
    return etree.tostring(found, with_tail=False)


def verify(*files: Path, trust: Path) -> list[tuple[int, str]]:
    """Run ``peyvand verify`` on each file, all at the same time; return exit codes and outputs."""
    running = [
        subprocess.Popen(
            [PEYVAND, "verify", str(file), "--trust", str(trust)],
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for file in files
    ]
    outputs = [process.communicate(timeout=60)[0] for process in running]
    return [(one.returncode, said) for one, said in zip(running, outputs, strict=True)]


@pytest.mark.parametrize(
    ("deed", "decision"), [(Deed(), "GRANTED"), (IN_DEBT, "REFUSED"), (OF_A_FIRM, "GRANTED")]
)
def test_a_decided_inquiry_comes_with_a_certificate_and_a_receipt(
    stranger: NotaryOffice, deed: Deed, decision: str
) -> None:
    """A notary's programmer would have to read our code to get an answer."""
    reply = stranger.inquire(**deed.fields())
    answer = reply.value
    assert (answer.State, answer.Decision) == ("answered", decision)
    assert certificate_of(reply.response)
    assert answer.Receipt is not None
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", answer.DueDate._value_1)
    debt = answer.Debt
    assert (debt is not None) is (decision == "REFUSED")
    if debt is not None:
        assert debt.Total == debt.Definite + debt.Divisible + debt.Indivisible > 0


def test_a_certificate_cut_from_its_envelope_verifies(
    notary: NotaryOffice, house: House, tmp_path: Path
) -> None:
    """A certificate would be worth something only inside the message that brought it."""
    good, flipped = tmp_path / "good.xml", tmp_path / "flipped.xml"
    octets = certificate_of(notary.inquire(**IN_DEBT.fields()).response)
    good.write_bytes(octets)
    changed = octets.replace(b"1250000000", b"1250000001")
    assert changed != octets
    flipped.write_bytes(changed)
    torn = tmp_path / "torn.xml"
    torn.write_bytes(octets[:-9])
    files = (good, flipped, torn, tmp_path / "missing.xml")
    ends = verify(*files, trust=house.keys.trust)
    assert [code for code, _ in ends] == [VALID, INVALID, INVALID, UNREADABLE], ends
    assert not any("Traceback" in said for _, said in ends)
    assert "good.xml: valid" in ends[0][1]
    assert "flipped.xml: invalid" in ends[1][1]


@pytest.mark.skipif(shutil.which("xmlsec1") is None, reason="xmlsec1 is not installed")
def test_xmlsec1_accepts_a_certificate(
    stranger: NotaryOffice, house: House, tmp_path: Path
) -> None:
    """Nobody without our own code could check what we sign."""
    file = tmp_path / "certificate.xml"
    file.write_bytes(certificate_of(stranger.inquire(**Deed().fields()).response))
    for octets, code in ((file.read_bytes(), 0), (file.read_bytes().replace(b"37", b"73"), 1)):
        file.write_bytes(octets)
        ended = subprocess.run(
            [
                *("xmlsec1", "--verify", "--id-attr:Id", _CERTIFICATE.strip("{").replace("}", ":")),
                *("--id-attr:Id", "http://uri.etsi.org/01903/v1.3.2#:SignedProperties"),
                *("--trusted-pem", str(house.keys.trust), str(file)),
            ],
            capture_output=True,
            check=False,
            text=True,
            timeout=60,
        )
        assert ended.returncode == code, ended.stderr


def test_the_contract_is_served_and_nothing_else(house: House) -> None:
    """A client could not be built, or the door would serve files nobody published."""
    with httpx.Client(trust_env=False) as browser:
        for query in ("wsdl", "xsd=article37.xsd"):
            page = browser.get(f"{house.address}?{query}")
            assert (page.status_code, page.headers["content-type"]) == (
                200,
                "text/xml; charset=utf-8",
            )
            assert etree.fromstring(page.content) is not None
        for query in ("", "?xsd=../../../pyproject.toml", "?xsd=certificate.key.pem"):
            assert browser.get(f"{house.address}{query}").status_code == 404
        for path, status in (("healthz", "up"), ("readyz", "ready")):
            assert browser.get(f"{house.origin}/{path}").json() == {"status": status}
