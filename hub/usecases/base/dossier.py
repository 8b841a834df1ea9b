"""The decision dossier of a case: everything the decision stands on, in one document.

Canonical JSON (RFC 8785 in spirit: sorted keys, no spaces, UTF-8), so that the digest on the
certificate can be made again from the same facts, and the decision from the dossier.
"""

import json
from dataclasses import is_dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from adapters.base.ports import Attested
from hub.findings import Finding, Silent, Unknown
from schemas.canonical.case import Case
from schemas.canonical.decision import Decision


def write_dossier(case: Case, decision: Decision[Any], rules: str) -> bytes:
    """Return the dossier; times are UTC, amounts rials, digests hexadecimal.

    ``rules`` names the rule set that decided; the findings are a slotted record of `Finding`.
    """
    findings = _fields(decision.findings)
    return json.dumps(
        {
            "case": case.id,
            "request_digest": case.request_digest,
            "received_at": case.received_at,
            "rules": rules,
            "outcome": decision.outcome,
            "reasons": [reason.code for reason in decision.reasons],
            "findings": {name: _finding(found) for name, found in findings.items()},
        },
        default=_plain,
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    ).encode()


def _finding(found: Finding[Any] | None) -> dict[str, Any] | None:
    """Return a finding with its kind, so that a silence never reads as a value."""
    match found:
        case None:
            return None
        case Attested():
            return {"kind": "attested", **_fields(found)}
        case Unknown():
            return {"kind": "unknown", **_fields(found)}
        case Silent():
            return {"kind": "silent", **_fields(found)}


def _fields(record: Any) -> dict[str, Any]:
    """Return a record's fields by name, uncopied: they are written at once."""
    return {name: getattr(record, name) for name in record.__slots__}


def _plain(value: object) -> object:
    """Return what JSON has no form for, as text."""
    match value:
        case bytes():
            return value.hex()
        case datetime() | date():
            return value.isoformat()
        case UUID():
            return str(value)
        case _ if is_dataclass(value):
            return _fields(value)
        case _:
            raise TypeError(f"{type(value).__name__} has no place in a dossier")
