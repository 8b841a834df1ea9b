"""What a signature carries for its own defence, in words that XML and PDF share."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from schemas.canonical.validation import Level, ValidationData


@dataclass(frozen=True, slots=True)
class Stamp:
    """A timestamp as it is carried: its token (DER) and the SHA-256 that it must attest.

    ``data`` is the validation data that this token covers and no token before it does.
    """

    token: bytes
    imprint: bytes
    data: ValidationData = field(default_factory=ValidationData)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a signature carries: certificates (DER, leaf first), claimed time, stamps, more data.

    Each of ``stamps`` covers the signature, the stamps before it and their data; ``data`` stands
    behind them all, covered by none.
    """

    certificates: tuple[bytes, ...]
    claimed_time: datetime
    stamps: tuple[Stamp, ...] = ()
    data: ValidationData = field(default_factory=ValidationData)

    @property
    def all_data(self) -> Iterator[ValidationData]:
        """Everything carried, in order."""
        yield from (stamp.data for stamp in self.stamps)
        yield self.data

    @property
    def carries_revocation(self) -> bool:
        """Whether there is any OCSP response or CRL."""
        return any(map(has_revocation, self.all_data))

    @property
    def level(self) -> Level:
        """The level carried (EN 319 132-1 clause 6.3, EN 319 142-1 clause 6.3)."""
        if not self.stamps:
            return Level.B_B
        if any(has_revocation(stamp.data) for stamp in self.stamps):
            return Level.B_LTA
        return Level.B_LT if has_revocation(self.data) else Level.B_T


def has_revocation(data: ValidationData) -> bool:
    """Tell whether ``data`` holds an OCSP response or a CRL."""
    return bool(data.ocsp_responses or data.crls)
