"""What the authority has revoked, as its keeper tells it."""

import json
from datetime import UTC, datetime

from cryptography import x509

from simulators.certification_authority.people import MAGIC
from simulators.certification_authority.status import Revocation

_ALWAYS = {
    MAGIC["revoked"].serial: Revocation(
        datetime(2026, 1, 1, tzinfo=UTC), x509.ReasonFlags.key_compromise
    )
}


class Revocations:
    """The register of the revoked, by serial number."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Hold nobody revoked but the magic one."""
        self.all = dict(_ALWAYS)

    def order(self, body: bytes) -> None:
        """Revoke as ``body`` says: JSON of ``serial``, ``instant`` (RFC 3339) and ``reason``.

        The serial is decimal, a string or a number; the reason a name of RFC 5280 section 5.3.1
        as in ``keyCompromise``, or none. Raises ``ValueError``.
        """
        told = json.loads(body)
        if not isinstance(told, dict) or not told.keys() <= {"serial", "instant", "reason"}:
            raise ValueError("a revocation is serial, instant and reason")
        if "serial" not in told or "instant" not in told:
            raise ValueError("serial and instant are missing")
        at = datetime.fromisoformat(told["instant"])
        if at.tzinfo is None:
            raise ValueError("instant has no offset")
        reason = x509.ReasonFlags(told["reason"]) if told.get("reason") else None
        self.all[int(told["serial"])] = Revocation(at.astimezone(UTC), reason)
