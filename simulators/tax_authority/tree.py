"""The authority's own tree of hashes over its contracts, by the letter of its contract."""

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from schemas.canonical.dates import parse_jalali

LEVELS = 4
_EMPTY = sha256().digest()
_HEX = "0123456789abcdef"


class Tree:
    """The tree of contracts as the authority tells them."""

    def __init__(self, contracts: Iterable[dict[str, Any]]) -> None:
        self._buckets: dict[str, list[dict[str, Any]]] = {}
        for one in sorted(contracts, key=lambda told: told["crn"]):
            leaf = {"crn": one["crn"], "revision": one["revision"], "digest": digest(one)}
            place = sha256(one["crn"].encode()).hexdigest()
            self._buckets.setdefault(place[:LEVELS], []).append(leaf)
        self._hashes = {key: _joined(map(_leaf, held)) for key, held in self._buckets.items()}
        for length in range(LEVELS - 1, 0, -1):
            for key in {one[:length] for one in self._hashes if len(one) == length + 1}:
                self._hashes[key] = _joined(self._parts(key))

    def roots(self) -> dict[str, Any]:
        """Return the roots as they are told."""
        return {"levels": LEVELS, "hashes": [one.hex() for one in self._parts("")]}

    def node(self, prefix: str) -> dict[str, Any]:
        """Return what stands below a node as it is told."""
        deep = len(prefix) == LEVELS
        return {
            "prefix": prefix,
            "hashes": None if deep else [one.hex() for one in self._parts(prefix)],
            "contracts": self._buckets.get(prefix, []) if deep else None,
        }

    def _parts(self, prefix: str) -> list[bytes]:
        return [self._hashes.get(prefix + digit, _EMPTY) for digit in _HEX]


def digest(told: dict[str, Any]) -> str:
    """Return the SHA-256 of a contract in its canonical form."""
    return sha256(line(told)).hexdigest()


def line(told: dict[str, Any]) -> bytes:
    """Return a contract in its canonical form (RFC 8785), which is a line of a batch as well."""
    members = {
        "amount": told["amount"],
        "assigner": told["employerNationalId"],
        "budget_code": told["budgetCode"],
        "contractor": told["contractorNationalId"],
        "crn": told["crn"],
        "currency": "IRR",
        "ends_on": parse_jalali(told["endDate"]).isoformat(),
        "number": told["contractNumber"],
        "revision": told["revision"],
        "signed_on": parse_jalali(told["contractDate"]).isoformat(),
        "source_id": told["crn"],
        "starts_on": parse_jalali(told["startDate"]).isoformat(),
        "subject": told["subject"],
        "withdrawn": told["status"] == "WITHDRAWN",
        "amendments": _listed(told.get("amendments"), "signed_on"),
        "payments": _listed(told.get("payments"), "paid_on"),
        "subcontracts": _listed(told.get("subContracts"), "signed_on"),
    }
    said = {name: value for name, value in members.items() if value is not None}
    return json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


_NAMES = {"amountChange": "amount_change", "contractorNationalId": "contractor"}


def _listed(told: list[dict[str, Any]] | None, day: str) -> list[dict[str, Any]] | None:
    """Return a list in the canonical form: by day and number, without what is not said."""
    if told is None:
        return None
    found = [_entry(one, day) for one in told]
    return sorted(found, key=lambda one: (one[day], one["number"]))


def _entry(told: dict[str, Any], day: str) -> dict[str, Any]:
    days = {"date": day, "endDate": "ends_on"}
    found = {
        days.get(name, _NAMES.get(name, name)): parse_jalali(one).isoformat()
        if name in days
        else one
        for name, one in told.items()
        if one is not None
    }
    return {name: one for name, one in found.items() if one is not False}


def _leaf(told: dict[str, Any]) -> bytes:
    lines = f"peyvand-contract/1\n{told['crn']}\n{told['revision']}\n{told['digest']}\n"
    return sha256(b"\0" + lines.encode()).digest()


def _joined(hashes: Iterable[bytes]) -> bytes:
    """Return the hash of a list: of its two parts, the first as long as a power of two can be."""
    found = list(hashes)
    if len(found) == 1:
        return found[0]
    half = 1
    while half * 2 < len(found):
        half *= 2
    return sha256(b"\1" + _joined(found[:half]) + _joined(found[half:])).digest()
