"""From the authority's words to what may be kept: whatever comes is that, or one of four errors."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from hypothesis import given
from hypothesis import strategies as st

from adapters.base.answer import Answer
from adapters.base.errors import AgencyBrokeContract, AgencyError, AgencyUnavailable, NoSuchRecord
from adapters.certification_authority import translate, wire
from simulators.certification_authority.lists import revocation_list
from simulators.certification_authority.status import Subject, answer
from simulators.kit.keys import made

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
SLACK, SECOND = translate.SLACK, timedelta(seconds=1)
NONCE = bytes(range(32))
KEYS = made()
LEAF, ISSUER = KEYS.timestamps.certificate, KEYS.issuing.certificate
_, ASKED = wire.query(LEAF.public_bytes(Encoding.DER), ISSUER.public_bytes(Encoding.DER), NONCE)
SINGLE = wire.Single(ASKED, known=True, this_update=NOW, next_update=NOW + timedelta(hours=1))
GOOD = wire.Response(ocsp.OCSPResponseStatus.SUCCESSFUL, NONCE, (SINGLE,))
LIST = wire.RevocationList(ISSUER.subject, NOW, NOW + timedelta(days=7), whole=True)


@cache
def response() -> bytes:
    """Return the response that a sound authority gives."""
    return answer(KEYS.ocsp, Subject.of(LEAF, ISSUER), NOW, nonce=NONCE)


@cache
def crl() -> bytes:
    """Return the list of a sound authority."""
    return revocation_list(KEYS.issuing, 1, NOW, {})


def _status(body: bytes) -> None:
    """Read an OCSP response and hold it against the question."""
    found = wire.read_status(Answer(200, wire.REPLY, body))
    translate.check_status(found, ASKED, NONCE, NOW)


def _list(body: bytes, status: int = 200, media_type: str = wire.LIST) -> None:
    """Read a list and hold it against the question."""
    found = wire.read_list(Answer(status, media_type, body))
    translate.check_list(found, ISSUER.subject, NOW)


def test_sound_answers_pass() -> None:
    """A check that refused everything would look safe and be of no use."""
    _status(response())
    _list(crl())


@pytest.mark.parametrize(
    "found",
    [
        replace(GOOD, nonce=None),
        replace(GOOD, singles=(replace(SINGLE, certificate=("sha1", b"", b"", 1)), SINGLE)),
        replace(GOOD, singles=(replace(SINGLE, next_update=None),)),
        replace(GOOD, singles=(replace(SINGLE, this_update=NOW + SLACK),)),
        replace(GOOD, singles=(replace(SINGLE, next_update=NOW - SLACK),)),
    ],
    ids=["signed-ahead", "among-others", "no-next-update", "fast-clock", "just-over"],
)
def test_what_a_responder_may_do(found: wire.Response) -> None:
    """Real responders sign ahead, tell of more certificates, and have clocks of their own."""
    translate.check_status(found, ASKED, NONCE, NOW)


@pytest.mark.parametrize(
    ("found", "error", "code"),
    [
        (replace(GOOD, nonce=b"other"), AgencyBrokeContract, "other-nonce"),
        (replace(GOOD, singles=()), AgencyBrokeContract, "other-certificate"),
        (
            replace(GOOD, singles=(replace(SINGLE, certificate=(*ASKED[:3], ASKED[3] + 1)),)),
            AgencyBrokeContract,
            "other-certificate",
        ),
        (
            replace(GOOD, singles=(replace(SINGLE, known=False),)),
            NoSuchRecord,
            "unknown-certificate",
        ),
        (
            replace(GOOD, singles=(replace(SINGLE, this_update=NOW + SLACK + SECOND),)),
            AgencyBrokeContract,
            "not-yet",
        ),
        (
            replace(GOOD, singles=(replace(SINGLE, next_update=NOW - SLACK - SECOND),)),
            AgencyBrokeContract,
            "stale",
        ),
    ],
)
def test_what_it_may_not(found: wire.Response, error: type[AgencyError], code: str) -> None:
    """Replayed, swapped or out of time: kept as an answer it would make a certificate pass."""
    with pytest.raises(error) as caught:
        translate.check_status(found, ASKED, NONCE, NOW)
    assert caught.value.code == code


def test_every_failure_of_the_standard_has_a_meaning() -> None:
    """A failure without one would be taken for an answer."""
    failures = set(ocsp.OCSPResponseStatus) - {ocsp.OCSPResponseStatus.SUCCESSFUL}
    assert translate.MEANINGS.keys() == failures


@pytest.mark.parametrize(
    ("found", "code"),
    [
        (replace(LIST, issuer=KEYS.root.certificate.subject), "other-issuer"),
        (replace(LIST, whole=False), "delta-list"),
        (replace(LIST, next_update=None), "no-next-update"),
        (replace(LIST, next_update=NOW - SLACK - SECOND), "stale"),
        (replace(LIST, this_update=NOW + SLACK + SECOND), "not-yet"),
    ],
)
def test_lists_refused(found: wire.RevocationList, code: str) -> None:
    """A list of another issuer or time, or a part of one, would hide a revocation."""
    with pytest.raises(AgencyBrokeContract) as caught:
        translate.check_list(found, ISSUER.subject, NOW)
    assert caught.value.code == code


def test_a_delta_is_seen() -> None:
    """A delta list names only what is new since another list."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(ISSUER.subject)
        .last_update(NOW)
        .next_update(NOW + timedelta(days=1))
        .add_extension(x509.DeltaCRLIndicator(1), critical=True)
    )
    delta = builder.sign(KEYS.issuing.key, SHA256()).public_bytes(Encoding.DER)
    with pytest.raises(AgencyBrokeContract) as caught:
        _list(delta)
    assert caught.value.code == "delta-list"


@pytest.mark.parametrize(
    ("status", "media_type", "error", "code"),
    [
        (404, "text/html", NoSuchRecord, "no-list"),
        (200, "text/html", AgencyBrokeContract, "not-der"),
        (503, wire.LIST, AgencyUnavailable, "http-503"),
    ],
)
def test_http(status: int, media_type: str, error: type[AgencyError], code: str) -> None:
    """An error page must not be read as a list."""
    with pytest.raises(error) as caught:
        _list(crl(), status, media_type)
    assert caught.value.code == code


@given(place=st.integers(0, 2_000), octet=st.integers(0, 255), cut=st.integers(0, 40))
def test_damage_is_an_answer_or_an_agencys_error(place: int, octet: int, cut: int) -> None:
    """No octet out of place may raise anything that the hub does not know."""
    for octets, read in ((response(), _status), (crl(), _list)):
        damaged = bytearray(octets)
        damaged[place % len(damaged)] = octet
        try:
            read(bytes(damaged[: len(damaged) - cut]))
        except AgencyError as error:
            assert error.agency == "certification_authority"  # noqa: PT017 - which one is free


@given(st.binary(max_size=200))
def test_rubbish_is_an_agencys_error(body: bytes) -> None:
    """Whatever a stranger sends under our media types is refused in our words."""
    for read in (_status, _list):
        with pytest.raises(AgencyError):
            read(body)
