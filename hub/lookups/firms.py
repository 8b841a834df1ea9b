"""The lookup about legal persons."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field

from adapters.base.ports import Attested, FirmRegistry
from hub.lookups.base import Body, Identifier, Lookup, Question, member
from hub.policy.agreements_disclose import Value
from schemas.canonical.disclosure import firm_subject
from schemas.canonical.identifiers import parse_legal_id
from schemas.canonical.person import Firm


class FirmNamed(BaseModel):
    """A legal person by its id."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    legal_id: Identifier = Field(description="Eleven digits.", examples=["10100000007"])


class FirmBody(Body):
    """What is this legal person?"""

    firm: FirmNamed


def _questions(body: FirmBody) -> tuple[Question, ...]:
    legal_id = member("firm.legal_id", parse_legal_id, body.firm.legal_id)

    async def ask(registry: FirmRegistry) -> Attested[Firm]:
        return await registry.find_firm(legal_id)

    return (Question("FirmRegistry", (firm_subject(legal_id),), ask, firm_values),)


def firm_values(firm: Firm) -> Mapping[str, Value]:
    """Return the fields of a legal person."""
    return {
        "firm.name": firm.name,
        "firm.registered_on": firm.registered_on,
        "firm.registration_number": firm.registration_number,
        "firm.postal_code": firm.postal_code,
        "firm.active": not firm.dissolved,
    }


FIRM = Lookup(
    "firms.lookup",
    "/v1/firms/lookup",
    "What a legal person is, as its registry has it",
    ("FirmRegistry",),
    FirmBody,
    _questions,
)
