"""What ``peyvand doctor`` finds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is well, what was seen, and what to do where it is not.

    ``warning`` is well, and will not be for long.
    """

    subject: str
    ok: bool
    seen: str
    remedy: str = ""
    warning: bool = False
