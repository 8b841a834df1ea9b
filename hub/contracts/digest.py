"""The one written form of what a register says of a contract, and its digest; pure."""

from collections.abc import Mapping
from hashlib import sha256

import orjson

from hub.contracts.parts import written
from schemas.canonical.contract import LISTS, RegisteredContract

CURRENCY = "IRR"
"""ISO 4217: amounts are in rials, and every written contract says so."""


Member = str | int | bool | list[dict[str, str | int | bool]]
"""A member of the written form: a value, or a list of objects."""


def members_of(contract: RegisteredContract) -> Mapping[str, Member]:
    """Return the members of the written form, in the order of their names.

    They are those of the line that `hub.contracts.check.read_line` reads: days Gregorian, and what
    is not stated is absent. So a further optional member changes no digest of what lacks it.
    """
    found: dict[str, Member | None] = {
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
    if contract.is_bare:
        return {name: value for name, value in found.items() if value is not None}
    kind = None if contract.kind is None else contract.kind.value
    found |= {"kind": kind, "materials": contract.materials}
    for name in LISTS:
        parts = getattr(contract, name)
        found[name] = None if parts is None else written(parts)
    return {name: value for name, value in sorted(found.items()) if value is not None}


def canonical(contract: RegisteredContract) -> bytes:
    """Return ``contract`` as canonical JSON (RFC 8785), in UTF-8.

    Names are ASCII and in order, numbers are integers below 2**53, texts stand as received: two
    spellings that read the same are two forms. ``ValueError`` when a text is no Unicode.
    """
    return written_form(members_of(contract))


def written_form(members: Mapping[str, Member]) -> bytes:
    """Return what `canonical` does of a contract with these members."""
    try:
        return orjson.dumps(members)
    except orjson.JSONEncodeError:
        raise ValueError("a text is no Unicode") from None


def digest(contract: RegisteredContract) -> bytes:
    """Return the SHA-256 (32 octets) of the canonical form.

    It says nothing of who said it or when: both sides of a reconciliation come to the same.
    """
    return sha256(canonical(contract)).digest()
