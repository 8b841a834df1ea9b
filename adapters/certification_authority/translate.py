"""From the authority's words to an answer that may be kept; pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from cryptography import x509
from cryptography.x509.ocsp import OCSPResponseStatus as Status

from adapters.base.errors import (
    AgencyBrokeContract,
    AgencyError,
    AgencyRefused,
    AgencyUnavailable,
    NoSuchRecord,
)
from adapters.certification_authority.wire import AGENCY, CertId, Response, RevocationList

SLACK = timedelta(minutes=5)
"""How far the authority's clock and ours may stand apart."""

MEANINGS: Mapping[Status, tuple[type[AgencyError], str]] = MappingProxyType(
    {
        Status.MALFORMED_REQUEST: (AgencyBrokeContract, "malformed-request"),
        Status.INTERNAL_ERROR: (AgencyUnavailable, "internal-error"),
        Status.TRY_LATER: (AgencyUnavailable, "try-later"),
        Status.SIG_REQUIRED: (AgencyRefused, "signature-required"),
        Status.UNAUTHORIZED: (AgencyRefused, "unauthorized"),
    }
)
"""Every failure of RFC 6960, section 2.3: how the question failed, and our code."""


def check_status(response: Response, asked: CertId, nonce: bytes, now: datetime) -> None:
    """Hold a response against the question: it is about ``asked``, of now, and no replay.

    A responder may leave the nonce out, which those do that sign ahead (RFC 6960 section 4.4.1);
    freshness is then what its instants say. Raises what a failure stands for, `NoSuchRecord`
    (``unknown-certificate``), and `AgencyBrokeContract` with code ``other-nonce``,
    ``other-certificate``, ``not-yet`` or ``stale``.
    """
    if response.status in MEANINGS:
        refusal, code = MEANINGS[response.status]
        raise refusal(AGENCY, code)
    if response.nonce not in {None, nonce}:
        raise AgencyBrokeContract(AGENCY, "other-nonce")
    single = next((one for one in response.singles if one.certificate == asked), None)
    if single is None:
        raise AgencyBrokeContract(AGENCY, "other-certificate")
    if not single.known:
        raise NoSuchRecord(AGENCY, "unknown-certificate")
    _check_times(single.this_update, single.next_update, now)


def check_list(found: RevocationList, issuer: x509.Name, now: datetime) -> None:
    """Hold a list against the question: it is whole, of ``issuer``, and of now.

    Raises `AgencyBrokeContract` with code ``other-issuer``, ``delta-list``, ``no-next-update``,
    ``not-yet`` or ``stale``.
    """
    if found.issuer != issuer:
        raise AgencyBrokeContract(AGENCY, "other-issuer")
    if not found.whole:
        raise AgencyBrokeContract(AGENCY, "delta-list")
    if found.next_update is None:
        raise AgencyBrokeContract(AGENCY, "no-next-update")
    _check_times(found.this_update, found.next_update, now)


def _check_times(this_update: datetime, next_update: datetime | None, now: datetime) -> None:
    """Refuse what is of another time; without nextUpdate newer word is to be had at any time."""
    if this_update > now + SLACK:
        raise AgencyBrokeContract(AGENCY, "not-yet")
    if next_update is not None and next_update < now - SLACK:
        raise AgencyBrokeContract(AGENCY, "stale")
