"""PAdES signatures on the PDF twin, and what lets them last (ETSI EN 319 142-1)."""

from signing.pades.augment import (
    PendingTimestamp,
    add_validation_data,
    level_of_pdf,
    prepare_timestamp,
    room_for,
)
from signing.pades.sign import sign_pdf

__all__ = [
    "PendingTimestamp",
    "add_validation_data",
    "level_of_pdf",
    "prepare_timestamp",
    "room_for",
    "sign_pdf",
]
