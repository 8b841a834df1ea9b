"""Several forms of one certificate held against each other: XML, PDF and seal say one thing."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final

from schemas.canonical.seal import SealClaims
from signing.verify.anything import Form, form_of
from signing.verify.envelope import read_root
from signing.verify.pdf.attachment import CERTIFICATE, attachments
from signing.verify.pdf.file import read_file
from signing.verify.pdf.verify import twin_digest_of
from signing.verify.report import Refused
from signing.verify.seal import claims_of, read_claims
from signing.verify.unsigned import twin_digest

_RULES: Final = ("number", "digest")


@dataclass(frozen=True, slots=True)
class Traits:
    """What a form says of its certificate: the claims, and the digest of the PDF twin.

    An XML names its twin's digest once it has grown, a PDF has it, a seal knows nothing of it.
    """

    claims: SealClaims
    twin: bytes | None


def traits_of(data: bytes) -> Traits:
    """Return the traits of a certificate in any form that has been verified on its own."""
    match form_of(data):
        case Form.SEAL:
            return Traits(read_claims(data.decode("utf-8-sig")), None)
        case Form.PDF:
            return _of_pdf(data)
        case Form.XML:
            return Traits(claims_of(data), twin_digest(read_root(data)))


def check_together(forms: Sequence[Traits]) -> None:
    """Check that ``forms`` are of one certificate, and that an XML and a PDF are twins.

    Raises `Refused` (together) with the first claim in which two differ, or ``twin``.
    """
    for one in forms[1:]:
        _check_claims(forms[0].claims, one.claims)
    if len({one.twin for one in forms if one.twin is not None}) > 1:
        raise Refused("together", "twin")


def _check_claims(one: SealClaims, other: SealClaims) -> None:
    names = dict.fromkeys((*_RULES, *(field.name for field in fields(SealClaims))))
    for name in names:
        if getattr(one, name) != getattr(other, name):
            raise Refused("together", name.replace("_", "-"))


def _of_pdf(data: bytes) -> Traits:
    file = read_file(data)
    return Traits(claims_of(attachments(file, file.last)[CERTIFICATE]), twin_digest_of(data))
