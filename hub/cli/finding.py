"""What ``peyvand doctor`` finds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is well, what was seen, and what to do where it is not."""

    subject: str
    ok: bool
    seen: str
    remedy: str = ""
