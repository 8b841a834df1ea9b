"""What asking an agency came to: an attested value, a record that is not there, or silence.

Adapters raise; a use case needs values it can reason about. `ask` is the only bridge.
"""

from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from adapters.base.errors import (
    CALENDAR,
    AgencyBrokeContract,
    AgencyError,
    AgencyRefused,
    NoSuchRecord,
)
from adapters.base.ports import Attested

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Unknown:
    """The agency answered that it knows no such subject."""

    source: str


@dataclass(frozen=True, slots=True)
class Silent:
    """The agency gave no usable answer; ``broken`` when it answered against its contract.

    ``until`` is when it opens again (UTC), where its calendar or a quota refused and says so.
    """

    source: str
    code: str
    broken: bool
    until: datetime | None = None

    @property
    def by_calendar(self) -> bool:
        """Whether its hours, a holiday, maintenance or a quota are all that stands in the way."""
        return self.code in CALENDAR


Finding = Attested[T] | Unknown | Silent


async def ask(question: Awaitable[Attested[T]]) -> Finding[T]:
    """Return what ``question`` came to; an agency's failure becomes a value, any other rises."""
    try:
        return await question
    except NoSuchRecord as unknown:
        return Unknown(unknown.agency)
    except AgencyRefused as refusal:
        return Silent(refusal.agency, refusal.code, broken=False, until=refusal.until)
    except AgencyError as failure:
        broken = isinstance(failure, AgencyBrokeContract)
        return Silent(failure.agency, failure.code, broken)
