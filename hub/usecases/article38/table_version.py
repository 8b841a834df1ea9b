"""The version of a table: a digest over what it means, not over its octets."""

import json
from collections.abc import Mapping
from hashlib import sha256


def version_of(table: Mapping[str, object]) -> str:
    """Return SHA-256 (hex) over the canonical form of a parsed table.

    Comments, the order of keys and of rows, and blanks change nothing; every word that counts does.
    """
    rows = table["row"]
    ordered = sorted(map(_canonical, rows)) if isinstance(rows, list) else []
    return sha256(_canonical({**table, "row": ordered}).encode()).hexdigest()


def _canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
