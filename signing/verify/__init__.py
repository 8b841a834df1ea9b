"""Verification: never imports what signs."""

from signing.verify.document import verify_document
from signing.verify.own import OwnOutputInvalid, check_own
from signing.verify.policy import Policy
from signing.verify.report import Check, Report, Unreadable

__all__ = [
    "Check",
    "OwnOutputInvalid",
    "Policy",
    "Report",
    "Unreadable",
    "check_own",
    "verify_document",
]
