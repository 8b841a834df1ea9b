"""What a signature needs besides itself to be judged later: its level, and validation data."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How long a signature lasts (ETSI EN 319 132-1 clause 6, EN 319 142-1 clause 6), in order.

    B-B proves who, B-T also when, B-LT that the certificate was good then, B-LTA all of it again
    after the algorithms and certificates of the lower levels have gone.
    """

    B_B = "B-B"
    B_T = "B-T"
    B_LT = "B-LT"
    B_LTA = "B-LTA"

    @property
    def rank(self) -> int:
        """The place in the order of levels, from 0."""
        return list(Level).index(self)


@dataclass(frozen=True, slots=True)
class ValidationData:
    """Certificates (RFC 5280), OCSP responses (RFC 6960, whole) and CRLs, each in DER."""

    certificates: tuple[bytes, ...] = ()
    ocsp_responses: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()

    def __or__(self, other: "ValidationData") -> "ValidationData":
        """Return both, each value once, in order."""
        return ValidationData(
            tuple(dict.fromkeys((*self.certificates, *other.certificates))),
            tuple(dict.fromkeys((*self.ocsp_responses, *other.ocsp_responses))),
            tuple(dict.fromkeys((*self.crls, *other.crls))),
        )
