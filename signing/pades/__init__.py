"""PAdES signatures on the PDF twin, and what lets them last (ETSI EN 319 142-1).

pyHanko takes longer to load than a command may take to start, and few processes ever sign a PDF:
each function loads the module that it stands for when it is first called.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Final

from schemas.canonical.validation import ValidationData
from signing.signer import Signer

if TYPE_CHECKING:
    from signing.pades.augment import PendingTimestamp

__all__ = ["add_validation_data", "prepare_timestamp", "room_for", "sign_pdf"]

TOKEN_ROOM: Final = 8192
"""Octets kept for a token when nothing is known of the authority: a chain of RSA-4096 fits."""


def sign_pdf(pdf: bytes, signer: Signer, at: datetime) -> bytes:
    """Return ``pdf`` signed, as `signing.pades.sign` does it; ``ValueError`` for a naive ``at``."""
    from signing.pades import sign

    return sign.sign_pdf(pdf, signer, at)


def prepare_timestamp(pdf: bytes, *, room: int = TOKEN_ROOM) -> "PendingTimestamp":
    """Return ``pdf`` with a place for a document time stamp of at most ``room`` octets."""
    from signing.pades import augment

    return augment.prepare_timestamp(pdf, room=room)


def room_for(token: bytes) -> int:
    """Return the room that any token of the authority of this one needs."""
    from signing.pades import augment

    return augment.room_for(token)


def add_validation_data(pdf: bytes, data: ValidationData) -> bytes:
    """Return ``pdf`` with ``data`` in its document security store."""
    from signing.pades import augment

    return augment.add_validation_data(pdf, data)
