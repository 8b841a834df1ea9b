"""What asking an agency came to: an attested value, a record that is not there, or silence.

Adapters raise; a use case needs values it can reason about. `ask` is the only bridge.
"""

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import TypeVar

from adapters.base.errors import AgencyBrokeContract, AgencyError, NoSuchRecord
from adapters.base.ports import Attested

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Unknown:
    """The agency answered that it knows no such subject."""

    source: str


@dataclass(frozen=True, slots=True)
class Silent:
    """The agency gave no usable answer; ``broken`` when it answered against its contract."""

    source: str
    code: str
    broken: bool


Finding = Attested[T] | Unknown | Silent


async def ask(question: Awaitable[Attested[T]]) -> Finding[T]:
    """Return what ``question`` came to; an agency's failure becomes a value, any other rises."""
    try:
        return await question
    except NoSuchRecord as unknown:
        return Unknown(unknown.agency)
    except AgencyError as failure:
        broken = isinstance(failure, AgencyBrokeContract)
        return Silent(failure.agency, failure.code, broken)
