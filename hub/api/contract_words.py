"""What became of a contract that a register told, in the words of the doors."""

from collections.abc import Iterable
from typing import Final

from hub.api.problems import words_of_rules
from hub.contracts.tables import Slip
from hub.errors import BelowCleared, ContractCleared, ContractInvalid, Refusal, RevisionReused
from hub.sharing.results import FIELDS, LineResult, Outcome

Json = dict[str, str | int | list[dict[str, str]] | None]
_STATUS: Final = {Outcome.CREATED: 201, Outcome.WAITING: 202}

_REFUSALS: Final = {one.code: one for one in (RevisionReused, BelowCleared, ContractCleared)}


def invalid(*slips: Slip) -> ContractInvalid:
    """Return the refusal of a contract that has these slips."""
    return ContractInvalid(problems=worded(slips))


def worded(slips: Iterable[Slip]) -> list[dict[str, str]]:
    """Return slips as JSON values, each in both languages."""
    words = words_of_rules()
    found = []
    for one in slips:
        fa, en = words[one.rule]
        found.append({"field": one.field, "rule": one.rule, "title": en, "title_fa": fa})
    return found


def told(result: LineResult, source_id: str) -> Json:
    """Return what became of a contract; why it was refused stands in ``problems``."""
    slips = [Slip(FIELDS[result.code], result.code)] if result.code else []
    found = {
        "source_id": source_id,
        "result": result.outcome.value,
        "ocid": result.ocid,
        "version": result.version,
    }
    return found | ({"problems": worded(slips)} if slips else {})


def refusal_of(result: LineResult) -> Refusal:
    """Return the refusal of a contract that was not taken in."""
    code = str(result.code)
    return _REFUSALS[code](field=FIELDS[code])


def status_of(result: LineResult) -> int:
    """Return the HTTP status of what became of one contract."""
    return _STATUS.get(result.outcome, 200)
