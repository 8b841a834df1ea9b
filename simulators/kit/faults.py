"""Faults on purpose: what a stand-in does wrong when told to, chosen by seed, never by chance."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from simulators.kit.clock import jalali_today

Weather = Literal["off", "named", "storm"]
"""off: sound, and no fault can be put in force; named: sound until told otherwise; storm: a mix of
every fault from the first call on."""

FAULTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "none": "the right answer",
        "down": "the connection is dropped unanswered",
        "hang": "no answer ever",
        "reset": "half the answer, then the connection is reset",
        "half": "half the announced length, then the connection ends",
        "drip": "the right answer, a byte every MILLISECONDS",
        "delay": "the right answer, MILLISECONDS late",
        "tail": "the right answer, late by chance: mostly a little, now and then many MILLISECONDS",
        "twice": "the right answer, two times on the same connection",
        "previous": "the answer to the question before",
        "error": "HTTP 500 and a page",
        "refuse": "HTTP 429: no more today",
        "soap-fault": "a SOAP Fault (Server); HTTP 500 where no SOAP is spoken",
        "html": "an error page with status 200",
        "oversized": "16 MB of blanks",
        "extra-field": "the right answer and a field that no contract has",
        "missing-field": "the right answer without one of its fields",
        "other-form": "the right answer with other prefixes, order or white space",
        "other-letters": "the right answer with Arabic letters and Persian digits",
        "storm": "at every call one of these or of the agency's own, by the seed",
    }
)
"""What every stand-in can do wrong; those that sign have more, which their magic inputs list."""

STORM: Final[Mapping[str, int]] = MappingProxyType(
    {
        "down": 30,
        "hang": 5,
        "reset": 25,
        "half": 25,
        "drip": 20,
        "tail": 60,
        "twice": 20,
        "previous": 20,
        "error": 50,
        "refuse": 20,
        "soap-fault": 25,
        "html": 25,
        "oversized": 5,
        "extra-field": 20,
        "missing-field": 20,
        "other-form": 40,
        "other-letters": 40,
        "own": 50,
    }
)
"""How many of a thousand calls in a storm meet which fault; the others are answered as always.

``own`` is one of the agency's own faults, where it has any."""
_PER_MILLE = tuple(zip(accumulate(STORM.values()), STORM, strict=True))


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault and how long it lasts.

    ``calls`` is the number of calls it hits (None: until told otherwise), ``share`` the part of
    calls it hits meanwhile, ``milliseconds`` the unit of every lateness. ``today`` ends it with the
    day in Tehran; ``seed`` chooses anew, None by the stand-in's own.
    """

    mode: str = "none"
    calls: int | None = None
    share: float = 1.0
    milliseconds: float = 1_000
    today: bool = False
    seed: int | None = None

    def __post_init__(self) -> None:
        """Refuse what is not a fault: ``ValueError`` or ``TypeError`` names the field."""
        if not self.mode.replace("-", "").isalnum():
            raise ValueError(f"mode is one of {', '.join(FAULTS)}, or one of the agency's own")
        if not 0 < self.share <= 1:
            raise ValueError("share is more than 0 and at most 1")
        if self.milliseconds < 0 or (self.calls is not None and self.calls < 1):
            raise ValueError("milliseconds are not negative, calls at least 1")


class Strike(NamedTuple):
    """What hits one call: ``seconds`` is the unit of lateness, ``chance`` chooses what is open."""

    mode: str
    seconds: float
    chance: Random


class Faults:
    """The fault in force; the same seed and the same calls meet the same faults.

    ``own`` are the agency's own; ``today`` tells the Jalali day.
    """

    def __init__(
        self,
        seed: int,
        *,
        own: Sequence[str] = (),
        weather: Weather = "named",
        today: Callable[[], int] = jalali_today,
    ) -> None:
        self._seed = seed
        self.own = tuple(own)
        self._today = today
        self.weather: Weather = weather
        self.clear()

    def turn(self, weather: Weather) -> None:
        """Let there be another ``weather``, from its first call."""
        self.weather = weather
        self.clear()

    def clear(self) -> None:
        """Return to what the weather has of itself."""
        self._begin(_STORM if self.weather == "storm" else Fault())

    def set(self, fault: Fault) -> None:
        """Put ``fault`` in force, from its seed's first call; ``ValueError`` names a wrong one."""
        if self.weather == "off":
            raise ValueError("faults are off here")
        if fault.mode not in FAULTS and fault.mode not in self.own:
            raise ValueError(f"{fault.mode} is not a fault of this agency")
        self._begin(fault)

    def strike(self) -> Strike:
        """Return what hits this call, and count it; the n-th call of a seed is always hit alike."""
        fault = self.current
        self._calls += 1
        if fault.mode == "none" or self._left == 0 or (fault.today and self._today() != self._day):
            return Strike("none", 0.0, _NO_CHANCE)
        chance = Random(f"{self._seed if fault.seed is None else fault.seed} {self._calls}")
        if fault.share < 1.0 and chance.random() >= fault.share:
            return Strike("none", 0.0, chance)
        if self._left is not None:
            self._left -= 1
        mode = self._storm(chance) if fault.mode == "storm" else fault.mode
        return Strike(mode, fault.milliseconds / 1_000, chance)

    def _begin(self, fault: Fault) -> None:
        """Count the calls of ``fault`` from here."""
        self.current = fault
        self._left = fault.calls
        self._calls = 0
        self._day = self._today()

    def _storm(self, chance: Random) -> str:
        """Return what the storm does to one call."""
        drawn = chance.randrange(1_000)
        mode = next((mode for upto, mode in _PER_MILLE if drawn < upto), "none")
        if mode != "own":
            return mode
        return chance.choice(self.own) if self.own else "none"


_NO_CHANCE = Random(0)
_STORM = Fault("storm", milliseconds=100)
