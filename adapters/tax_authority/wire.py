"""The authority's words, exactly: a field more or a field less is not its contract."""

from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, RootModel, ValidationError
from pydantic.alias_generators import to_camel

from adapters.base.answer import Answer
from adapters.base.errors import AgencyBrokeContract

AGENCY = "tax_authority"
ENCRYPTS, SIGNS = 1, 2
"""The values of ``purpose`` of a public key."""


class _Wire(BaseModel):
    """A JSON object of the authority."""

    model_config = ConfigDict(
        frozen=True, strict=True, extra="forbid", alias_generator=to_camel, validate_by_name=False
    )


class NonceReply(_Wire):
    """A number for one token; ``exp_date`` is by the authority's clock."""

    nonce: str = Field(min_length=1, max_length=200)
    exp_date: str


class PublicKey(_Wire):
    """A key of the authority: SubjectPublicKeyInfo (DER) in base64."""

    id: str = Field(min_length=1)
    key: str
    algorithm: Literal["RSA"]
    purpose: Literal[1, 2]


class ServerInformation(_Wire):
    """The authority's clock, in milliseconds of the epoch, and its keys."""

    server_time: int
    public_keys: tuple[PublicKey, ...]


class TaxpayerReply(_Wire):
    """Who is behind an economic code."""

    name_trade: str
    taxpayer_status: Literal["ACTIVE", "SUSPENDED", "CLOSED"]
    national_id: str


class Mistake(_Wire):
    """What the authority found wrong."""

    code: str
    message: str


class Problem(_Wire):
    """A refusal."""

    timestamp: int
    request_trace_id: str | None
    errors: tuple[Mistake, ...] = Field(min_length=1)


class Submitted(_Wire):
    """The receipt of one packet: a number to ask by, or why it was not taken."""

    uid: str
    reference_number: str | None
    error_code: str | None
    error_detail: str | None


class SubmitReply(_Wire):
    """The receipts of what was submitted; we submit one at a time."""

    timestamp: int
    result: tuple[Submitted, ...] = Field(min_length=1, max_length=1)


class InquiryData(_Wire):
    """The end of an inquiry: mistakes, or a payload (JWE, compact)."""

    error: tuple[Mistake, ...]
    warning: tuple[Mistake, ...]
    success: bool
    payload: str | None


class Inquiry(_Wire):
    """How an inquiry stands."""

    reference_number: str
    uid: str | None
    status: Literal["SUCCESS", "FAILED", "TIMEOUT", "PENDING", "NOT_FOUND"]
    data: InquiryData | None
    packet_type: Literal["CONTRACTS"]
    fiscal_id: str | None


class Inquiries(RootModel[tuple[Inquiry, ...]]):
    """How the inquiries stand that were asked for, in their order."""

    model_config = ConfigDict(frozen=True, strict=True)


class Amendment(_Wire):
    """A change of a contract; ``end_date`` where its end moved."""

    number: str
    date: str
    amount_change: int
    end_date: str | None
    subject: str | None


class Payment(_Wire):
    """A payment by its invoice; ``withheld`` where the invoice says what was kept for the SSO."""

    number: str
    date: str
    gross: int = Field(ge=1)
    withheld: int | None = Field(ge=0)
    last: bool


class SubContract(_Wire):
    """A contract that the contractor registered as the assigner of another one."""

    number: str
    contractor_national_id: str
    amount: int = Field(ge=1)
    date: str


class Contract(_Wire):
    """A registered contract; ``amount`` in rials, dates Jalali ``YYYY/MM/DD``.

    The lists are absent, or null, where the authority does not know them.
    """

    crn: str
    revision: int = Field(ge=1)
    contract_number: str
    subject: str
    employer_national_id: str
    contractor_national_id: str
    amount: int = Field(ge=0)
    contract_date: str
    start_date: str
    end_date: str
    budget_code: str | None
    status: Literal["REGISTERED", "WITHDRAWN"]
    amendments: tuple[Amendment, ...] | None = Field(default=None, max_length=120)
    payments: tuple[Payment, ...] | None = Field(default=None, max_length=120)
    sub_contracts: tuple[SubContract, ...] | None = Field(default=None, max_length=120)


class ContractPage(_Wire):
    """A page of the contracts, with the question that it answers."""

    reference_number: str
    client_id: str
    after: str | None
    next: str | None = Field(min_length=1, max_length=64)
    contracts: tuple[Contract, ...]


Hash = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
"""A SHA-256 in hexadecimal."""
Parts = Annotated[tuple[Hash, ...], Field(min_length=16, max_length=16)]


class TreeRoots(_Wire):
    """The hashes of the sixteen partitions, and the digits of a bucket."""

    levels: int = Field(ge=1, le=8)
    hashes: Parts


class TreeLeaf(_Wire):
    """A contract in a bucket: ``digest`` is the SHA-256 of its canonical form."""

    crn: str
    revision: int = Field(ge=1)
    digest: Hash


class TreeNode(_Wire):
    """What stands below a node: its parts, or the contracts of a bucket; the other one is null."""

    prefix: str
    hashes: Parts | None
    contracts: tuple[TreeLeaf, ...] | None


class TreeNodes(_Wire):
    """The nodes that were asked about."""

    nodes: tuple[TreeNode, ...]


class Contracts(_Wire):
    """Contracts that were asked for, those that are registered."""

    contracts: tuple[Contract, ...]


class Restored(_Wire):
    """The numbers of those of the given contracts that are registered now as they were given."""

    restored: tuple[str, ...]


M = TypeVar("M", bound=BaseModel)


def read(model: type[M], answer: Answer) -> M:
    """Return an ``answer`` of status 200 as ``model``; its errors hold no data."""
    if answer.media_type != "application/json":
        raise AgencyBrokeContract(AGENCY, "not-json")
    return parse(model, answer.body)


def parse(model: type[M], content: bytes) -> M:
    """Return JSON as ``model``; `AgencyBrokeContract` (``schema``) when it is none."""
    try:
        return model.model_validate_json(content)
    except ValidationError:
        raise AgencyBrokeContract(AGENCY, "schema") from None
