"""Whether certificates held at an instant, by all that is known of them.

ETSI EN 319 102-1 V1.3.1, clauses 5.2.5 (freshness), 5.6.2.1 (past certificate validation): a
statement is believed as of the instant by which it is known to have existed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from cryptography import x509

from schemas.canonical.validation import ValidationData
from signing.verify.chain import Path
from signing.verify.crl import read_crl
from signing.verify.ocsp import read_ocsp
from signing.verify.report import Refused, SubIndication
from signing.verify.statement import Lacking, Revocation, Statement, not_usable, readable

SLACK: Final = timedelta(minutes=5)
"""How far the clocks of signer, authorities and verifier may stand apart."""

MOST_CARRIED: Final = 64
MOST_GIVEN: Final = 1_000


@dataclass(frozen=True, slots=True)
class Known:
    """A statement with the instant by which it existed: a timestamp over it, or the present."""

    statement: Statement
    by: datetime
    carried: bool


@dataclass(frozen=True, slots=True)
class Need:
    """What has to be shown of a path's leaf: that it held at ``since``.

    ``proven`` is an instant by which what the leaf signed is known to have existed: revocations
    after it do no harm; without one every revocation does. A statement on the leaf must be
    ``newer`` than ``since``, or else at least in force then.
    """

    since: datetime
    proven: datetime | None
    newer: bool
    who: str


@dataclass(frozen=True, slots=True)
class Library:
    """Every statement there is, and the certificates (DER) that responders may be found among."""

    known: tuple[Known, ...]
    certificates: tuple[bytes, ...]

    def check_used(self, paths: Iterable[Path]) -> None:
        """Check that every statement carried speaks of one of ``paths``: nothing is skipped."""
        pairs = [pair for path in paths for pair in pairwise(path.certificates)]
        with readable():
            used = [any(one.statement.concerns(*pair) for pair in pairs) for one in self.known]
        if any(one.carried and not use for one, use in zip(self.known, used, strict=True)):
            raise Refused("revocation", "foreign", SubIndication.SIG_CONSTRAINTS_FAILURE)

    def shown(self, path: Path, need: Need) -> datetime:
        """Return as of when the whole of ``path`` is shown to have held as ``need`` asks.

        Raises `Refused` (``revocation``): REVOKED_NO_POE, REVOKED_CA_NO_POE, OUT_OF_BOUNDS_NO_POE
        for an issuer that had run out; `Lacking` or another TRY_LATER when nothing usable tells.
        """
        leaf, issuer = path.certificates[:2]
        found = self._find(leaf, issuer, need, SubIndication.REVOKED_NO_POE)
        until = max(found.by, need.since)
        if not path.issuers_hold(until):
            outside = SubIndication.OUT_OF_BOUNDS_NO_POE
            raise Refused("revocation", f"{need.who}-issuer-outside-its-validity", outside)
        proven = max(found.by, need.proven) if need.proven else None
        above = Need(need.since, proven, newer=False, who=f"{need.who}-issuer")
        for pair in pairwise(path.certificates[1:]):
            self._find(*pair, above, SubIndication.REVOKED_CA_NO_POE)
        return found.statement.this_update

    def _find(
        self,
        certificate: x509.Certificate,
        issuer: x509.Certificate,
        need: Need,
        revoked: SubIndication,
    ) -> Known:
        """Return the earliest proven statement that shows ``certificate`` as ``need`` asks."""
        with readable():
            on = [one for one in self.known if one.statement.concerns(certificate, issuer)]
            for one in on:
                one.statement.check_source(issuer, self.certificates, one.by)
                revocation = one.statement.revocation_of(certificate)
                if revocation is not None:
                    _check_harmless(revocation, need, revoked)
        fresh = [one for one in on if _is_fresh(one.statement, need, certificate)]
        if not fresh:
            raise Lacking(f"{need.who}-{'stale' if on else 'missing'}")
        return min(fresh, key=lambda one: one.by)


def _check_harmless(revocation: Revocation, need: Need, sub: SubIndication) -> None:
    """Check that the certificate was revoked only after all that rests on it was proven."""
    if need.proven is not None and revocation.since > need.proven:
        return
    if revocation.held:
        raise not_usable(f"{need.who}-on-hold")
    raise Refused("revocation", f"{need.who}-revoked", sub)


def _is_fresh(statement: Statement, need: Need, certificate: x509.Certificate) -> bool:
    """Tell whether the statement speaks of the instant asked for.

    One made after the certificate had run out says nothing of it: authorities then forget
    revocations (RFC 5280 section 5).
    """
    if statement.this_update > certificate.not_valid_after_utc:
        return False
    if need.since - statement.this_update <= SLACK:
        return True
    return not need.newer and need.since <= statement.next_update


def library(
    covered: Iterable[tuple[ValidationData, datetime]],
    given: ValidationData,
    at: datetime,
    certificates: tuple[bytes, ...],
) -> Library:
    """Return the statements in ``covered`` (with the instant each was known by) and ``given``.

    Raises `Refused` (``revocation``) for too many, for what cannot be read, and for a statement
    made after the timestamp that covers it.
    """
    found: dict[bytes, Known] = {}
    for data, by in covered:
        for der, statement in _statements(data, MOST_CARRIED):
            if statement.this_update - max(by, at) > SLACK:
                raise not_usable("not-yet-made")
            if statement.this_update - by > SLACK:
                order = SubIndication.TIMESTAMP_ORDER_FAILURE
                raise Refused("revocation", "after-its-timestamp", order)
            found.setdefault(der, Known(statement, by, carried=True))
    if len(found) > MOST_CARRIED:
        raise Refused("revocation", "too-many")
    for der, statement in _brought(given):
        now = max(at, statement.this_update)
        found.setdefault(der, Known(statement, now, carried=False))
    return Library(tuple(found.values()), certificates)


def _brought(given: ValidationData) -> Iterator[tuple[bytes, Statement]]:
    """Yield what the verifier brings along; when of no use, the signature is not to blame."""
    try:
        yield from _statements(given, MOST_GIVEN)
    except Refused as refused:
        raise not_usable(refused.detail) from refused


def _statements(data: ValidationData, most: int) -> Iterator[tuple[bytes, Statement]]:
    """Yield what is in ``data``, read."""
    if len(data.crls) + len(data.ocsp_responses) > most:
        raise Refused("revocation", "too-many")
    for der in data.ocsp_responses:
        yield der, read_ocsp(der)
    for der in data.crls:
        yield der, read_crl(der)
