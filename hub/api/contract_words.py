"""What became of a contract that a register told, in the words of the doors."""

from collections.abc import Iterable
from typing import Any, Final

from hub.api.problems import words_of_rules
from hub.contracts.tables import Slip
from hub.errors import Refusal
from hub.sharing.results import LineResult, Outcome

Json = dict[str, Any]
_STATUS: Final = {Outcome.CREATED: 201, Outcome.WAITING: 202}


class ContractInvalid(Refusal):
    """A contract breaks rules; ``problems`` names all of them, each with its field."""

    code = "contract.invalid"

    def __init__(self, slips: Iterable[Slip]) -> None:
        super().__init__()
        self.problems = worded(slips)


class RevisionReused(Refusal):
    """The register has said something else under this revision."""

    code = "contract.revision-reused"


def worded(slips: Iterable[Slip]) -> list[Json]:
    """Return slips as JSON values, each in both languages."""
    words = words_of_rules()
    found = []
    for one in slips:
        fa, en = words[one.rule]
        found.append({"field": one.field, "rule": one.rule, "title": en, "title_fa": fa})
    return found


def told(result: LineResult, source_id: str) -> Json:
    """Return what became of a contract; why it was refused stands in ``problems``."""
    slips = [Slip("revision", result.code)] if result.code else []
    found = {
        "source_id": source_id,
        "result": result.outcome.value,
        "ocid": result.ocid,
        "version": result.version,
    }
    return found | ({"problems": worded(slips)} if slips else {})


def status_of(result: LineResult) -> int:
    """Return the HTTP status of what became of one contract."""
    return _STATUS.get(result.outcome, 200)
