"""The gateway against the authority's stand-in: every magic input comes to what it should."""

import json
from datetime import timedelta

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from adapters.base.errors import (
    AgencyBrokeContract,
    AgencyError,
    AgencyRefused,
    AgencyUnavailable,
    NoSuchRecord,
)
from simulators.certification_authority.people import MAGIC
from simulators.certification_authority.status import failure
from simulators.kit.faults import Fault
from simulators.kit.keys import made
from tests.contract.conftest import IMPATIENT, NOW, Agency
from tests.kit.nodes import Node, node

KEYS = made()
ISSUER = KEYS.issuing.certificate.public_bytes(Encoding.DER)
ROOT = KEYS.root.certificate.public_bytes(Encoding.DER)
LEAF = KEYS.timestamps.certificate.public_bytes(Encoding.DER)


def _with_serial(serial: int) -> bytes:
    """Return a certificate (DER) of the stand-in's authority with this serial number."""
    issuing = Node(KEYS.issuing.key, KEYS.issuing.certificate)
    return node("a certificate", issuing, serial=serial).der


async def test_good(agency: Agency) -> None:
    """The response that is kept is whole, of now, and by the responder."""
    response = ocsp.load_der_ocsp_response(await agency.open().status_of(LEAF, ISSUER))
    assert response.certificate_status is ocsp.OCSPCertStatus.GOOD
    assert response.serial_number == KEYS.timestamps.certificate.serial_number
    assert (response.produced_at_utc, response.this_update_utc) == (NOW, NOW)
    assert [one.serial_number for one in response.certificates] == [
        KEYS.ocsp.certificate.serial_number
    ]


async def test_revoked_is_an_answer(agency: Agency) -> None:
    """A revocation must come through as it was said, or nobody would ever learn of it."""
    octets = await agency.open().status_of(_with_serial(MAGIC["revoked"].serial), ISSUER)
    response = ocsp.load_der_ocsp_response(octets)
    assert response.certificate_status is ocsp.OCSPCertStatus.REVOKED
    assert response.revocation_reason is x509.ReasonFlags.key_compromise


async def test_request_is_the_contracts(agency: Agency) -> None:
    """What we send names one certificate by SHA-256, with 32 octets of nonce, fresh every time."""
    gateway = agency.open()
    await gateway.status_of(LEAF, ISSUER)
    await gateway.status_of(LEAF, ISSUER)
    asked = [ocsp.load_der_ocsp_request(one.body) for one, _ in agency.simulator.history]
    assert {one.hash_algorithm.name for one in asked} == {"sha256"}
    nonces = {one.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce for one in asked}
    assert [len(one) for one in nonces] == [32, 32]


STATUS_FAULTS: list[tuple[str, type[AgencyError], str]] = [
    ("unknown", NoSuchRecord, "unknown-certificate"),
    ("try-later", AgencyUnavailable, "try-later"),
    ("unauthorized", AgencyRefused, "unauthorized"),
    ("wrong-nonce", AgencyBrokeContract, "other-nonce"),
    ("wrong-certificate", AgencyBrokeContract, "other-certificate"),
    ("stale", AgencyBrokeContract, "stale"),
    ("wrong-clock", AgencyBrokeContract, "not-yet"),
]


@pytest.mark.parametrize(("key", "error", "code"), STATUS_FAULTS)
async def test_status_refused(
    agency: Agency, key: str, error: type[AgencyError], code: str
) -> None:
    """None of these may be kept as an answer; each has its kind, by serial and as a fault."""
    gateway = agency.open()
    with pytest.raises(error) as caught:
        await gateway.status_of(_with_serial(MAGIC[key].serial), ISSUER)
    assert caught.value.code == code
    agency.simulator.faults.set(Fault(mode=MAGIC[key].mode))  # type: ignore[arg-type]
    with pytest.raises(error) as again:
        await gateway.status_of(LEAF, ISSUER)
    assert again.value.code == code


async def test_slow(agency: Agency) -> None:
    """An authority that takes its time is one that does not answer."""
    gateway = agency.open(timeouts=IMPATIENT)
    with pytest.raises(AgencyUnavailable) as caught:
        await gateway.status_of(_with_serial(MAGIC["slow"].serial), ISSUER)
    assert caught.value.code == "timeout"


@pytest.mark.parametrize(
    ("status", "error", "code"),
    [
        ("internal_error", AgencyUnavailable, "internal-error"),
        ("sign_required", AgencyRefused, "signature-required"),
        ("malformed_request", AgencyBrokeContract, "malformed-request"),
    ],
)
async def test_failures(agency: Agency, status: str, error: type[AgencyError], code: str) -> None:
    """Every failure of OCSP says whether to wait, to ask for rights, or to call a human."""
    right = agency.simulator.answer
    agency.simulator.answer = lambda request: right(request)._replace(body=failure(status))
    with pytest.raises(error) as caught:
        await agency.open().status_of(LEAF, ISSUER)
    assert caught.value.code == code


