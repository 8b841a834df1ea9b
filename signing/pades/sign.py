"""PAdES B-B: one certification signature over the whole of a PDF (EN 319 142-1, clause 6).

It comes as an update (ISO 32000-2, clause 7.5.6): catalog and first page once more with what they
gain, the form, its field with an empty appearance, the signature, a table of these. It is written
by template, since the page is our own; a general library reads and writes the file object by
object, which took ten times as long (ADR 0031).
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

from signing.pades.cms import identity_of, signed_data
from signing.pades.hollow import Hollow
from signing.pades.page import Entry, PageFile, read_page
from signing.page.render import SIGNATURE_BOX
from signing.signer import Signer

FIELD: Final = "Peyvand"
_REASON: Final = "صدور گواهی الکترونیکی"
_LABEL: Final = "امضای الکترونیکی"
_WIDGET_FLAGS: Final = 132
"""Print and locked (table 167)."""
_SIGNATURES_APPEND_ONLY: Final = 3
_NO_CHANGES: Final = 1
"""No change is permitted but time stamps and validation data (table 257)."""
_EXTENSION: Final = b"<</ESIC<</Type/DeveloperExtensions/BaseVersion/1.7/ExtensionLevel 1>>>>"
"""The extension of ISO 32000-1 that PAdES is (ETSI EN 319 142-1, clause 5.6)."""
_RANGE_ROOM: Final = 40
"""Octets for the last three numbers of the byte range, more than a file of any size needs."""


def sign_pdf(pdf: bytes, signer: Signer, at: datetime) -> bytes:
    """Return ``pdf`` with the signature of ``signer``, claimed to be made at ``at`` (not naive).

    The signature certifies the document and comes as an update: ``pdf`` is its beginning, octet
    for octet. Raises ``ValueError`` for a naive ``at``, and its subclass `NoPage` for what is not
    in the form that the renderer writes; what the key's holder raises passes through.
    """
    if at.tzinfo is None:
        raise ValueError("a signing time has a zone")
    prepared = _hollow(pdf, at, identity_of(signer).room)
    return prepared.fill(signed_data(prepared.digest, signer))


@dataclass(frozen=True, slots=True)
class _Numbers:
    """The numbers of the objects that are new."""

    form: int
    field: int
    appearance: int
    signature: int


def _hollow(pdf: bytes, at: datetime, room: int) -> Hollow:
    """Return ``pdf`` with its signature of at most ``room`` octets to come."""
    known = read_page(pdf)
    own = _Numbers(*range(known.size, known.size + 4))
    before, after = _signature(own, at)
    tail, offsets = bytearray(), {}
    for one in _objects(known, own):
        offsets[one.number] = len(pdf) + len(tail)
        tail += _written(one.number, one.text)
    offsets[own.signature] = len(pdf) + len(tail)
    tail += before
    start = len(pdf) + len(tail)
    end = start + 2 * room + 2
    behind = len(after % bytes(_RANGE_ROOM))
    table = end + behind
    whole = sha256(pdf)
    closing = _table(offsets, table, known, whole.digest()[:16])
    span = b"%d %d %d" % (start, end, behind + len(closing))
    after %= (b"%s]" % span).ljust(_RANGE_ROOM)
    whole.update(tail)
    whole.update(after + closing)
    octets = b"".join((pdf, tail, bytes(end - start), after, closing))
    return Hollow(octets, whole.digest(), start, end)


def _objects(known: PageFile, own: _Numbers) -> tuple[Entry, ...]:
    """Return the objects of the update but the signature, in the order of their writing."""
    _, left, bottom, right, top = map(round, SIGNATURE_BOX)
    gained = {
        b"/Extensions": _EXTENSION,
        b"/AcroForm": b"%d 0 R" % own.form,
        b"/Perms": b"<</DocMDP %d 0 R>>" % own.signature,
    }
    field = (
        b"<</FT/Sig/T(%s)/TU%s/Type/Annot/Subtype/Widget/F %d/Rect[%d %d %d %d]/P %d 0 R"
        b"/AP<</N %d 0 R>>/V %d 0 R>>"
    ) % (
        *(FIELD.encode(), _text(_LABEL), _WIDGET_FLAGS, left, bottom, right, top),
        *(known.page.number, own.appearance, own.signature),
    )
    nothing = b"<</Type/XObject/Subtype/Form/BBox[0 0 %d %d]/Resources<<>>/Length 0>>" % (
        right - left,
        top - bottom,
    )
    form = b"<</Fields[%d 0 R]/SigFlags %d>>" % (own.field, _SIGNATURES_APPEND_ONLY)
    return (
        known.page.with_entries({b"/Annots": b"[%d 0 R]" % own.field}),
        known.catalog.with_entries(gained),
        Entry(own.form, form),
        Entry(own.field, field),
        Entry(own.appearance, nothing + b"\nstream\n\nendstream"),
    )


def _signature(own: _Numbers, at: datetime) -> tuple[bytes, bytes]:
    """Return the signature's object up to its value, and what is behind it.

    In the latter the rest of the byte range is to be filled in, `_RANGE_ROOM` octets.
    """
    told = at.astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ").encode()
    changes = (
        b"<</Type/SigRef/TransformMethod/DocMDP"
        b"/TransformParams<</Type/TransformParams/V/1.2/P %d>>>>"
    ) % _NO_CHANGES
    before = (
        b"%d 0 obj\n<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M(%s)/Reason%s"
        b"/Reference[%s]\n/Contents "
    ) % (own.signature, told, _text(_REASON), changes)
    return before, b"\n/ByteRange [0 %s>>\nendobj\n"


def _written(number: int, value: bytes) -> bytes:
    """Return ``value`` as the indirect object ``number``."""
    return b"%d 0 obj\n%s\nendobj\n" % (number, value)


def _table(offsets: dict[int, int], table: int, known: PageFile, digest: bytes) -> bytes:
    """Return the cross-reference table at ``table``, the trailer and the end of the file.

    The second half of the file identifier (clause 14.4) is ``digest``, drawn from what is updated.
    """
    lines = [b"xref\n0 1\n0000000000 65535 f \n"]
    lines += [b"%d 1\n%010d 00000 n \n" % (number, offsets[number]) for number in sorted(offsets)]
    lines.append(
        b"trailer\n<</Size %d/Root %d 0 R%s/ID[%s<%s>]/Prev %d>>\nstartxref\n%d\n%%%%EOF\n"
        % (
            *(max(offsets) + 1, known.catalog.number, known.info),
            *(known.identifier, digest.hex().encode(), known.table, table),
        )
    )
    return b"".join(lines)


def _text(value: str) -> bytes:
    """Return a text string (clause 7.9.2.2): UTF-16 with its mark, in hexadecimal."""
    return b"<FEFF%s>" % value.encode("utf-16-be").hex().upper().encode()
