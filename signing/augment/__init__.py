"""Signatures that last: XAdES B-T, B-LT and B-LTA (ETSI EN 319 132-1) made from B-B, by template.

Only unsigned properties are added, in canonical form, each in the place its level gives it: no
octet that was signed or stamped moves, and without `UnsignedProperties` a document is again what
left the hub. Every function takes the octets of a document that `signing.xades` signed and raises
``ValueError`` for any other, or for one at the wrong level.
"""

from signing.augment.imprint import archive_imprint, signature_imprint
from signing.augment.steps import (
    add_archive_timestamp,
    add_signature_timestamp,
    add_twin,
    add_validation_data,
    has_twin,
    level_of,
)

__all__ = [
    "add_archive_timestamp",
    "add_signature_timestamp",
    "add_twin",
    "add_validation_data",
    "archive_imprint",
    "has_twin",
    "level_of",
    "signature_imprint",
]
