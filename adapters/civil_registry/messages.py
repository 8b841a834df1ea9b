"""The registry's message keys, each with what it means: nobody, a refusal, or a broken contract.

Keys are spelled as on the wire. A refusal of the calendar passes by itself: its hours come, its
day ends. One of the subject or of our account waits for somebody to act.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from adapters.base.errors import AgencyBrokeContract, AgencyError, AgencyRefused, NoSuchRecord
from adapters.civil_registry.wire import AGENCY

NOBODY: Final = MappingProxyType(
    {
        "err.record.not.found": "not-found",
        "Nin.Not.Valid": "nin-not-valid",
        "err.cancellation.nin": "nin-cancelled",
    }
)
"""There is no such person."""
CALENDAR: Final = MappingProxyType(
    {
        "inquiry.outof.max.daily.request": "quota-requests",
        "inquiry.outof.max.response": "quota-answers",
        "inquiry.time.finished": "time-finished",
        "login.time.diny": "out-of-hours",
        "login.holyday.diny": "holiday",
    }
)
"""Not now: quotas, hours and holidays; each code is one of `errors.CALENDAR`."""
WITHHELD: Final = MappingProxyType(
    {
        "result.rec.invisible": "record-hidden",
        "result.rec.review": "record-under-review",
        "result.rec.return": "record-returned",
        "IS_EXCEPTED": "record-excepted",
    }
)
"""Not this subject."""
ACCOUNT: Final = MappingProxyType(
    {
        "Login.username.required": "login-user-missing",
        "Login.password.required": "login-password-missing",
        "login.invalid.user": "login-invalid",
        "login.lock.user": "login-locked",
        "login.service.diny": "login-service",
        "login.none.Request": "login-no-requests",
        "login.none.Response": "login-no-answers",
        "err.method.diny": "operation-denied",
        "You.have.not.permission": "no-permission",
    }
)
"""Not us."""
MISUNDERSTOOD: Final = MappingProxyType(
    {
        "inquiry.inquiry.required": "inquiry-missing",
        "inquiry.unknown.search": "unknown-search",
        "inquiry.unreadable.image": "unreadable-image",
        "Error inUTF-8Encoding": "their-text-encoding",
        "Error inPersonInfoReading": "person-info-unread",
    }
)
"""The question or the answer was not what the contract has."""

_KINDS: tuple[tuple[type[AgencyError], Mapping[str, str]], ...] = (
    (NoSuchRecord, NOBODY),
    (AgencyRefused, CALENDAR),
    (AgencyRefused, WITHHELD),
    (AgencyRefused, ACCOUNT),
    (AgencyBrokeContract, MISUNDERSTOOD),
)
MEANINGS: Final = MappingProxyType(
    {key: (kind, code) for kind, keys in _KINDS for key, code in keys.items()}
)
"""Every message key known: how the question failed, and our stable code."""


def refuse(messages: Iterable[str], exception_message: str) -> None:
    """Raise what the registry says instead of an answer; nothing where it says nothing.

    An exception's text breaks the contract (``exception-message``), and so does a key that nobody
    has documented (``unknown-message``).
    """
    if exception_message:
        raise AgencyBrokeContract(AGENCY, "exception-message")
    for key in messages:
        kind, code = MEANINGS.get(key, (AgencyBrokeContract, "unknown-message"))
        raise kind(AGENCY, code)
