"""The notaries' words in ``urn:notary-offices:answers:1``: operations, codes, acknowledgements."""

from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from lxml import etree

from adapters.base.errors import AgencyBrokeContract, AgencyError, AgencyRefused, NoSuchRecord

AGENCY = "notary_offices"
NAMESPACE: Final = "urn:notary-offices:answers:1"
"""Also the logical address of the system, whatever URL leads to it."""
POSITIVE, NEGATIVE = "1", "2"
"""The values of ``ReplyType``."""
VALID, SUSPENDED, REVOKED, REPLACED = "01", "02", "03", "04"
"""The values of ``State``."""
LONGEST_CONDITIONS: Final = 2_000
"""How many characters of text for the deed the system keeps."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is brought: the operation, and its elements by name in the order of the XSD."""

    operation: str
    fields: dict[str, str | bytes]


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """What the system signs for a notice; ``duplicate`` when it had taken it before."""

    notice_id: str
    accepted_at: datetime
    duplicate: bool


def read(response: etree._Element) -> Acknowledgement:
    """Return the acknowledgement in ``response``, which is valid against the XSD already."""
    texts = {etree.QName(child).localname: child.text or "" for child in response}
    return Acknowledgement(
        notice_id=texts["NoticeId"],
        accepted_at=datetime.fromisoformat(texts["AcceptedAt"].strip()),
        duplicate=texts["Duplicate"].strip() in {"true", "1"},
    )


def refusal(fault: etree._Element) -> AgencyError:
    """Return what a signed Fault means: a code of theirs, or no more than that they refuse."""
    code = fault.findtext(f"detail/{{{NAMESPACE}}}Refusal/{{{NAMESPACE}}}Code") or ""
    kind, ours = MEANINGS.get(code, (AgencyRefused, "soap-fault-server"))
    return kind(AGENCY, ours)


MEANINGS: MappingProxyType[str, tuple[type[AgencyError], str]] = MappingProxyType(
    {
        "closed": (AgencyRefused, "closed"),
        "busy": (AgencyRefused, "busy"),
        "unknown-inquiry": (NoSuchRecord, "unknown-inquiry"),
        "unknown-reply": (NoSuchRecord, "unknown-reply"),
        "other-content": (AgencyBrokeContract, "other-content"),
    }
)
"""Every refusal known: how the delivery failed, and our stable code.

``other-content`` says that they hold another message under the same NoticeId.
"""
