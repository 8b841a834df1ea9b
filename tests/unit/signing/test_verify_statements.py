"""OCSP responses and lists: nothing damaged clears a certificate, or ends in an error."""

import subprocess
import sys
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA1, SHA224, SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.canonical.validation import ValidationData
from signing.verify import Policy
from signing.verify.longterm import Evidence, judge
from signing.verify.report import Refused, SubIndication
from simulators.certification_authority.status import failure
from tests.kit.pki import NOW, world

OF = world()
EVIDENCE = Evidence((OF.leaf.der, OF.issuing.der), NOW)
ROOT_LIST, LIST = OF.crls(NOW, revoked={OF.leaf.serial: NOW})
RESPONSE = OF.ocsp(NOW, revoked_at=NOW)


def refusal(data: ValidationData) -> Refused:
    with pytest.raises(Refused) as caught:
        judge(EVIDENCE, Policy(OF.anchors, data), NOW)
    return caught.value


def by_list(der: bytes) -> Refused:
    return refusal(ValidationData(crls=(ROOT_LIST, der)))


def by_response(der: bytes) -> Refused:
    return refusal(ValidationData(crls=(ROOT_LIST,), ocsp_responses=(der,)))


def test_the_statements_say_revoked() -> None:
    """The damage below would only ever hit what is refused anyway."""
    assert by_list(LIST).detail == by_response(RESPONSE).detail == "signer-revoked"


NAMED = """
import sys, signing.verify
from cryptography import x509
x509.load_der_x509_crl(bytes.fromhex(sys.argv[1])).issuer
"""


def test_a_country_of_three_letters_is_no_word_on_stderr() -> None:
    """Whoever verifies would be told of the library's line, instead of one clear sentence."""
    authority = OF.issuing
    name = x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "IRN", _validate=False)])
    builder = x509.CertificateRevocationListBuilder(name, NOW, NOW + timedelta(days=1))
    der = builder.sign(authority.key, SHA256()).public_bytes(Encoding.DER)
    told = subprocess.run(
        [sys.executable, "-W", "error", "-c", NAMED, der.hex()], capture_output=True, check=True
    )
    assert told.stderr == b""


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(LIST) - 1), st.integers(1, 255))
def test_a_damaged_list_never_clears_anybody(place: int, mask: int) -> None:
    """A thief would flip the one entry that is his."""
    damaged = bytearray(LIST)
    damaged[place] ^= mask
    assert by_list(bytes(damaged)).check == "revocation"


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(RESPONSE) - 1), st.integers(1, 255))
def test_a_damaged_response_never_clears_anybody(place: int, mask: int) -> None:
    """A thief would flip the one word that says revoked."""
    damaged = bytearray(RESPONSE)
    damaged[place] ^= mask
    assert by_response(bytes(damaged)).check == "revocation"


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 400))
def test_pieces_and_rubbish_are_refused(rubbish: bytes, cut: int) -> None:
    """A mirror that broke off would end in a traceback."""
    for der in (rubbish, LIST[:cut], LIST + rubbish + b"\0", RESPONSE[:cut]):
        assert by_list(der).check == "revocation"
        assert by_response(der).check == "revocation"


@pytest.mark.parametrize("status", ["try_later", "unauthorized", "internal_error"])
def test_an_answer_that_is_none_tells_nothing(status: str) -> None:
    """A responder's error would be taken for "good"."""
    refused = by_response(failure(status))
    assert (refused.detail, refused.sub_indication) == ("unsuccessful", SubIndication.TRY_LATER)


def test_only_known_hashes_name_a_certificate() -> None:
    """A CertID by a hash nobody looks at could name anybody."""
    for algorithm in (SHA1(), SHA256()):  # noqa: S303 - a name, as RFC 6960 has it
        response = OF.ocsp(NOW, hashed_by=algorithm)
        data = ValidationData(ocsp_responses=(response,), crls=(ROOT_LIST,))
        notes = judge(EVIDENCE, Policy(OF.anchors, data), NOW).notes
        assert notes["revocation"] == "good at 2026-11-22T08:30:00+00:00"
    assert by_response(OF.ocsp(NOW, hashed_by=SHA224())).detail == "certificate-id"


def test_a_list_is_in_force_until_its_next_update() -> None:
    """An old mirror would clear whoever was revoked since."""
    lists = OF.crls(NOW, lasts=timedelta(days=1))
    policy = Policy(OF.anchors, ValidationData(crls=lists))
    assert judge(EVIDENCE, policy, NOW + timedelta(days=1)).proven_at is None
    with pytest.raises(Refused, match="signer-stale"):
        judge(EVIDENCE, policy, NOW + timedelta(days=1, seconds=1))
