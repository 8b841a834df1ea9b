"""The pieces that operations are put together from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

Json: TypeAlias = dict[str, Any]

JSON: Final = "application/json"
PROBLEM: Final = "application/problem+json"
EVERYWHERE: Final = ("traceparent",)
"""The headers that every answer has."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One method at one path; ``summary`` and ``description`` are in Persian and English.

    ``answers`` are its successes by status, ``refusals`` the codes of what it refuses, and
    ``secured`` says that the caller proves who he is. ``parameters`` name those of the components.
    """

    path: str
    method: str
    name: str
    tag: str
    summary: tuple[str, str]
    answers: Mapping[str, Json]
    description: tuple[str, str] | None = None
    body: Json | None = None
    parameters: tuple[str | Json, ...] = ()
    refusals: tuple[str, ...] = ()
    secured: bool = False


def ref(name: str) -> Json:
    """Return the reference to a schema of the components."""
    return {"$ref": f"#/components/schemas/{name}"}


def header(name: str) -> Json:
    """Return the reference to a header of the components."""
    return {"$ref": f"#/components/headers/{name}"}


def parameter(name: str) -> Json:
    """Return the reference to a parameter of the components."""
    return {"$ref": f"#/components/parameters/{name}"}


def answer(
    says: str,
    schema: Json | None = None,
    media_type: str = JSON,
    *,
    headers: tuple[str, ...] = (),
    example: Any = None,
) -> Json:
    """Return a response; without a schema it has no content."""
    told: Json = {
        "description": says,
        "headers": {name: header(name) for name in (*headers, *EVERYWHERE)},
    }
    if schema is not None:
        content: Json = {"schema": schema}
        if example is not None:
            content["examples"] = {"answered": {"value": example}}
        told["content"] = {media_type: content}
    return told


def record(members: Mapping[str, Json], *, optional: tuple[str, ...] = (), says: str = "") -> Json:
    """Return the schema of an object: these members, no others, all required but ``optional``."""
    made: Json = {"description": says} if says else {}
    return made | {
        "type": "object",
        "properties": dict(members),
        "required": [name for name in members if name not in optional],
        "additionalProperties": False,
    }


def text(says: str = "", **rules: Any) -> Json:
    """Return the schema of a string."""
    return ({"description": says} if says else {}) | {"type": "string", **rules}


def listed(items: Json, **rules: Any) -> Json:
    """Return the schema of an array."""
    return {"type": "array", "items": items, **rules}


def or_null(schema: Json) -> Json:
    """Return the schema of a value that may be absent."""
    return {"anyOf": [schema, {"type": "null"}]}


NUMBER: Final = text(pattern=r"^[0-9]{2,3}-[0-9]{4}-[0-9]{10}-[0-9]$")
"""A certificate's number."""
