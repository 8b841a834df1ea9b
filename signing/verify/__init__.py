"""Verification: never imports what signs."""

import warnings

from signing.verify.document import verify_document
from signing.verify.own import OwnOutputInvalid, check_own
from signing.verify.policy import Policy
from signing.verify.report import Check, Report, Unreadable
from signing.verify.unsigned import issued_form, twin_digest

__all__ = [
    "Check",
    "OwnOutputInvalid",
    "Policy",
    "Report",
    "Unreadable",
    "check_own",
    "issued_form",
    "twin_digest",
    "verify_document",
]

# How long a name of a foreign certificate is decides nothing here; the library tells it on stderr.
warnings.filterwarnings("ignore", "Attribute's length must be", UserWarning)
