"""What the stand-ins sign: strict DER, times as they were given, and nothing of the real clock."""

from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto import cms, core, parser, tsp
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.x509 import ocsp

from simulators.certification_authority.lists import revocation_list
from simulators.certification_authority.status import Revocation, Subject, answer
from simulators.kit.keys import Holder, made
from simulators.timestamp_authority.token import Question, token
from tests.kit.pki import world

KEYS = made()
AT = datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)
LEAF, ISSUER = KEYS.timestamps.certificate, KEYS.issuing.certificate
SUBJECT = Subject.of(LEAF, ISSUER)
REASONS = set(x509.ReasonFlags) - {x509.ReasonFlags.remove_from_crl}
"""But for the one that only a delta list gives."""


def _info(octets: bytes) -> tsp.TSTInfo:
    return cms.ContentInfo.load(octets)["content"]["encap_content_info"]["content"].parsed


def _members(value: core.SetOf) -> list[bytes]:
    """Return the members of a SET OF, as they stand in its encoding."""
    members, place = [], 0
    while place < len(value.contents):
        _, _, _, head, content, tail = parser.parse(value.contents[place:])
        members.append(head + content + tail)
        place += len(members[-1])
    return members


def test_sets_are_sorted() -> None:
    """Some readers refuse a SET OF that is not in DER's order, which openssl itself writes."""
    for nonce in range(5):
        stamp = token(KEYS.timestamps, Question(bytes(32), nonce=nonce), AT, nonce)
        content = cms.ContentInfo.load(stamp)["content"]
        attributes = _members(content["signer_infos"][0]["signed_attrs"])
        certificates = _members(content["certificates"])
        assert (len(attributes), len(certificates)) == (3, 2)
        assert attributes == sorted(attributes)
        assert certificates == sorted(certificates)


@pytest.mark.parametrize(
    ("micros", "written"),
    [
        (0, b"20310506070809Z"),
        (120_000, b"20310506070809.12Z"),
        (1, b"20310506070809.000001Z"),
    ],
)
def test_gen_time_has_a_fraction_when_there_is_one(micros: int, written: bytes) -> None:
    """DER allows neither a trailing zero nor an empty fraction (RFC 3161 section 2.4.2)."""
    stamp = token(KEYS.timestamps, Question(bytes(32)), AT + timedelta(microseconds=micros), 1)
    assert _info(stamp)["gen_time"].contents == written


@pytest.mark.parametrize(
    ("accuracy", "units"),
    [
        (timedelta(seconds=1), (1, None, None)),
        (timedelta(milliseconds=500), (None, 500, None)),
        (timedelta(seconds=2, microseconds=3_004), (2, 3, 4)),
    ],
)
def test_accuracy(accuracy: timedelta, units: tuple[int | None, ...]) -> None:
    """Accuracy stands in its three units, and a zero one is left out."""
    stamp = token(KEYS.timestamps, Question(bytes(32)), AT, 1, accuracy=accuracy)
    assert tuple(_info(stamp)["accuracy"].native.values()) == units


def test_certificate_is_named_by_sha256() -> None:
    """ESSCertIDv2's hash is SHA-256 by default, and DER leaves a default out (RFC 5035)."""
    signer = cms.ContentInfo.load(token(KEYS.timestamps, Question(bytes(32)), AT, 1))
    attributes = signer["content"]["signer_infos"][0]["signed_attrs"]
    named = {one["type"].native: one["values"][0] for one in attributes}["signing_certificate_v2"]
    assert named["certs"][0]["cert_hash"].native == LEAF.fingerprint(SHA256())
    assert parser.parse(named["certs"][0].contents)[2] == 4  # an OCTET STRING comes first


def test_times_of_a_response_are_as_given() -> None:
    """A response that said the real time could not be judged at another one."""
    octets = answer(KEYS.ocsp, SUBJECT, AT + timedelta(microseconds=5), nonce=b"nonce")
    response = ocsp.load_der_ocsp_response(octets)
    assert (response.produced_at_utc, response.this_update_utc) == (AT, AT)
    assert response.next_update_utc == AT + timedelta(hours=12)
    assert [one.value for one in response.extensions] == [x509.OCSPNonce(b"nonce")]
    endless = ocsp.load_der_ocsp_response(answer(KEYS.ocsp, SUBJECT, AT, lasts=None))
    assert endless.next_update_utc is None
    assert not list(endless.extensions)


@pytest.mark.parametrize("reason", [None, *sorted(REASONS, key=lambda one: one.name)])
def test_reasons(reason: x509.ReasonFlags | None) -> None:
    """Every reason of RFC 5280 that an OCSP response and a list can give, and none."""
    revocation = Revocation(AT - timedelta(days=1), reason)
    response = ocsp.load_der_ocsp_response(answer(KEYS.ocsp, SUBJECT, AT, revocation=revocation))
    assert response.certificate_status is ocsp.OCSPCertStatus.REVOKED
    assert (response.revocation_time_utc, response.revocation_reason) == (revocation.at, reason)
    octets = revocation_list(KEYS.issuing, 7, AT, {5: revocation})
    entry = x509.load_der_x509_crl(octets).get_revoked_certificate_by_serial_number(5)
    assert entry is not None
    assert entry.revocation_date_utc == revocation.at
    assert [one.value for one in entry.extensions] == ([x509.CRLReason(reason)] if reason else [])


def test_a_list_has_its_number() -> None:
    """Of two lists the one with the greater number is the newer (RFC 5280 section 5.2.3)."""
    found = x509.load_der_x509_crl(revocation_list(KEYS.root, 7, AT, {}))
    assert found.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number == 7


def test_issuer_is_known_by_any_hash() -> None:
    """A question hashed by SHA-1 is about the same certificate, a stranger's about another."""
    assert Subject.of(LEAF, ISSUER, SHA1()).has_issuer_of(LEAF, ISSUER)  # noqa: S303 - a CertID
    other = world()
    stranger = Subject.of(other.leaf.certificate, other.issuing.certificate)
    assert not stranger.has_issuer_of(LEAF, ISSUER)


def test_rsa_answers() -> None:
    """Authorities with RSA keys are the most common ones."""
    tsa = world("rsa2048").tsa
    assert isinstance(tsa.key, rsa.RSAPrivateKey)
    holder = Holder(tsa.key, tsa.certificate)
    response = ocsp.load_der_ocsp_response(answer(holder, SUBJECT, AT))
    tsa.key.public_key().verify(
        response.signature, response.tbs_response_bytes, padding.PKCS1v15(), SHA256()
    )
