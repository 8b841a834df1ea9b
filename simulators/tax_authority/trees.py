"""The doors of the authority's tree: asked about nodes and numbers, given what it has lost."""

import json
import re
from typing import Any

from simulators.kit.asgi import JSON, Request
from simulators.tax_authority.holdings import Holdings, Told
from simulators.tax_authority.tokens import MALFORMED, Refused
from simulators.tax_authority.tree import LEVELS, Tree, digest

_PREFIX = re.compile(f"[0-9a-f]{{1,{LEVELS}}}", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,12}", re.ASCII)
_MOST_NODES, _MOST_CONTRACTS = 1_000, 200
_MEMBERS = {
    "crn", "revision", "contractNumber", "subject", "employerNationalId", "contractorNationalId",
    "amount", "contractDate", "startDate", "endDate", "budgetCode", "status",
}  # fmt: skip
_LISTS = {"amendments", "payments", "subContracts"}


class TreeDoors:
    """What may be asked of the tree over ``holdings``; it is made anew after every change."""

    def __init__(self, holdings: Holdings) -> None:
        self._holdings = holdings
        self._made = (-1, Tree(()))

    def answer(self, request: Request) -> object:
        """Return the answer to a request below ``/contract-tree``, as JSON has it; `Refused`."""
        match request.method, request.path.rpartition("/")[2]:
            case "GET", "roots":
                return self._tree().roots()
            case "POST", "nodes":
                asked = _texts(request, "prefixes", _PREFIX, _MOST_NODES)
                return {"nodes": [self._tree().node(one) for one in asked]}
            case "POST", "contracts":
                asked = _texts(request, "crns", _NUMBER, _MOST_CONTRACTS)
                found = [self._holdings.find(one) for one in asked]
                return {"contracts": [one for one in found if one is not None]}
            case "POST", "restore":
                given = _contracts(request)
                return {"restored": [one["crn"] for one in given if self._restored(one)]}
        raise Refused(400, MALFORMED)

    def _tree(self) -> Tree:
        """Return the tree as of now."""
        if self._made[0] != self._holdings.changes:
            self._made = self._holdings.changes, Tree(self._holdings.all())
        return self._made[1]

    def _restored(self, told: Told) -> bool:
        """Register what was lost, or said later; tell whether it is registered as it was given."""
        held = self._holdings.find(told["crn"])
        if held is None or held["revision"] < told["revision"]:
            self._holdings.register(told)
            return True
        return digest(held) == digest(told)


def _texts(request: Request, member: str, form: re.Pattern[str], most: int) -> list[str]:
    """Return the texts of the one member of a question, each once."""
    found = _listed(request, member, most)
    if not all(isinstance(one, str) and form.fullmatch(one) for one in found):
        raise Refused(400, MALFORMED)
    return list(dict.fromkeys(found))


def _contracts(request: Request) -> list[Told]:
    """Return contracts that have every member, and days that there are."""
    found = _listed(request, "contracts", _MOST_CONTRACTS)
    if not all(map(_is_contract, found)):
        raise Refused(400, MALFORMED)
    return found


def _is_contract(told: Any) -> bool:
    try:
        return told.keys() - _LISTS == _MEMBERS and bool(
            _NUMBER.fullmatch(told["crn"]) and digest(told)
        )
    except (LookupError, ValueError, TypeError, AttributeError):
        return False


def _listed(request: Request, member: str, most: int) -> list[Any]:
    try:
        told = json.loads(request.body)
    except ValueError:
        raise Refused(400, MALFORMED) from None
    if not request.content_type.startswith(JSON) or not isinstance(told, dict):
        raise Refused(400, MALFORMED)
    found = told.get(member)
    if told.keys() != {member} or not isinstance(found, list) or len(found) > most:
        raise Refused(400, MALFORMED)
    return found
