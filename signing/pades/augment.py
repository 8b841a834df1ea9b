"""From B-B to B-LTA by updates: document time stamps and the document security store.

ETSI EN 319 142-1, clauses 5.4 and 5.5. Nothing of an earlier revision changes. The authorities are
asked by the caller: a time stamp is prepared, its digest taken to the authority, and the token
filled in.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    StreamObject,
    pdf_name,
)
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp

from schemas.canonical.validation import ValidationData
from signing.pades.hollow import Hollow
from signing.pades.update import Update, hollow

_VARIES: Final = 64
"""By how much two tokens of one authority differ: serial number, fraction of a second, ECDSA."""

_KINDS: Final = {"/Certs": "certificates", "/OCSPs": "ocsp_responses", "/CRLs": "crls"}


@dataclass(frozen=True, slots=True)
class PendingTimestamp:
    """A document that waits for its time stamp; nothing of it may be stored or sent."""

    hollow: Hollow

    @property
    def digest(self) -> bytes:
        """The SHA-256 (32 octets) that the authority is to stamp."""
        return self.hollow.digest

    def finish(self, token: bytes) -> bytes:
        """Return the document with the TimeStampToken (DER) over `digest`.

        ``ValueError`` when it needs more room than was kept: prepare again with `room_for` it.
        """
        return self.hollow.fill(token)


def room_for(token: bytes) -> int:
    """Return the room that any token of the authority of this one needs."""
    return len(token) + _VARIES


def prepare_timestamp(pdf: bytes, *, room: int) -> PendingTimestamp:
    """Return ``pdf`` with a place for a document time stamp of at most ``room`` octets.

    B-B becomes B-T, B-LT becomes B-LTA, and again a year later (EN 319 142-1, clause 5.4.3).
    """
    update = Update(pdf)
    name = f"Timestamp{len(update.root['/AcroForm']['/Fields'])}"
    stamp = DocumentTimestamp(bytes_reserved=2 * room)
    return PendingTimestamp(hollow(update, SigFieldSpec(name), stamp))


def add_validation_data(pdf: bytes, data: ValidationData) -> bytes:
    """Return ``pdf`` with ``data`` in its document security store (clause 5.4.2.2).

    What the store holds already stays, and nothing stands there twice; without anything new
    ``pdf`` itself is returned.
    """
    update = Update(pdf)
    root = update.root
    if "/DSS" not in root:
        store = DictionaryObject({pdf_name("/Type"): pdf_name("/DSS")})
        root[pdf_name("/DSS")] = update.add_object(store)
        update.mark_update(update.root_ref)
    grown = [_extend(update, key, getattr(data, name)) for key, name in _KINDS.items()]
    if not any(grown):
        return pdf
    update.update_container(root["/DSS"])
    return update.octets()


def _extend(update: Update, key: str, values: Iterable[bytes]) -> bool:
    """Add ``values`` to the list ``key`` of the store, and tell whether any was new."""
    store = update.root["/DSS"]
    held = store[key] if key in store else ArrayObject()
    known = {one.get_object().data for one in held}
    fresh = [one for one in dict.fromkeys(values) if one not in known]
    if fresh:
        added = [update.add_object(StreamObject(stream_data=one)) for one in fresh]
        store[pdf_name(key)] = ArrayObject([*held, *added])
    return bool(fresh)
