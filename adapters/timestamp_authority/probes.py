"""What every installation of a time-stamping authority must answer."""

from hashlib import sha256
from typing import Final

from adapters.base.ports import TimestampAuthority
from adapters.base.probe import Probe, Subjects

SUBJECTS: Final[Subjects] = {"text": "peyvand"}
"""``text`` is stamped by its SHA-256; any will do."""


async def _stamp(gateway: TimestampAuthority, subjects: Subjects) -> bytes:
    """Ask for a time stamp."""
    return await gateway.timestamp(sha256(subjects["text"].encode()).digest())


PROBES: Final = (Probe("stamp", "مهر زمانی بر یک چکیده", _stamp),)
