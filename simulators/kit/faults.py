"""Faults on purpose: what a stand-in does wrong when told to, chosen by seed, never by chance."""

from dataclasses import dataclass
from random import Random
from typing import Literal, get_args

Mode = Literal[
    "none",
    "down",
    "error",
    "hang",
    "html",
    "oversized",
    "delay",
    "wrong-clock",
    "wrong-nonce",
    "wrong-imprint",
    "wrong-certificate",
    "rejected",
    "try-later",
    "unauthorized",
    "unknown",
    "stale",
]
"""down: the connection is dropped unanswered; error: HTTP 500; hang: no answer ever; html: an error
page with status 200; oversized: 16 MB of blanks; delay: the right answer, late. Those are every
stand-in's; the others are of those that sign, each of which tells in its magic inputs what it does.
"""


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault and how long it lasts.

    ``calls`` is the number of calls it hits (None: until told otherwise), ``share`` the part of
    calls it hits meanwhile, ``milliseconds`` the lateness in mode delay.
    """

    mode: Mode = "none"
    calls: int | None = None
    share: float = 1.0
    milliseconds: int = 1_000

    def __post_init__(self) -> None:
        """Refuse what is not a fault: ``ValueError`` or ``TypeError`` names the field."""
        if self.mode not in get_args(Mode):
            raise ValueError(f"mode is one of {', '.join(get_args(Mode))}")
        if not 0 < self.share <= 1:
            raise ValueError("share is more than 0 and at most 1")
        if self.milliseconds < 0 or (self.calls is not None and self.calls < 1):
            raise ValueError("milliseconds are not negative, calls at least 1")


class Faults:
    """The fault in force; the same seed and the same calls meet the same faults."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self.set(Fault())

    def set(self, fault: Fault) -> None:
        """Put ``fault`` in force, from the start of the seed's row of chances."""
        self.current = fault
        self._left = fault.calls
        self._rng = Random(f"faults {self._seed}")

    def strike(self) -> Mode:
        """Return the fault that hits this call, and count it."""
        fault = self.current
        if fault.mode == "none" or self._left == 0:
            return "none"
        if fault.share < 1.0 and self._rng.random() >= fault.share:
            return "none"
        if self._left is not None:
            self._left -= 1
        return fault.mode
