"""PAdES B-B: one certification signature over the whole of a PDF (EN 319 142-1, clause 6)."""

from datetime import UTC, datetime
from typing import Final

from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import SigMDPSetup
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from signing.pades.cms import identity_of, signed_data
from signing.pades.update import Update, hollow
from signing.page.render import SIGNATURE_BOX
from signing.signer import Signer

FIELD: Final = "Peyvand"
_REASON: Final = "صدور گواهی الکترونیکی"
_LABEL: Final = "امضای الکترونیکی"
_MDP: Final = SigMDPSetup("sha256", certify=True, docmdp_perms=MDPPerm.NO_CHANGES)
"""No change is permitted but time stamps and validation data (ISO 32000-2, table 257, P = 1)."""


def sign_pdf(pdf: bytes, signer: Signer, at: datetime) -> bytes:
    """Return ``pdf`` with the signature of ``signer``, claimed to be made at ``at`` (not naive).

    The signature certifies the document and comes as an update: ``pdf`` is its beginning, octet
    for octet. Raises ``ValueError`` for a naive ``at`` and ``PdfError`` of pyHanko for what is no
    PDF; what the key's holder raises passes through.
    """
    if at.tzinfo is None:
        raise ValueError("a signing time has a zone")
    update = Update(pdf)
    update.register_extension(ESIC_EXTENSION_1)
    signature = SignatureObject(
        timestamp=at.astimezone(UTC).replace(microsecond=0),
        subfilter=SigSeedSubFilter.PADES,
        reason=_REASON,
        bytes_reserved=2 * identity_of(signer).room,
    )
    prepared = hollow(update, _field(), signature, _MDP)
    return prepared.fill(signed_data(prepared.digest, signer))


def _field() -> SigFieldSpec:
    """Return the field, drawn by the page itself: its own appearance is empty."""
    page, left, bottom, right, top = map(round, SIGNATURE_BOX)
    box = (left, bottom, right, top)
    return SigFieldSpec(FIELD, on_page=page, box=box, readable_field_name=_LABEL)
