"""Incremental updates of a PDF: what is there keeps every octet (ISO 32000-2, clause 7.5.6)."""

from collections.abc import Generator
from hashlib import sha256
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.generic import (
    ArrayObject,
    ByteStringObject,
)
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.sign.signers.cms_embedder import (
    PdfCMSEmbedder,
    SigIOSetup,
    SigObjSetup,
)
from pyhanko.sign.signers.pdf_byterange import PdfSignedData

from signing.pades.hollow import Hollow

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


def hollow(update: Update, field: SigFieldSpec, signature: PdfSignedData) -> Hollow:
    """Return the document of ``update`` with a new ``field`` that holds a ``signature`` to come."""
    steps: Generator[Any, Any, None] = PdfCMSEmbedder(field).write_cms(field.sig_field_name, update)
    next(steps)
    steps.send(SigObjSetup(signature))
    prepared, out = steps.send(SigIOSetup(_DIGEST))
    return Hollow(
        octets=out.getvalue(),
        digest=prepared.document_digest,
        start=prepared.reserved_region_start,
        end=prepared.reserved_region_end,
    )
