"""A certificate's PDF at every level, made once in a test run for each kind of key."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from schemas.canonical.validation import Level
from signing.keys.pki import KeyKind
from signing.pades import add_validation_data, prepare_timestamp, sign_pdf
from signing.page.render import render
from signing.profile import prepare
from signing.seal import make_seal
from signing.verify.policy import Policy
from signing.verify.seal import claims_of
from signing.xades import sign
from tests.kit.pki import World, world
from tests.vectors.certificates.samples import NOW, clearance, statement

STAMPED = NOW + timedelta(minutes=1)
PROVEN = NOW + timedelta(minutes=2)
ARCHIVED = NOW + timedelta(minutes=3)
LATER = NOW + timedelta(minutes=4)
"""When all of it has been done, and the documents are verified."""

KINDS: tuple[KeyKind, ...] = ("p256", "rsa2048")


@dataclass(frozen=True)
class Forms:
    """The XML as issued, its page before the signature, and the signed PDF by its level."""

    xml: bytes
    page: bytes
    by_level: dict[Level, bytes]


@cache
def forms(kind: KeyKind = "p256") -> Forms:
    """Return the forms of an Article 37 certificate in the world of ``kind``."""
    house = world(kind)
    xml = sign(prepare(clearance()), house.signer, NOW).xml
    page = render(xml, make_seal(claims_of(xml), house.signer))
    issued = sign_pdf(page, house.signer, NOW)
    stamped = stamp(issued, house, STAMPED)
    proven = add_validation_data(stamped, house.validation_data(PROVEN))
    archived = stamp(proven, house, ARCHIVED)
    levels = (issued, stamped, proven, archived)
    return Forms(xml, page, dict(zip(Level, levels, strict=True)))


@cache
def other_page() -> bytes:
    """Return the page of another certificate of the same house, before its signature."""
    house = world()
    xml = sign(prepare(statement()), house.signer, NOW).xml
    return render(xml, make_seal(claims_of(xml), house.signer))


def stamp(pdf: bytes, house: World, at: datetime = STAMPED) -> bytes:
    """Return ``pdf`` with a time stamp of the authority of ``house``."""
    pending = prepare_timestamp(pdf)
    return pending.finish(house.token(pending.digest, at))


def policy(kind: KeyKind = "p256") -> Policy:
    """Return what a verifier trusts: the root of the world of ``kind``."""
    return Policy(world(kind).anchors)
