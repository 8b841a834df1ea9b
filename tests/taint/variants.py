"""The shipped agreements, and each of them with one field removed or told in another form."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from hub.policy.agreements_disclose import fitting
from hub.policy.fields import Kind
from tests.kit import policy

Forms = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Variant:
    """An agreement as a test lays it over the others: its file, what it grants, in which form."""

    file: str
    table: Mapping[str, Any]
    fields: Forms
    change: str = ""

    @property
    def provider(self) -> str:
        """Who is asked."""
        return str(self.table["provider"])

    def text(self, **words: str) -> str:
        """Return its TOML, with other ``words`` for consumer or purpose."""
        table = {**self.table, **words}
        fields = ", ".join(
            f'{{name = "{name}", transform = "{form}"}}' for name, form in self.fields.items()
        )
        lines = [f"{key} = {_written(value)}" for key, value in table.items() if key != "fields"]
        return "\n".join([*lines, f"fields = [{fields}]"])


def _written(value: Any) -> str:
    """Return a value of an agreement as TOML has it."""
    match value:
        case bool():
            return str(value).lower()
        case dict():
            return f"{{{', '.join(f'{key} = {_written(one)}' for key, one in value.items())}}}"
        case list():
            return f"[{', '.join(map(_written, value))}]"
        case str():
            return f'"{value}"'
        case _:
            return str(value)


@cache
def shipped() -> tuple[Variant, ...]:
    """Return the shipped agreements."""
    return tuple(
        Variant(file, table, _granted(table))
        for file, text in sorted(policy.shipped("agreements").items())
        for table in [tomllib.loads(text)]
    )


def _granted(table: Mapping[str, Any]) -> dict[str, str]:
    """Return the fields of an agreement with their forms, families spelled out."""
    return {
        name: one["transform"]
        for one in table["fields"]
        for name in policy.fields().expand(table["provider"], one["name"])
    }


def mutants(one: Variant) -> Iterator[Variant]:
    """Yield an agreement with each of its fields removed, and told in each other form."""
    for name, form in one.fields.items():
        rest = {other: told for other, told in one.fields.items() if other != name}
        if rest:
            yield Variant(one.file, one.table, rest, f"without {name}")
        kind = policy.fields().of(one.provider)[name].kind
        for other in sorted(fitting(kind)):
            if other != form and kind is not Kind.FLAG:  # of a flag, whole is yes or no
                changed = {**one.fields, name: str(other)}
                yield Variant(one.file, one.table, changed, f"{name} {other}")


def lettered(number: int) -> str:
    """Return a number in three letters, which a code may have where it may not have a number."""
    return "".join(chr(ord("a") + number // 26**place % 26) for place in (2, 1, 0))
