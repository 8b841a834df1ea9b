"""What each level of XAdES adds, as one table (ETSI EN 319 132-1, clause 6.3, table 2)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from schemas.canonical.validation import Level


class Property(StrEnum):
    """The unsigned signature properties by their qualified names, as they are written."""

    TWIN = "twin:Twin"
    SIGNATURE_TIMESTAMP = "xades:SignatureTimeStamp"
    TIMESTAMP_DATA = "xades141:TimeStampValidationData"
    CERTIFICATES = "xades:CertificateValues"
    REVOCATION = "xades:RevocationValues"
    ARCHIVE_TIMESTAMP = "xades141:ArchiveTimeStamp"


@dataclass(frozen=True, slots=True)
class Addition:
    """What a level adds: the properties that make it, and those that may come along."""

    makes: frozenset[Property]
    order: tuple[Property, ...]


LEVELS: Final[Mapping[Level, Addition]] = {
    Level.B_B: Addition(frozenset(), (Property.TWIN,)),
    Level.B_T: Addition(
        frozenset({Property.SIGNATURE_TIMESTAMP}),
        (Property.SIGNATURE_TIMESTAMP,),
    ),
    Level.B_LT: Addition(
        frozenset({Property.REVOCATION}),
        (Property.TIMESTAMP_DATA, Property.CERTIFICATES, Property.REVOCATION),
    ),
    Level.B_LTA: Addition(
        frozenset({Property.ARCHIVE_TIMESTAMP}),
        (Property.ARCHIVE_TIMESTAMP,),
    ),
}
"""The levels in order. After an archive timestamp come its own validation data and the next one,
year after year; certificates that `KeyInfo`, a token or an OCSP response holds stand only there."""

ORDER: Final = tuple(name for addition in LEVELS.values() for name in addition.order)
"""The properties in the order they stand in, up to the first archive timestamp."""


def level_with(properties: Collection[Property]) -> Level:
    """Return the highest level whose makers are in ``properties``.

    The schema sees to it that those of the levels below are there too.
    """
    present = set(properties)
    return [level for level, addition in LEVELS.items() if addition.makes <= present][-1]
