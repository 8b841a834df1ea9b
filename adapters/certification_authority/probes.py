"""What every installation of a certification authority must answer."""

from typing import Final

from adapters.base.ports import RevocationSource
from adapters.base.probe import Probe, Subjects

SUBJECTS: Final[Subjects] = {"certificate": "", "issuer": "", "root": ""}
"""DER in hexadecimal digits: a ``certificate``, its ``issuer``'s, and the ``root``'s.

An authority answers for its own certificates alone, so each installation has subjects of its own.
"""


async def _status(gateway: RevocationSource, subjects: Subjects) -> bytes:
    """Ask whether the certificate holds."""
    return await gateway.status_of(_der(subjects, "certificate"), _der(subjects, "issuer"))


async def _issuers_list(gateway: RevocationSource, subjects: Subjects) -> bytes:
    """Ask what the issuer has revoked."""
    return await gateway.revocation_list(_der(subjects, "issuer"))


async def _roots_list(gateway: RevocationSource, subjects: Subjects) -> bytes:
    """Ask what the root has revoked."""
    return await gateway.revocation_list(_der(subjects, "root"))


def _der(subjects: Subjects, name: str) -> bytes:
    """Return a certificate among the subjects; ``ValueError`` names one that is not given."""
    if not subjects[name]:
        raise ValueError(f"subject {name} is not given: a certificate, DER in hexadecimal digits")
    return bytes.fromhex(subjects[name])


PROBES: Final = (
    Probe("status", "وضعیت یک گواهی", _status),
    Probe("issuers-list", "فهرست ابطال صادرکننده", _issuers_list),
    Probe("roots-list", "فهرست ابطال ریشه", _roots_list),
)
