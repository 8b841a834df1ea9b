"""Incremental updates of a PDF: what is there keeps every octet (ISO 32000-2, clause 7.5.6)."""

from collections.abc import Generator
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    FloatObject,
    StreamObject,
    pdf_name,
)
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.sign.signers.cms_embedder import (
    PdfCMSEmbedder,
    SigIOSetup,
    SigMDPSetup,
    SigObjSetup,
)
from pyhanko.sign.signers.pdf_byterange import PdfSignedData

_DIGEST = "sha256"


class Update(IncrementalPdfFileWriter):
    """An update that leaves the document's own description alone and reads no clock.

    pyHanko would write the time of day into the metadata; the file identifier of the update
    (ISO 32000-2, clause 14.4) is drawn from the octets it updates.
    """

    def __init__(self, pdf: bytes) -> None:
        super().__init__(BytesIO(pdf))
        first, _ = self._document_id
        self._document_id = ArrayObject([first, ByteStringObject(sha256(pdf).digest()[:16])])

    def _update_meta(self) -> None:
        """Leave metadata as they are."""

    def octets(self) -> bytes:
        """Return the document with this update."""
        out = BytesIO()
        IncrementalPdfFileWriter.write(self, out)
        return out.getvalue()


@dataclass(frozen=True, slots=True)
class Hollow:
    """A document whose one signature is still to be filled in.

    ``digest`` is the SHA-256 of all octets but those from ``start`` to ``end``, which are to hold
    the signature in hexadecimal between angle brackets.
    """

    octets: bytes
    digest: bytes
    start: int
    end: int

    @property
    def room(self) -> int:
        """How many octets the signature may have."""
        return (self.end - self.start - 2) // 2

    def fill(self, contents: bytes) -> bytes:
        """Return the document with ``contents``, padded with zeros; ``ValueError`` if too large."""
        if len(contents) > self.room:
            raise ValueError(f"{len(contents)} octets do not fit the {self.room} reserved")
        value = contents.hex().upper().ljust(2 * self.room, "0").encode()
        return b"".join((self.octets[: self.start], b"<", value, b">", self.octets[self.end :]))


def hollow(
    update: Update, field: SigFieldSpec, signature: PdfSignedData, mdp: SigMDPSetup | None = None
) -> Hollow:
    """Return the document of ``update`` with a new ``field`` that holds a ``signature`` to come."""
    steps: Generator[Any, Any, None] = PdfCMSEmbedder(field).write_cms(field.sig_field_name, update)
    widget = next(steps).get_object()
    if field.box is not None:
        widget["/AP"] = DictionaryObject({pdf_name("/N"): update.add_object(_nothing(field.box))})
    steps.send(SigObjSetup(signature, mdp))
    prepared, out = steps.send(SigIOSetup(_DIGEST))
    return Hollow(
        octets=out.getvalue(),
        digest=prepared.document_digest,
        start=prepared.reserved_region_start,
        end=prepared.reserved_region_end,
    )


def _nothing(box: tuple[float, float, float, float]) -> StreamObject:
    """Return an appearance that draws nothing in ``box``; PDF/A wants one of every widget."""
    left, bottom, right, top = box
    corners = (0, 0, right - left, top - bottom)
    form = {
        pdf_name("/Type"): pdf_name("/XObject"),
        pdf_name("/Subtype"): pdf_name("/Form"),
        pdf_name("/BBox"): ArrayObject([FloatObject(one) for one in corners]),
        pdf_name("/Resources"): DictionaryObject(),
    }
    return StreamObject(form, stream_data=b"")
