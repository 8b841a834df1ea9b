"""One certificate in each of its forms, stamped and proven by a world of `tests.kit.pki`."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from schemas.canonical.validation import Level, ValidationData
from signing.augment import (
    add_archive_timestamp,
    add_signature_timestamp,
    add_twin,
    add_validation_data,
    archive_imprint,
    signature_imprint,
)
from signing.keys.pki import KeyKind
from signing.profile import prepare
from signing.xades import sign
from tests.kit.pki import NOW, World, world
from tests.vectors.certificates.samples import clearance

STAMPED = NOW + timedelta(seconds=30)
PROVEN = NOW + timedelta(minutes=1)
ARCHIVED = NOW + timedelta(days=300)
RENEWED = NOW + timedelta(days=600)
TWIN = bytes(range(32))


@dataclass(frozen=True, repr=False)
class Forms:
    """A certificate as it was issued, with its twin's name, and as it grew.

    ``stamped`` is B-T, ``proven`` B-LT, ``archived`` B-LTA, ``renewed`` the same with a second
    archive timestamp. ``refreshed`` and ``rejudged`` are the two just before each of those.
    """

    issued: bytes
    named: bytes
    stamped: bytes
    proven: bytes
    refreshed: bytes
    archived: bytes
    rejudged: bytes
    renewed: bytes

    @property
    def by_level(self) -> dict[Level, bytes]:
        """The usual form at each level."""
        return dict(
            zip(Level, (self.issued, self.stamped, self.proven, self.archived), strict=True)
        )

    @property
    def every(self) -> tuple[bytes, ...]:
        """All forms as they grew."""
        grown = (self.issued, self.named, self.stamped, self.proven)
        return (*grown, self.refreshed, self.archived, self.rejudged, self.renewed)


@cache
def forms(kind: KeyKind = "p256") -> Forms:
    """Return the forms of a clearance, all keys of ``kind``, made once in a test run."""
    of = world(kind)
    return grown(sign(prepare(clearance()), of.signer, NOW).xml, of)


def grown(issued: bytes, of: World, twin: bytes | None = TWIN) -> Forms:
    """Return the forms of the document ``issued`` in the world ``of``, named by ``twin`` if any."""
    named = issued if twin is None else add_twin(issued, twin)
    stamped = stamp(named, of, STAMPED)
    proven = add_validation_data(stamped, of.validation_data(PROVEN))
    refreshed = add_validation_data(proven, stamper_data(of, ARCHIVED))
    archived = archive(refreshed, of, ARCHIVED)
    rejudged = add_validation_data(archived, stamper_data(of, RENEWED))
    renewed = archive(rejudged, of, RENEWED)
    return Forms(issued, named, stamped, proven, refreshed, archived, rejudged, renewed)


def stamp(xml: bytes, of: World, at: datetime) -> bytes:
    """Return ``xml`` with its signature timestamp."""
    return add_signature_timestamp(xml, of.token(signature_imprint(xml), at))


def archive(xml: bytes, of: World, at: datetime) -> bytes:
    """Return ``xml`` with one more archive timestamp."""
    return add_archive_timestamp(xml, of.token(archive_imprint(xml), at))


def stamper_data(of: World, at: datetime) -> ValidationData:
    """Return what judges the TSA, fetched ``at``."""
    certificates = (of.tsa.der, of.issuing.der)
    return ValidationData(certificates, (of.tsa_ocsp(at),), of.crls(at)[:1])
