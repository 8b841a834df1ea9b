"""From the register's numbers to a yes, a no, or a reason for neither; pure."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from adapters.base.errors import (
    AgencyBrokeContract,
    AgencyError,
    AgencyRefused,
    AgencyUnavailable,
    NoSuchRecord,
)
from adapters.mobile_ownership import wire
from schemas.canonical.text import ascii_digits

_ANSWERS: Final[Mapping[int, bool]] = MappingProxyType(
    {
        200: True,
        600: False,  # another's
        601: False,  # out of service, so nobody's
        602: False,  # in the name of a foreign identity, so not of a national id
    }
)
_REASONS: Final[Mapping[int, tuple[type[AgencyError], str]]] = MappingProxyType(
    {
        603: (NoSuchRecord, "no-such-person"),
        700: (AgencyUnavailable, "request-repeated"),  # the next attempt has another id
        701: (AgencyRefused, "request-stale"),
        703: (AgencyBrokeContract, "cipher-refused"),
        710: (AgencyRefused, "quota"),
        711: (AgencyRefused, "provider-unknown"),
        712: (AgencyRefused, "service-closed"),
        720: (AgencyUnavailable, "operator-silent"),
    }
)


def owned(reply: wire.Matching, request_id: str) -> bool:
    """Return whether the number asked about by ``request_id`` is the person's.

    Raises `NoSuchRecord` (``no-such-person``), `AgencyRefused` (``request-stale``, ``quota``,
    ``provider-unknown``, ``service-closed``), `AgencyUnavailable` (``request-repeated``,
    ``operator-silent``) and `AgencyBrokeContract` (``other-request``, ``cipher-refused``,
    ``unknown-response``). Of the numbers only 200 is public; the others are the contract's, see its
    provenance.
    """
    if ascii_digits(reply.request_id) != request_id:
        raise AgencyBrokeContract(wire.AGENCY, "other-request")
    if reply.response in _REASONS:
        kind, code = _REASONS[reply.response]
        raise kind(wire.AGENCY, code)
    if reply.response not in _ANSWERS:
        raise AgencyBrokeContract(wire.AGENCY, "unknown-response")
    return _ANSWERS[reply.response]
