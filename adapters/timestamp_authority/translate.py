"""From the authority's words to a token that answers the question; pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from adapters.base.errors import (
    AgencyBrokeContract,
    AgencyError,
    AgencyRefused,
    AgencyUnavailable,
)
from adapters.timestamp_authority.wire import AGENCY, GRANTED, Reply, Stamp

SLACK = timedelta(minutes=5)
"""How far the authority's clock and ours may stand apart."""

MEANINGS: Mapping[str | None, tuple[type[AgencyError], str]] = MappingProxyType(
    {
        None: (AgencyRefused, "rejected"),
        "bad_alg": (AgencyBrokeContract, "bad-algorithm"),
        "bad_request": (AgencyBrokeContract, "bad-request"),
        "bad_data_format": (AgencyBrokeContract, "bad-data-format"),
        "unaccepted_extensions": (AgencyBrokeContract, "unaccepted-extensions"),
        "unaccepted_policy": (AgencyRefused, "unaccepted-policy"),
        "add_info_not_available": (AgencyRefused, "no-additional-information"),
        "time_not_available": (AgencyUnavailable, "time-not-available"),
        "system_failure": (AgencyUnavailable, "system-failure"),
    }
)
"""Every PKIFailureInfo of RFC 3161, section 2.4.2: how the question failed, and our code."""


def token_of(reply: Reply, digest: bytes, nonce: int, now: datetime) -> bytes:
    """Return the TimeStampToken (DER) in ``reply``, which must answer the question just asked.

    Raises what a refusal stands for, `AgencyUnavailable` (``waiting``), and `AgencyBrokeContract`
    with code ``unknown-failure``, ``unknown-status``, ``no-token``, ``other-imprint``,
    ``other-nonce``, ``no-certificate`` or ``clock`` (genTime is not the time that it is).
    """
    if reply.status not in GRANTED:
        raise _refusal(reply)
    if reply.stamp is None:
        raise AgencyBrokeContract(AGENCY, "no-token")
    _check(reply.stamp, digest, nonce, now)
    return reply.stamp.token


def _refusal(reply: Reply) -> AgencyError:
    """Return what it means that no token was granted."""
    if reply.status == "waiting":
        return AgencyUnavailable(AGENCY, "waiting")
    if reply.status != "rejection":
        return AgencyBrokeContract(AGENCY, "unknown-status")
    refusal, code = MEANINGS.get(reply.failure, (AgencyBrokeContract, "unknown-failure"))
    return refusal(AGENCY, code)


def _check(stamp: Stamp, digest: bytes, nonce: int, now: datetime) -> None:
    """Hold the token against the question (RFC 3161, section 2.4.2, last paragraphs)."""
    if (stamp.algorithm, stamp.digest) != ("sha256", digest):
        raise AgencyBrokeContract(AGENCY, "other-imprint")
    if stamp.nonce != nonce:
        raise AgencyBrokeContract(AGENCY, "other-nonce")
    if not stamp.certified:
        raise AgencyBrokeContract(AGENCY, "no-certificate")
    if abs(stamp.gen_time - now) > SLACK:
        raise AgencyBrokeContract(AGENCY, "clock")
