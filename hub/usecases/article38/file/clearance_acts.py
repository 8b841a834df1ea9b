"""What becomes of a clearance after it was issued: acts of the hub, and the word to issue anew.

The hub's follow from what was recorded of the certificate, of which there is evidence of its own.
``since`` is when that took effect (UTC), ``reason`` the published one.
"""

from dataclasses import dataclass
from datetime import date, datetime

from hub.usecases.article38.model import Party
from schemas.canonical.certificate import CertificateNumber
from schemas.canonical.status import ReasonCode


@dataclass(frozen=True, slots=True)
class ClearanceNotified:
    """A party was told of the clearance under its workshop number."""

    party: Party
    number: CertificateNumber
    on: date


@dataclass(frozen=True, slots=True)
class ClearanceSuspended:
    """The clearance may not be relied on until the suspension is lifted."""

    number: CertificateNumber
    reason: ReasonCode
    since: datetime


@dataclass(frozen=True, slots=True)
class ClearanceReinstated:
    """The suspension was lifted: the clearance stands again."""

    number: CertificateNumber
    reason: ReasonCode
    since: datetime


@dataclass(frozen=True, slots=True)
class ClearanceRevoked:
    """The clearance is void for good, and so is what rests on it."""

    number: CertificateNumber
    reason: ReasonCode
    since: datetime


@dataclass(frozen=True, slots=True)
class ClearanceReplaced:
    """The same clearance was issued anew under the number ``by``, as after the loss of a key."""

    number: CertificateNumber
    by: CertificateNumber
    reason: ReasonCode
    since: datetime


@dataclass(frozen=True, slots=True)
class ReissueAllowed:
    """An officer lets what was calculated be cleared anew, though ``number`` was revoked for it."""

    number: CertificateNumber
    reason: str


Changed = ClearanceSuspended | ClearanceReinstated | ClearanceRevoked | ClearanceReplaced
"""What the hub notes of a clearance that it issued."""