async def test_another_authoritys_certificate(agency: Agency) -> None:
    """A responder that is not asked about its own says so, and does not guess."""
    issuing = KEYS.issuing.certificate.public_bytes(Encoding.DER)
    with pytest.raises(AgencyRefused) as caught:
        await agency.open().status_of(issuing, ROOT)
    assert caught.value.code == "unauthorized"


@pytest.mark.parametrize("issuer", [ROOT, ISSUER], ids=["root", "issuing"])
async def test_list(agency: Agency, issuer: bytes) -> None:
    """Both authorities publish a list, each its own, signed and of now."""
    found = x509.load_der_x509_crl(await agency.open().revocation_list(issuer))
    certificate = x509.load_der_x509_certificate(issuer)
    assert found.issuer == certificate.subject
    assert found.is_signature_valid(certificate.public_key())  # type: ignore[arg-type]  # P-256
    assert found.last_update_utc == NOW


@pytest.mark.parametrize(
    ("mode", "error", "code"),
    [
        ("try-later", AgencyUnavailable, "http-503"),
        ("unauthorized", AgencyRefused, "http-403"),
        ("wrong-certificate", AgencyBrokeContract, "other-issuer"),
        ("stale", AgencyBrokeContract, "stale"),
        ("wrong-clock", AgencyBrokeContract, "not-yet"),
    ],
)
async def test_list_refused(agency: Agency, mode: str, error: type[AgencyError], code: str) -> None:
    """A list of another time or authority would hide a revocation."""
    agency.simulator.faults.set(Fault(mode=mode))  # type: ignore[arg-type]
    with pytest.raises(error) as caught:
        await agency.open().revocation_list(ISSUER)
    assert caught.value.code == code


async def test_no_list(agency: Agency) -> None:
    """An issuer without a list is told from one whose list cannot be had now."""
    with pytest.raises(NoSuchRecord) as caught:
        await agency.open().revocation_list(LEAF)
    assert caught.value.code == "no-list"


async def test_the_keeper_revokes(agency: Agency, browser: httpx.AsyncClient) -> None:
    """A revocation shows in OCSP and on the list, from its instant on, until the reset."""
    gateway, manage = agency.open(), f"{agency.url}/_manage"
    serial = KEYS.timestamps.certificate.serial_number
    order = {"serial": str(serial), "instant": NOW.isoformat(), "reason": "superseded"}
    assert (await browser.post(f"{manage}/revoke", json=order)).status_code == 200
    response = ocsp.load_der_ocsp_response(await gateway.status_of(LEAF, ISSUER))
    assert response.revocation_time_utc == NOW
    found = x509.load_der_x509_crl(await gateway.revocation_list(ISSUER))
    entry = found.get_revoked_certificate_by_serial_number(serial)
    assert entry is not None
    assert entry.revocation_date_utc == NOW
    await browser.post(f"{manage}/reset")
    response = ocsp.load_der_ocsp_response(await gateway.status_of(LEAF, ISSUER))
    assert response.certificate_status is ocsp.OCSPCertStatus.GOOD


@pytest.mark.parametrize(
    "order",
    [
        "{",
        "[]",
        {"serial": 1},
        {"serial": 1, "instant": "soon"},
        {"serial": 1, "instant": "2026-11-22T08:00:00"},
        {"serial": "one", "instant": "2026-11-22T08:00:00Z"},
        {"serial": 1, "instant": "2026-11-22T08:00:00Z", "reason": "boredom"},
        {"serial": 1, "instant": "2026-11-22T08:00:00Z", "colour": "red"},
        {"serial": 1, "instant": 5},
    ],
)
async def test_wrong_orders(agency: Agency, browser: httpx.AsyncClient, order: object) -> None:
    """A keeper who misspells a revocation is told so, and nobody is revoked."""
    body = order if isinstance(order, str) else json.dumps(order)
    told = await browser.post(f"{agency.url}/_manage/revoke", content=body)
    assert told.status_code == 400
    assert told.json()["message"]


async def test_revoked_later_is_not_revoked_yet(agency: Agency, browser: httpx.AsyncClient) -> None:
    """A revocation of tomorrow must not reach back."""
    serial = KEYS.timestamps.certificate.serial_number
    order = {"serial": serial, "instant": (NOW + timedelta(days=1)).isoformat()}
    await browser.post(f"{agency.url}/_manage/revoke", json=order)
    response = ocsp.load_der_ocsp_response(await agency.open().status_of(LEAF, ISSUER))
    assert response.certificate_status is ocsp.OCSPCertStatus.GOOD
