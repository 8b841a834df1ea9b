"""What a lookup is: a body that is read, and the questions it comes to.

A lookup names no agency: a question names the port that it is put to, and which agency offers that
is the deployment's.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from adapters.base.ports import Attested
from hub.errors import InvalidRequest
from hub.policy.agreements_disclose import Value
from schemas.canonical.dates import parse_jalali
from schemas.canonical.identifiers import InvalidIdentifier

T = TypeVar("T")

Code = Annotated[
    str,
    Field(
        pattern=r"^[a-z]+[0-9]{0,3}(-[a-z]+[0-9]{0,3})*$",  # no place for anybody's number
        max_length=63,
        examples=["identity-inquiry"],
    ),
]
FieldName = Annotated[str, Field(pattern=r"^[a-z_]+\.[a-z_]+$", max_length=60)]
Identifier = Annotated[str, Field(min_length=1, max_length=20)]
Day = Annotated[
    str,
    Field(
        min_length=8,
        max_length=10,
        description="A day, Jalali (1369/06/31) or Gregorian (1990-09-22).",
        examples=["1369/06/31"],
    ),
]


class Body(BaseModel):
    """What every lookup says besides whom it is about: for which service, and for which purpose.

    ``fields`` are the only ones wanted, each once; without them all that is agreed is told.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    service: Code = Field(description="The passport's code of the service that asks.")
    purpose: Code = Field(description="The purpose that was agreed.")
    fields: list[FieldName] | None = Field(
        default=None,
        min_length=1,
        max_length=40,
        description="The only fields wanted, each once; else all that is agreed is told.",
        examples=[["person.given_name", "person.alive"]],
    )


B = TypeVar("B", bound=Body)


@dataclass(frozen=True, slots=True)
class Question:
    """One question to whoever offers ``port``, about ``subjects`` as the register names them.

    ``values`` gives the fields of what was attested, by their names in agreements.
    """

    port: str
    subjects: tuple[str, ...]
    ask: Callable[[Any], Awaitable[Attested[Any]]]
    values: Callable[[Any], Mapping[str, Value]]


@dataclass(frozen=True, slots=True)
class Lookup(Generic[B]):
    """One lookup: its name, where its door is, its body, and the questions a body comes to.

    ``ports`` are those it asks, all of which must be offered. ``questions`` raises
    `InvalidRequest` for an identifier or a day that breaks its rule.
    """

    name: str
    path: str
    title: str
    ports: tuple[str, ...]
    body: type[B]
    questions: Callable[[B], tuple[Question, ...]]


def member(field: str, parse: Callable[[str], T], text: str) -> T:
    """Return the parsed text of a body's member; `InvalidRequest` names it and the broken rule."""
    try:
        return parse(text)
    except InvalidIdentifier as invalid:
        raise InvalidRequest(invalid.rule, field=field) from invalid


def parse_day(text: str) -> date:
    """Return a day given as ``YYYY/MM/DD`` (Jalali) or ``YYYY-MM-DD`` (Gregorian).

    Raises `InvalidIdentifier`.
    """
    readers: dict[str, Callable[[str], date]] = {"--": date.fromisoformat, "//": parse_jalali}
    try:
        return readers[text[4:8:3]](text)
    except (KeyError, ValueError):
        raise InvalidIdentifier("day.no-such-day") from None
