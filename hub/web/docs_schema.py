"""JSON Schema as a list that people read: each member with its rule."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an object, by its path, or a parameter; ``rule`` is what it must be like."""

    name: str
    rule: str
    required: bool


def resolved(document: Mapping[str, Any], part: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a part of a document refers to, itself where it refers to nothing."""
    while "$ref" in part:
        found: Any = document
        for step in part["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        part = found
    return part


def members_of(
    document: Mapping[str, Any], schema: Mapping[str, Any], path: str = ""
) -> Iterator[Member]:
    """Yield the members of an object and of those in it, the required ones marked."""
    found = resolved(document, schema)
    required = found.get("required", ())
    for name, given in found.get("properties", {}).items():
        member, here = resolved(document, given), f"{path}{name}"
        if "properties" in member:
            yield from members_of(document, member, f"{here}.")
        else:
            yield Member(here, _rule(member), name in required)


def _rule(schema: Mapping[str, Any]) -> str:
    """Return what a value must be like: its list, its pattern, or its type and length."""
    for one in schema.get("anyOf", ()):
        if one.get("type") != "null":
            return _rule(one)
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if "pattern" in schema:
        return str(schema["pattern"])
    if schema.get("type") == "array":
        return f"[ {_rule(schema['items'])} ]"
    lengths = [str(schema[name]) for name in ("minLength", "maxLength") if name in schema]
    return f"{schema.get('type', '')} {'–'.join(lengths)}".strip()
