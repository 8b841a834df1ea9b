"""Each certificate of a lost key: provably older than the loss, over already, or affected.

A certificate is provably older only by a timestamp that a trusted authority put on it before the
key may have been in other hands (ETSI EN 319 102-1, clause 5.6.2.3): whoever holds a key can write
any signing time. What our own store says of times is no such proof.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hub.store.signers import Held
from schemas.canonical.certificate import CertificateNumber
from schemas.canonical.status import State
from signing.verify import Policy, Unreadable, issued_form, verify_document
from signing.verify.report import Refused, Report


class Verdict(StrEnum):
    """What the drill makes of a certificate.

    An ``affected`` one still stands as issued and is to be issued anew; a ``suspended`` one waits
    for an officer, who revokes or reinstates it; one that is ``over`` hurts nobody any more.
    """

    OLDER = "provably-older"
    OVER = "over"
    SUSPENDED = "suspended"
    AFFECTED = "affected"
    REISSUED = "reissued"
    FAILED = "failed"


LEFT = frozenset({Verdict.SUSPENDED, Verdict.AFFECTED, Verdict.FAILED})
"""Verdicts that leave somebody something to do."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A certificate of the lost key; ``proven_at`` is what a trusted timestamp proves of it.

    ``detail`` says what is over, or what failed; ``successor`` is the certificate in its place.
    """

    number: CertificateNumber
    kind: str
    issued_at: datetime
    verdict: Verdict
    proven_at: datetime | None = None
    detail: str = ""
    successor: CertificateNumber | None = None


def judge(held: Held, instant: datetime, policy: Policy, now: datetime) -> Finding:
    """Return what a certificate is after the loss of its key at ``instant``, as of ``now``."""
    proven_at, doubt = _proof(held, policy, now)
    verdict, detail, successor = _standing(held, now)
    if proven_at is not None and proven_at < instant:
        verdict, detail = Verdict.OLDER, ""
    return Finding(
        number=held.certificate.number,
        kind=held.certificate.kind,
        issued_at=held.certificate.issued_at,
        verdict=verdict,
        proven_at=proven_at,
        detail=detail or (doubt if verdict is Verdict.AFFECTED else ""),
        successor=successor,
    )


def _standing(held: Held, now: datetime) -> tuple[Verdict, str, CertificateNumber | None]:
    """Return what a certificate without proof is, why, and what replaced it."""
    status = held.certificate.status(held.acts, now, now)
    if status is None or status.state is State.ISSUED:
        return Verdict.AFFECTED, "", None
    if status.state is State.SUSPENDED:
        return Verdict.SUSPENDED, status.reason or "", None
    return Verdict.OVER, status.state, status.superseded_by


def _proof(held: Held, policy: Policy, now: datetime) -> tuple[datetime | None, str]:
    """Return when trusted timestamps prove a certificate to have existed, or why they do not."""
    if held.grown is None:
        return None, "no-timestamp"
    try:
        report = verify_document(held.grown, policy=policy, at=now)
        same = issued_form(held.grown) == held.certificate.document
    except (Refused, Unreadable):
        return None, "unreadable"
    if not same or report.number not in {None, held.certificate.number}:
        return None, "another-document"
    return (report.found.proven_at if report.found else None), _doubt(report)


def _doubt(report: Report) -> str:
    """Return the check that an otherwise stamped certificate did not pass."""
    failed = [check for check in report.checks if not check.ok]
    return f"{failed[0].name}: {failed[0].detail}" if failed else "stamped-too-late"
