"""What every installation of the mobile register must answer."""

from typing import Final

from adapters.base.ports import Attested, MobileOwnership
from adapters.base.probe import Probe, Subjects, expect
from schemas.canonical.identifiers import parse_mobile, parse_national_id

SUBJECTS: Final[Subjects] = {
    "mobile": "09898001002",
    "national_id": "9980010029",
    "other_national_id": "9980010037",
}
"""A ``mobile`` in the name of ``national_id``, and a person in whose name it is not."""


async def _owned(gateway: MobileOwnership, subjects: Subjects) -> Attested[bool]:
    """Ask whether the number is its owner's."""
    mobile = parse_mobile(subjects["mobile"])
    found = await gateway.owns(mobile, parse_national_id(subjects["national_id"]))
    expect(found.value, "the number of the person in whose name it is")
    return found


async def _not_owned(gateway: MobileOwnership, subjects: Subjects) -> Attested[bool]:
    """Ask whether it is another's."""
    mobile = parse_mobile(subjects["mobile"])
    found = await gateway.owns(mobile, parse_national_id(subjects["other_national_id"]))
    expect(not found.value, "not the number of anybody else")
    return found


PROBES: Final = (
    Probe("owned", "شماره به نام صاحب آن است", _owned),
    Probe("not-owned", "شماره به نام دیگری نیست", _not_owned),
)
