"""What an authority says of certificates, in words that OCSP responses and CRLs share."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cryptography import x509

from signing.verify.chain import UNREADABLE
from signing.verify.report import Refused, SubIndication


@dataclass(frozen=True, slots=True)
class Revocation:
    """Since when (UTC) a certificate does not hold; ``held`` when it is only suspended."""

    since: datetime
    held: bool = False


class Statement(Protocol):
    """An OCSP response or a CRL, read but not yet believed.

    ``this_update`` is the instant it speaks of, ``next_update`` until when it is in force (its own
    ``this_update`` when it does not say).
    """

    @property
    def this_update(self) -> datetime: ...  # noqa: D102 - the class says it

    @property
    def next_update(self) -> datetime: ...  # noqa: D102 - the class says it

    def concerns(self, certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
        """Tell whether it claims to speak of ``certificate``, issued by ``issuer``."""
        ...

    def check_source(
        self, issuer: x509.Certificate, known: tuple[bytes, ...], by: datetime
    ) -> None:
        """Check that it comes from ``issuer`` or its responder, sound at the instant ``by``.

        ``known`` are certificates (DER) among which the responder's may be. Raises `Refused`.
        """
        ...

    def revocation_of(self, certificate: x509.Certificate) -> Revocation | None:
        """Return what it says of ``certificate``; None is good. Raises `Refused` when unknown."""
        ...


def not_usable(detail: str) -> Refused:
    """Return the refusal of a statement that tells nothing: other data may (clause 5.2.5)."""
    return Refused("revocation", detail, SubIndication.TRY_LATER)


@contextmanager
def readable() -> Iterator[None]:
    """Refuse what turns out unreadable: the library reads some parts only when asked for."""
    try:
        yield
    except UNREADABLE:
        raise Refused("revocation", "unreadable") from None


class Lacking(Refused):
    """There is no statement on a certificate, or none that is recent enough."""

    def __init__(self, detail: str) -> None:
        super().__init__("revocation", detail, SubIndication.TRY_LATER)


def since_of(date: datetime, extensions: x509.Extensions) -> Revocation:
    """Return the revocation dated ``date``; an invalidity date before it counts instead.

    Raises `Refused` for removeFromCRL and for a critical extension of another kind (RFC 5280
    section 5.3).
    """
    reason: x509.ReasonFlags | None = None
    for one in extensions:
        match one.value:
            case x509.CRLReason():
                reason = one.value.reason
            case x509.InvalidityDate():
                date = min(date, one.value.invalidity_date_utc)
            case _ if one.critical:
                raise not_usable("critical-extension")
            case _:
                continue
    if reason is x509.ReasonFlags.remove_from_crl:
        raise not_usable("removed-from-crl")
    return Revocation(date, held=reason is x509.ReasonFlags.certificate_hold)
