"""Certificates by their number: what they are, their status, and their best forms.

A number can be guessed, and a document holds personal data: XML and PDF are given to who also has
the access code, which stands on the paper and follows from the XML. Number and status are public.
"""

from collections.abc import Callable
from datetime import datetime
from hmac import compare_digest

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hub.api.forms.links import PATH, links_of
from hub.api.rest import EVERY_METHOD, guarded, instant_of, named, octets
from hub.errors import AccessCodeWrong, InvalidRequest, UnknownCertificate
from hub.preservation.twins import Twins
from hub.status import status_facts
from hub.store.certificates import Certificates, IssuedCertificate
from hub.store.forms import Forms, Twin
from schemas.canonical.certificate import CertificateNumber, parse_certificate_number
from schemas.canonical.dates import jalali, tehran_day, tehran_stamp
from schemas.canonical.identifiers import InvalidIdentifier
from schemas.canonical.status import Status
from schemas.canonical.text import ascii_digits
from signing.page.words import access_code

_MISREAD = str.maketrans("018", "OIB", "- \u2010\u2011\u2013\u200c\u200e\u200f")
"""How a code is read that was typed or copied by a person: look-alikes, and what is left out."""


class CertificateDoor:
    """The REST door of issued certificates."""

    def __init__(
        self, certificates: Certificates, twins: Twins, clock: Callable[[], datetime]
    ) -> None:
        self._certificates = certificates
        self._twins = twins
        self._clock = clock

    def routes(self) -> list[Route]:
        """Return the routes of the door."""
        pages = {
            "{number}.xml": self._xml,
            "{number}.pdf": self._pdf,
            "{number}.qr": self._seal,
            "{number}/status": self._status,
            "{number}": self._facts,
        }
        return [
            Route(f"{PATH}/{path}", guarded(page), methods=EVERY_METHOD)
            for path, page in pages.items()
        ]

    async def _facts(self, request: Request) -> Response:
        """Return what may be known of a certificate by its number alone."""
        number, now = _number(request), self._clock()
        certificate = await self._certificates.find(number)
        forms = await self._twins.best(number)
        if certificate is None or forms is None:
            raise UnknownCertificate
        status = await self._certificates.status(number, now, now)
        return JSONResponse(_facts(certificate, forms, status))

    async def _status(self, request: Request) -> Response:
        """Return the status at ``at``, as it was known at ``known_at``; both are now by default."""
        number, now = _number(request), self._clock()
        at = instant_of(request, "at", now)
        known_at = instant_of(request, "known_at", now)
        if await self._certificates.find(number) is None:
            raise UnknownCertificate
        status = await self._certificates.status(number, at, known_at)
        asked = {"number": number, "at": tehran_stamp(at), "known_at": tehran_stamp(known_at)}
        return JSONResponse(asked | {"status": status_facts(status)})

    async def _xml(self, request: Request) -> Response:
        """Return the XML at the best level there is."""
        number = _number(request)
        forms = opened(await self._twins.best(number), _code(request))
        return octets(request, forms.xml, "application/xml", **named(number, "xml"))

    async def _pdf(self, request: Request) -> Response:
        """Return the PDF twin at the best level there is; the first to ask has it made."""
        number = _number(request)
        twin = await self._twin(number, request)
        return octets(request, twin.pdf, "application/pdf", **named(number, "pdf"))

    async def _seal(self, request: Request) -> Response:
        """Return the text of the QR code that the twin bears."""
        number = _number(request)
        twin = await self._twin(number, request)
        return octets(request, twin.seal.encode(), "text/plain", **named(number, "qr.txt"))

    async def _twin(self, number: CertificateNumber, request: Request) -> Twin:
        """Return the twin to who has the code, made now if nobody asked for it before."""
        opened(await self._twins.best(number), _code(request))
        forms = await self._twins.with_twin(number)
        if forms is None or forms.twin is None:
            raise UnknownCertificate
        return forms.twin


def number_of(text: str) -> CertificateNumber:
    """Return the number in ``text``, in whatever digits; `InvalidRequest` names its broken rule."""
    try:
        return parse_certificate_number(text)
    except InvalidIdentifier as invalid:
        raise InvalidRequest(invalid.rule, field="number") from invalid


def opened(forms: Forms | None, code: str) -> Forms:
    """Return the forms to who has their code; whether there are any is told to nobody else.

    The code may be typed in any digits and case, with or without its hyphens; 0, 1 and 8, which
    base32 does not have (RFC 4648 section 6), are the letters they look like. Raises
    `AccessCodeWrong`.
    """
    given = ascii_digits(code).upper().translate(_MISREAD)
    expected = access_code(forms.issued).replace("-", "") if forms else ""
    if forms is None or not compare_digest(given.encode(), expected.encode()):
        raise AccessCodeWrong("certificate.code", field="code")
    return forms


def _number(request: Request) -> CertificateNumber:
    return number_of(request.path_params["number"])


def _code(request: Request) -> str:
    return request.query_params.get("code", "")


def _facts(
    certificate: IssuedCertificate, forms: Forms, status: Status | None
) -> dict[str, object]:
    """Return a certificate's public facts as JSON values; nothing of them is about a person."""
    return {
        "number": certificate.number,
        "type": certificate.kind,
        "issued": _instant(certificate.issued_at),
        "valid_until": _instant(certificate.valid_until),
        "supersedes": certificate.supersedes,
        "status": status_facts(status),
        "levels": {"xml": forms.xml_level, "pdf": forms.twin.level if forms.twin else None},
        "links": links_of(certificate.number),
    }


def _instant(instant: datetime) -> dict[str, str]:
    """Return an instant both ways, as the law is dated."""
    return {"at": tehran_stamp(instant), "jalali": jalali(tehran_day(instant))}
