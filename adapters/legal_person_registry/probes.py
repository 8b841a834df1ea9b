"""What every installation of the registry of legal persons must answer."""

from typing import Final

from adapters.base.ports import Attested, FirmRegistry
from adapters.base.probe import Probe, Subjects, expect
from schemas.canonical.identifiers import parse_legal_id
from schemas.canonical.person import Firm

SUBJECTS: Final[Subjects] = {"legal_id": "99900100297"}
"""``legal_id`` of a firm that acts."""


async def _firm(gateway: FirmRegistry, subjects: Subjects) -> Attested[Firm]:
    """Ask what the subject is."""
    legal_id = parse_legal_id(subjects["legal_id"])
    found = await gateway.find_firm(legal_id)
    expect(found.value.legal_id == legal_id, "the firm that was asked for")
    expect(not found.value.dissolved, "a firm that acts")
    return found


PROBES: Final = (Probe("firm", "مشخصات یک شخص حقوقی فعال", _firm),)
