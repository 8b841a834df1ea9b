"""Documents of the zoo in the making: a receipt, which does not expire, grown as far as wanted."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from schemas.canonical.validation import ValidationData
from signing.augment import (
    add_archive_timestamp,
    add_signature_timestamp,
    add_validation_data,
    archive_imprint,
    signature_imprint,
)
from signing.profile import prepare_receipt
from signing.xades import sign
from tests.kit.nodes import Node
from tests.kit.pki import NOW, world
from tests.vectors.certificates.samples import receipt

STAMPED = NOW + timedelta(minutes=1)
PROVEN = NOW + timedelta(minutes=2)
SOON = NOW + timedelta(minutes=3)
ARCHIVED = NOW + timedelta(days=300)
LATER = NOW + timedelta(days=301)
LONG_AFTER = NOW + timedelta(days=1_500)
"""Long after the signer's certificate (365 days) has run out, before the TSA's (1,825) has."""

Maker = Callable[[], bytes]
Data = Callable[[], ValidationData]


def issued(signer: Node | None = None, at: datetime = NOW) -> bytes:
    """Return B-B, signed by ``signer`` whatever its certificate is good for."""
    return sign(prepare_receipt(receipt()), (signer or world().leaf).signer(), at).xml


def stamped(xml: bytes | None = None, at: datetime = STAMPED, **bad: object) -> bytes:
    """Return B-T; ``bad`` are options of `World.token`."""
    document = xml or issued()
    return add_signature_timestamp(document, _token(signature_imprint(document), at, bad))


def proven(xml: bytes | None = None, data: ValidationData | None = None) -> bytes:
    """Return B-LT with ``data``, else with all that the world has to say at `PROVEN`."""
    return add_validation_data(xml or stamped(), data or world().validation_data(PROVEN))


def archived(xml: bytes | None = None, at: datetime = ARCHIVED, **bad: object) -> bytes:
    """Return B-LTA; ``bad`` are options of `World.token`."""
    document = xml or proven()
    return add_archive_timestamp(document, _token(archive_imprint(document), at, bad))


def restamped(xml: bytes, token: bytes) -> bytes:
    """Return ``xml`` with another token (DER) in its last timestamp, as only a forger does it."""
    return _with_last(xml, b"xades:EncapsulatedTimeStamp", token)


def relisted(xml: bytes, crl: bytes) -> bytes:
    """Return ``xml`` with another list (DER) in place of its last."""
    return _with_last(xml, b"xades:EncapsulatedCRLValue", crl)


def cut(xml: bytes, opening: bytes, closing: bytes) -> bytes:
    """Return ``xml`` without its last element that begins with ``opening``."""
    start = xml.rindex(opening)
    end = xml.index(closing, start) + len(closing)
    return xml[:start] + xml[end:]


def _with_last(xml: bytes, name: bytes, value: bytes) -> bytes:
    start = xml.rindex(b"<%s>" % name) + len(name) + 2
    end = xml.index(b"</%s>" % name, start)
    return xml[:start] + b64encode(value) + xml[end:]


def exchanged(xml: bytes, old: bytes, new: bytes) -> bytes:
    """Return ``xml`` with octets exchanged that stand in it once."""
    assert xml.count(old) == 1
    return xml.replace(old, new)


def saying(
    ocsp: bytes | None = None,
    *,
    tsa: bytes | None = None,
    lists: tuple[bytes, ...] | None = None,
    at: datetime = PROVEN,
) -> ValidationData:
    """Return the good validation data of ``at``, but for what is told."""
    good = world().validation_data(at)
    answers = (ocsp or world().ocsp(at), tsa or world().tsa_ocsp(at))
    return replace(good, ocsp_responses=answers, crls=good.crls if lists is None else lists)


def lists(
    at: datetime, revoked: Node | None = None, since: datetime = NOW, **options: timedelta
) -> ValidationData:
    """Return the lists of both authorities, ``revoked`` on them since an instant."""
    entries = {revoked.serial: since} if revoked else {}
    return ValidationData(crls=world().crls(at, revoked=entries, **options))


def responses(*answers: bytes, at: datetime = PROVEN) -> ValidationData:
    """Return OCSP responses with the root's list of the moment ``at``."""
    return ValidationData(ocsp_responses=answers, crls=world().crls(at)[:1])


def _token(imprint: bytes, at: datetime, bad: dict[str, object]) -> bytes:
    return world().token(imprint, at, **bad)  # type: ignore[arg-type]
