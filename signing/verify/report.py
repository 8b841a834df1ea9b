"""What a verification found: named checks in their order, and the facts a reader may rely on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from schemas.canonical.steps import DocumentKind

CHECKS: Final = (
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
    "validity",
)
"""The checks of a document, each resting on those before it; the first that fails is the last."""


class Refused(Exception):
    """A check failed; ``detail`` is a stable word that holds nothing of the document."""

    def __init__(self, check: str, detail: str) -> None:
        super().__init__(f"{check}: {detail}")
        self.check = check
        self.detail = detail


class Unreadable(Exception):
    """The input is no document of the hub, not even a damaged one; ``code`` says what it lacks."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Check:
    """One check by name; ``detail`` is empty when it passed."""

    name: str
    ok: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome: ``number`` and ``facts`` are there only once the signature is proven."""

    ok: bool
    kind: DocumentKind | None
    number: str | None
    facts: Mapping[str, str]
    checks: tuple[Check, ...]

    def to_json(self) -> dict[str, object]:
        """Return the report as JSON values."""
        return {
            "ok": self.ok,
            "kind": None if self.kind is None else self.kind.value,
            "number": self.number,
            "facts": dict(self.facts),
            "checks": [{"name": c.name, "ok": c.ok, "detail": c.detail} for c in self.checks],
        }


def checks_until(refused: Refused | None) -> tuple[Check, ...]:
    """Return the checks that were made: all, or those up to the one that failed."""
    if refused is None:
        return tuple(Check(name, True, "") for name in CHECKS)
    place = CHECKS.index(refused.check)
    passed = tuple(Check(name, True, "") for name in CHECKS[:place])
    return (*passed, Check(refused.check, False, refused.detail))
