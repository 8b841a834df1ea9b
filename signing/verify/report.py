"""What a verification found: an indication, named checks in their order, and the facts proven."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from schemas.canonical.disclosure import Disclosed
from schemas.canonical.validation import Level
from signing.verify.told import told_json

XML_CHECKS: Final = (
    "well-formed",
    "kind",
    "one-signature",
    "schema",
    "references",
    "algorithms",
    "base64",
    "signing-certificate",
    "digest",
    "signature",
    "content",
    "chain",
    "timestamp",
    "revocation",
    "validity",
    "status",
)
"""The checks of an XML document, each resting on those before it; the first to fail is the last."""

PDF_CHECKS: Final = (
    "well-formed",
    "one-signature",
    "revisions",
    "algorithms",
    "signing-certificate",
    "digest",
    "signature",
    "chain",
    "timestamp",
    "revocation",
    "attachment",
    "twin",
    "seal",
    "validity",
    "status",
)
"""The checks of a PDF: its own signature, then that it says what the XML within it says."""

SEAL_CHECKS: Final = ("well-formed", "key", "signature", "content", "validity", "status")
"""The checks of a seal, which needs the published keys alone."""


class Indication(StrEnum):
    """The verdict on a signature (ETSI EN 319 102-1 V1.3.1, clause 5.1.3, table 5)."""

    TOTAL_PASSED = "TOTAL-PASSED"
    INDETERMINATE = "INDETERMINATE"
    TOTAL_FAILED = "TOTAL-FAILED"


class SubIndication(StrEnum):
    """Why a signature did not pass (EN 319 102-1, clause 5.1.3, table 6)."""

    FORMAT_FAILURE = "FORMAT_FAILURE"
    HASH_FAILURE = "HASH_FAILURE"
    SIG_CRYPTO_FAILURE = "SIG_CRYPTO_FAILURE"
    REVOKED = "REVOKED"
    EXPIRED = "EXPIRED"
    NOT_YET_VALID = "NOT_YET_VALID"
    SIG_CONSTRAINTS_FAILURE = "SIG_CONSTRAINTS_FAILURE"
    CHAIN_CONSTRAINTS_FAILURE = "CHAIN_CONSTRAINTS_FAILURE"
    CERTIFICATE_CHAIN_GENERAL_FAILURE = "CERTIFICATE_CHAIN_GENERAL_FAILURE"
    CRYPTO_CONSTRAINTS_FAILURE = "CRYPTO_CONSTRAINTS_FAILURE"
    CRYPTO_CONSTRAINTS_FAILURE_NO_POE = "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"
    TIMESTAMP_ORDER_FAILURE = "TIMESTAMP_ORDER_FAILURE"
    NO_SIGNING_CERTIFICATE_FOUND = "NO_SIGNING_CERTIFICATE_FOUND"
    NO_CERTIFICATE_CHAIN_FOUND = "NO_CERTIFICATE_CHAIN_FOUND"
    REVOKED_NO_POE = "REVOKED_NO_POE"
    REVOKED_CA_NO_POE = "REVOKED_CA_NO_POE"
    OUT_OF_BOUNDS_NO_POE = "OUT_OF_BOUNDS_NO_POE"
    OUT_OF_BOUNDS_NOT_REVOKED = "OUT_OF_BOUNDS_NOT_REVOKED"
    NO_POE = "NO_POE"
    TRY_LATER = "TRY_LATER"
    SIGNED_DATA_NOT_FOUND = "SIGNED_DATA_NOT_FOUND"


_FAILED: Final = frozenset(
    {
        SubIndication.FORMAT_FAILURE,
        SubIndication.HASH_FAILURE,
        SubIndication.SIG_CRYPTO_FAILURE,
        SubIndication.REVOKED,
        SubIndication.EXPIRED,
        SubIndication.NOT_YET_VALID,
    }
)
"""The sub-indications of TOTAL-FAILED; every other one leaves a signature INDETERMINATE."""

_BY_CHECK: Final[Mapping[str, SubIndication]] = {
    "algorithms": SubIndication.SIG_CONSTRAINTS_FAILURE,
    "signing-certificate": SubIndication.SIG_CONSTRAINTS_FAILURE,
    "digest": SubIndication.HASH_FAILURE,
    "signature": SubIndication.SIG_CRYPTO_FAILURE,
    "chain": SubIndication.CHAIN_CONSTRAINTS_FAILURE,
    "key": SubIndication.NO_SIGNING_CERTIFICATE_FOUND,
}
"""The sub-indication of a check that names none itself; whatever is not here is the format's."""

