"""The one written form of what a register says of a contract, and its digest; pure."""

import json
from collections.abc import Mapping
from hashlib import sha256

from schemas.canonical.contract import RegisteredContract

CURRENCY = "IRR"
"""ISO 4217: amounts are in rials, and every written contract says so."""


def members_of(contract: RegisteredContract) -> Mapping[str, str | int | bool]:
    """Return the members of the written form, in the order of their names.

    They are those of the line that `hub.contracts.check.read_line` reads: days Gregorian, and what
    is not stated is absent. So a further optional member changes no digest of what lacks it.
    """
    found: dict[str, str | int | bool | None] = {
        "amount": contract.amount,
        "assigner": contract.assigner,
        "branch": contract.branch,
        "budget_code": contract.budget_code,
        "contractor": contract.contractor,
        "crn": contract.crn,
        "currency": CURRENCY,
        "ends_on": contract.ends_on.isoformat(),
        "number": contract.number,
        "project": contract.project,
        "revision": contract.revision,
        "row": contract.row,
        "signed_on": contract.signed_on.isoformat(),
        "source_id": contract.source_id,
        "starts_on": contract.starts_on.isoformat(),
        "subject": contract.subject,
        "withdrawn": contract.withdrawn,
    }
    return {name: value for name, value in found.items() if value is not None}


def canonical(contract: RegisteredContract) -> bytes:
    """Return ``contract`` as canonical JSON (RFC 8785), in UTF-8.

    Names are ASCII and in order, numbers are integers below 2**53, texts stand as received: two
    spellings that read the same are two forms. ``ValueError`` when a text is no Unicode.
    """
    written = json.dumps(members_of(contract), ensure_ascii=False, separators=(",", ":"))
    return written.encode()


def digest(contract: RegisteredContract) -> bytes:
    """Return the SHA-256 (32 octets) of the canonical form.

    It says nothing of who said it or when: both sides of a reconciliation come to the same.
    """
    return sha256(canonical(contract)).digest()
