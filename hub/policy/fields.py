"""What each provider can give: the only words in which an agreement or a passport names a field."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

FieldName = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z]+(_[a-z]+)*(\.[a-z]+(_[a-z]+)*)+$", max_length=60),
]
"""Letters, underscores and points: what a receipt repeats, and no number can hide in."""


class Kind(StrEnum):
    """What a value is, and so in which forms it can be told."""

    NAME = "name"
    TEXT = "text"
    CODE = "code"
    DATE = "date"
    BIRTH_DATE = "birth-date"
    AMOUNT = "amount"
    FLAG = "flag"
    LIST = "list"


class Field(BaseModel):
    """One field of a provider; ``title`` is its Persian name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind
    title: str


class Provider(BaseModel):
    """An agency that gives facts; ``title`` is its Persian name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    fields: dict[FieldName, Field]


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of every provider, by its code and their names."""

    providers: Mapping[str, Provider]

    def of(self, provider: str) -> Mapping[str, Field]:
        """Return the fields of a provider by name; none for an unknown one."""
        found = self.providers.get(provider)
        return found.fields if found is not None else {}

    def expand(self, provider: str, name: str) -> tuple[str, ...]:
        """Return the fields that ``name`` stands for: itself, or with ``.*`` at its end a family.

        Nothing for a name that the provider does not have.
        """
        known = self.of(provider)
        if name.endswith(".*"):
            return tuple(one for one in known if one.startswith(name[:-1]))
        return (name,) if name in known else ()


@cache
def shipped_fields() -> Fields:
    """Return the fields of the list that the hub comes with."""
    return load_fields((files("hub.policy") / "fields.toml").read_text("utf-8"))


def load_fields(text: str) -> Fields:
    """Return the fields in a TOML ``text``; ``ValueError`` for what is missing or unknown."""
    tables = tomllib.loads(text)
    return Fields({code: Provider.model_validate(table) for code, table in tables.items()})
