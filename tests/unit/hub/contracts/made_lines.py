"""Lines of JSON for the tests of what is wrong with a contract."""

import json
from dataclasses import replace
from typing import Any

from hub.contracts.check import read_line
from hub.contracts.digest import canonical
from schemas.canonical.contract import RegisteredContract
from tests.unit.hub.contracts.made import TODAY, contract
from tests.unit.hub.contracts.made_parts import LATER

BARE = contract(crn="5", budget_code="B-1", project="P", row="00100001", branch="0010")
FULL = replace(BARE, **LATER)
LINE: dict[str, Any] = json.loads(canonical(BARE))
LISTS: dict[str, Any] = {
    name: one for name, one in json.loads(canonical(FULL)).items() if name not in LINE
}
"""The members of a whole contract that a bare one lacks."""


def read(**changes: Any) -> RegisteredContract:
    found = read_line(json.dumps({**LINE, **changes}, ensure_ascii=False).encode(), TODAY)
    assert isinstance(found, RegisteredContract), found
    return found


def slips(octets: bytes) -> list[tuple[str, str]]:
    found = read_line(octets, TODAY)
    assert isinstance(found, tuple)
    return [(one.field, one.rule) for one in found]


def wrong(**changes: Any) -> list[tuple[str, str]]:
    return slips(json.dumps({**LINE, **changes}).encode())
