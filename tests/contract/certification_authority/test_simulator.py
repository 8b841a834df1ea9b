"""The authority's stand-in against RFC 6960 and RFC 5280, openssl being the judge."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from simulators.certification_authority.server import QUERY, create_signing_app
from simulators.kit.asgi import Reply, Request
from simulators.kit.faults import Fault
from simulators.kit.keys import made
from simulators.kit.population import Population
from tests.contract.conftest import NOW, Agency
from tests.kit.openssl import at, needs_openssl, ocsp_of_any_time, openssl, pem

KEYS = made()


def _ask(people: Population, method: str, path: str, body: bytes, content_type: bytes) -> Reply:
    """Return what the stand-in answers."""
    authority = create_signing_app(people, KEYS, lambda: NOW)
    return authority.answer(Request(method, path, content_type, body))


@needs_openssl
@pytest.mark.parametrize("hashed_by", ["sha1", "sha256"])
async def test_openssl_asks_and_accepts(agency: Agency, tmp_path: Path, hashed_by: str) -> None:
    """A response that only our own code accepts would not hold in court."""
    issuing = pem(tmp_path, "issuing", KEYS.issuing.certificate)
    asked = ["ocsp", f"-{hashed_by}", "-issuer", issuing, "-verify_other", issuing, *at(NOW)]
    asked += [*ocsp_of_any_time(), "-cert", pem(tmp_path, "leaf", KEYS.timestamps.certificate)]
    asked += ["-CAfile", pem(tmp_path, "root", KEYS.root.certificate)]
    code, said = await openssl(*asked, "-url", f"{agency.url}/ocsp")
    assert code == 0, said
    assert "Response verify OK" in said
    assert "leaf.pem: good" in said
    assert "nonce" not in said.lower()  # it warns of a missing one
    agency.simulator.faults.set(Fault(mode="wrong-nonce"))
    assert "Nonce Verify error" in (await openssl(*asked, "-url", f"{agency.url}/ocsp"))[1]


@needs_openssl
async def test_openssl_reads_the_lists(agency: Agency, tmp_path: Path) -> None:
    """A chain whose every link is looked up on the published lists holds."""
    gateway = agency.open()
    lists = tmp_path / "lists.pem"
    lists.write_text("")
    for holder in (KEYS.root, KEYS.issuing):
        octets = await gateway.revocation_list(holder.certificate.public_bytes(Encoding.DER))
        found, shown = tmp_path / "list", tmp_path / "list.pem"
        found.write_bytes(octets)
        code, said = await openssl("crl", "-inform", "der", "-in", found, "-out", shown)
        assert code == 0, said
        lists.write_text(lists.read_text() + shown.read_text())
    judged = ["verify", *at(NOW), "-crl_check_all", "-CRLfile", lists]
    judged += ["-CAfile", pem(tmp_path, "root", KEYS.root.certificate)]
    judged += ["-untrusted", pem(tmp_path, "issuing", KEYS.issuing.certificate)]
    code, said = await openssl(*judged, pem(tmp_path, "leaf", KEYS.timestamps.certificate))
    assert code == 0, said


def test_malformed_requests(people: Population) -> None:
    """What is no request gets the failure that RFC 6960 has for it."""
    reply = _ask(people, "POST", "/ocsp", b"rubbish", QUERY)
    response = ocsp.load_der_ocsp_response(reply.body)
    assert response.response_status is ocsp.OCSPResponseStatus.MALFORMED_REQUEST


@pytest.mark.parametrize(
    ("method", "path", "content_type", "status"),
    [
        ("POST", "/ocsp", b"application/json", 415),
        ("GET", "/ocsp", QUERY, 404),
        ("GET", "/crl/abc.crl", b"", 404),
        ("GET", f"/crl/{'0' * 64}.crl", b"", 404),
        ("POST", f"/crl/{'0' * 64}.crl", b"", 404),
    ],
)
def test_http_is_held_to(
    people: Population, method: str, path: str, content_type: bytes, status: int
) -> None:
    """Only the media type and the paths of the contract are served."""
    assert _ask(people, method, path, b"", content_type).status == status
