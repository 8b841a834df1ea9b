"""The search form of contracts: what was typed, what it looks for, and which field is wrong; pure.

What was typed comes back with the page, so that a slip of one field costs no other.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from hub.store.panel_reads import Sought
from hub.web.language import Language
from hub.web.panel.show import say
from schemas.canonical.identifiers import InvalidIdentifier, parse_branch_code, parse_contract_row
from schemas.canonical.text import ascii_digits


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form; ``field`` is the one that is wrong, if any, and ``wrong`` why."""

    text: str = ""
    row: str = ""
    branch: str = ""
    field: str = ""
    wrong: str = ""


BLANK = Typed()
"""A form that nobody has filled in yet."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A field that is wrong, and the name of the words that say so."""

    field: str
    why: str


def sought_of(fields: Mapping[str, str]) -> Sought | Slip:
    """Return what a form looks for: an id alone, or a row together with its branch."""
    text, row, branch = (fields.get(name, "") for name in ("text", "row", "branch"))
    if text and not row and not branch:
        return Sought(ascii_digits(text))
    if text or not (row or branch):
        return Slip("text", "ask")
    if not (row and branch):
        return Slip("branch" if row else "row", "ask")
    try:
        found = parse_contract_row(row)
    except InvalidIdentifier:
        return Slip("row", "bad_row")
    try:
        return Sought("", parse_branch_code(branch), found)
    except InvalidIdentifier:
        return Slip("branch", "bad_branch")


def typed_in(fields: Mapping[str, str], slip: Slip | None, language: Language) -> Typed:
    """Return the form as it was filled in, with what is wrong in it."""
    text, row, branch = (fields.get(name, "") for name in ("text", "row", "branch"))
    if slip is None:
        return Typed(text, row, branch)
    return Typed(text, row, branch, slip.field, say("panel_contracts", slip.why, language))


def nowhere(sought: Sought) -> Slip:
    """Return what to say where nothing was found, at the field that was looked for."""
    return Slip("text" if sought.text else "row", "not_found")