_OF_THE_DOCUMENT: Final = frozenset({"validity", "status"})
"""Checks of what the document says; they leave the signature's own verdict as it is."""


class Refused(Exception):
    """A check failed; ``detail`` is a stable word that holds nothing of the document.

    ``sub`` is the sub-indication where it differs from the check's usual one.
    """

    def __init__(self, check: str, detail: str, sub: SubIndication | None = None) -> None:
        super().__init__(f"{check}: {detail}")
        self.check = check
        self.detail = detail
        self.sub = sub

    @property
    def sub_indication(self) -> SubIndication | None:
        """Why the signature does not pass; None when only the document no longer holds."""
        if self.check in _OF_THE_DOCUMENT:
            return None
        return self.sub or _BY_CHECK.get(self.check, SubIndication.FORMAT_FAILURE)


class Unreadable(Exception):
    """The input is no document of the hub, not even a damaged one; ``code`` says what it lacks."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Check:
    """One check by name; ``detail`` says why it failed, or what to know of a passed one."""

    name: str
    ok: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of a document once its signature is proven.

    ``kind`` is certificate, receipt, status-list, pdf or seal. ``proven_at`` is the earliest
    instant (UTC) at which a trusted timestamp shows the signature to have existed. ``notes`` says
    of a passed check what there is to know, by the check's name. ``disclosed`` is what a receipt
    says was told, each with its subject hidden.
    """

    kind: str
    number: str
    facts: Mapping[str, str]
    level: Level | None = None
    signer: str | None = None
    proven_at: datetime | None = None
    notes: Mapping[str, str] | None = None
    disclosed: tuple[Disclosed, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome: ``number`` and ``facts`` are there only once the signature is proven.

    ``ok`` needs both: a signature that passed and a document that holds at the instant asked for.
    """

    indication: Indication
    sub_indication: SubIndication | None
    kind: str | None
    found: Found | None
    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        """Whether the document may be relied on."""
        return all(check.ok for check in self.checks)

    @property
    def number(self) -> str | None:
        """The document's number, once proven."""
        return self.found.number if self.found else None

    @property
    def facts(self) -> Mapping[str, str]:
        """The facts a reader may be shown, once proven."""
        return self.found.facts if self.found else {}

    def to_json(self) -> dict[str, object]:
        """Return the report as JSON values; ``disclosed`` only where a receipt has it."""
        found = self.found
        proven = found.proven_at if found else None
        disclosed = [told_json(one) for one in found.disclosed] if found else []
        return {
            "ok": self.ok,
            "indication": self.indication.value,
            "sub_indication": self.sub_indication.value if self.sub_indication else None,
            "kind": self.kind,
            "number": self.number,
            "level": found.level.value if found and found.level else None,
            "signer": found.signer if found else None,
            "proven_at": proven.isoformat() if proven else None,
            "facts": dict(self.facts),
            **({"disclosed": disclosed} if disclosed else {}),
            "checks": [{"name": c.name, "ok": c.ok, "detail": c.detail} for c in self.checks],
        }


def report(
    course: tuple[str, ...], kind: str | None, found: Found | None, refused: Refused | None
) -> Report:
    """Return the report on a ``course`` of checks that ran through, or ended at ``refused``.

    ``found`` is told only where the signature passed.
    """
    sub = refused.sub_indication if refused else None
    return Report(
        indication=_indication(sub),
        sub_indication=sub,
        kind=kind,
        found=None if sub else found,
        checks=_checks(course, refused, (found.notes if found else None) or {}),
    )


def _indication(sub: SubIndication | None) -> Indication:
    if sub is None:
        return Indication.TOTAL_PASSED
    return Indication.TOTAL_FAILED if sub in _FAILED else Indication.INDETERMINATE


def _checks(
    course: tuple[str, ...], refused: Refused | None, notes: Mapping[str, str]
) -> tuple[Check, ...]:
    """Return the checks that were made: all, or those up to the one that failed."""
    made = course if refused is None else course[: course.index(refused.check)]
    passed = tuple(Check(name, True, notes.get(name, "")) for name in made)
    return passed if refused is None else (*passed, Check(refused.check, False, refused.detail))
