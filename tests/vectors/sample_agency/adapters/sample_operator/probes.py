"""What every installation of the operator must answer."""

from typing import Final

from adapters.base.ports import Attested, MobileOwnership
from adapters.base.probe import Probe, Subjects, expect
from schemas.canonical.identifiers import parse_mobile, parse_national_id

SUBJECTS: Final[Subjects] = {"mobile": "09120000001", "national_id": "9980010029"}
"""A number and its owner."""


async def _owned(gateway: MobileOwnership, subjects: Subjects) -> Attested[bool]:
    """Ask whether the subject's number is his."""
    mobile = parse_mobile(subjects["mobile"])
    found = await gateway.owns(mobile, parse_national_id(subjects["national_id"]))
    expect(found.value, "the owner's number to be his")
    return found


PROBES: Final = (Probe("owned", "شماره به نام شخص است", _owned),)
