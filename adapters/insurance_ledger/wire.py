"""The ledger's words, exactly: a field more or a field less is not its contract."""

from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from adapters.base.answer import Answer, failed_status
from adapters.base.errors import AgencyBrokeContract

AGENCY = "insurance_ledger"
ANSWERED, NO_SUCH_WORKSHOP, CLOSED = 0, 1, 2
"""The values of ``status``."""


class _Wire(BaseModel):
    """A JSON object of the ledger."""

    model_config = ConfigDict(
        frozen=True, strict=True, extra="forbid", alias_generator=to_camel, validate_by_name=False
    )


class DebtReply(_Wire):
    """The reply of ``workshop-debit``; amounts are rials in text, or a message; ``s_date`` Jalali.

    ``amount1`` is the definite debt, ``amount2`` the divisible, ``amount3`` the indivisible.
    """

    status: Literal[0, 1, 2]
    workshop_id: str
    branch_code: str
    workshop_name: str
    result: str
    s_date: str
    amount1: str
    amount2: str
    amount3: str


class RegisteredWorkshop(_Wire):
    """A workshop at a postal code."""

    workshop_id: str
    branch_code: str
    workshop_name: str
    address: str


class PostReply(_Wire):
    """The reply of ``post/inquiry``."""

    status: Literal[0, 2]
    result: str
    workshops: tuple[RegisteredWorkshop, ...]


M = TypeVar("M", bound=_Wire)


def read(model: type[M], answer: Answer) -> M:
    """Return ``answer`` as ``model``; raises `AgencyError` with a code that holds no data."""
    if answer.status != 200:
        raise failed_status(AGENCY, answer.status)
    if answer.media_type != "application/json":
        raise AgencyBrokeContract(AGENCY, "not-json")
    try:
        return model.model_validate_json(answer.body)
    except ValidationError:
        raise AgencyBrokeContract(AGENCY, "schema") from None
