"""From the authority's words to ours; pure."""

from base64 import b64decode
from datetime import UTC, date, datetime, timedelta
from typing import Final

from adapters.base.errors import AgencyBrokeContract, AgencyUnavailable
from adapters.base.reading import read_as
from adapters.tax_authority import codes, wire
from adapters.tax_authority.jose import ServerKeys, public_key
from adapters.tax_authority.part_words import parts_of
from schemas.canonical.contract import Page, RegisteredContract
from schemas.canonical.dates import parse_jalali
from schemas.canonical.identifiers import (
    EconomicCode,
    LegalId,
    NationalId,
    parse_contract_registration,
    parse_legal_id,
    parse_national_id,
)
from schemas.canonical.money import Rials
from schemas.canonical.taxpayer import Standing, Taxpayer
from schemas.canonical.text import fit

_LEGAL, _NATURAL = 11, 14
_SKEW: Final = timedelta(minutes=5)
_STANDINGS: Final = {
    "ACTIVE": Standing.ACTIVE,
    "SUSPENDED": Standing.SUSPENDED,
    "CLOSED": Standing.CLOSED,
}


def keys_of(told: wire.ServerInformation, now: datetime) -> ServerKeys:
    """Return the authority's keys, the first to encrypt for and all that it signs with.

    Raises `AgencyBrokeContract`: ``server-clock`` when its clock is off by more than five minutes,
    so that it would refuse our tokens; ``server-keys``.
    """
    if abs(timedelta(milliseconds=told.server_time) - _epoch(now)) > _SKEW:
        raise AgencyBrokeContract(wire.AGENCY, "server-clock")
    try:
        keys = {one.id: (one.purpose, public_key(_der(one.key))) for one in told.public_keys}
    except ValueError:
        raise AgencyBrokeContract(wire.AGENCY, "server-keys") from None
    encrypts = [(kid, key) for kid, (purpose, key) in keys.items() if purpose == wire.ENCRYPTS]
    if not encrypts or len(keys) != len(told.public_keys):
        raise AgencyBrokeContract(wire.AGENCY, "server-keys")
    signs = {kid: key for kid, (purpose, key) in keys.items() if purpose == wire.SIGNS}
    return ServerKeys(*encrypts[0], signs)


def taxpayer_of(reply: wire.TaxpayerReply, asked: EconomicCode) -> Taxpayer:
    """Return who stands behind the economic code that was ``asked`` for.

    The reply does not repeat the question, but the code holds its owner: a legal person's is its
    id, a natural person's begins with his. Raises `AgencyBrokeContract` (``owner``,
    ``other-taxpayer``, ``unfit-text``).
    """
    owner = _party(reply.national_id, "owner")
    held = asked if len(asked) == _LEGAL else asked[:10] if len(asked) == _NATURAL else None
    if owner != held:
        raise AgencyBrokeContract(wire.AGENCY, "other-taxpayer")
    return Taxpayer(asked, _text(reply.name_trade), owner, _STANDINGS[reply.taxpayer_status])


def reference_of(reply: wire.SubmitReply, uid: str) -> str:
    """Return the number to ask by for what was submitted as ``uid``.

    Raises what its error code means, and `AgencyBrokeContract` (``other-packet``, ``receipt``).
    """
    receipt = reply.result[0]
    if receipt.uid != uid:
        raise AgencyBrokeContract(wire.AGENCY, "other-packet")
    if receipt.error_code is not None:
        raise codes.refusal(receipt.error_code)
    if not receipt.reference_number or not receipt.reference_number.replace("-", "").isalnum():
        raise AgencyBrokeContract(wire.AGENCY, "receipt")
    return receipt.reference_number


def payload_of(reply: wire.Inquiries, reference: str) -> str | None:
    """Return the payload of the inquiry, None while it is pending.

    Raises `AgencyUnavailable` (``inquiry-timeout``), what the first error means when it failed, and
    `AgencyBrokeContract` (``other-inquiry``, ``inquiry-lost``, ``inquiry-result``).
    """
    if [one.reference_number for one in reply.root] != [reference]:
        raise AgencyBrokeContract(wire.AGENCY, "other-inquiry")
    status, data = reply.root[0].status, reply.root[0].data
    match status:
        case "PENDING":
            return None
        case "TIMEOUT":
            raise AgencyUnavailable(wire.AGENCY, "inquiry-timeout")
        case "NOT_FOUND":
            raise AgencyBrokeContract(wire.AGENCY, "inquiry-lost")
        case "FAILED" if data is not None and data.error:
            raise codes.refusal(data.error[0].code)
        case "SUCCESS" if data is not None and data.success and not data.error and data.payload:
            return data.payload
    raise AgencyBrokeContract(wire.AGENCY, "inquiry-result")


def page_of(
    told: wire.ContractPage, client: str, reference: str, cursor: str | None
) -> Page[RegisteredContract]:
    """Return a page of contracts, held against the question it is signed to answer.

    Raises `AgencyBrokeContract`: ``other-page``, ``cursor`` when the next page is this one or no
    contract stands before it, ``contract-repeated``, and those of `contract_of`.
    """
    if (told.reference_number, told.client_id, told.after) != (reference, client, cursor):
        raise AgencyBrokeContract(wire.AGENCY, "other-page")
    if told.next is not None and (told.next == cursor or not told.contracts):
        raise AgencyBrokeContract(wire.AGENCY, "cursor")
    if len({one.crn for one in told.contracts}) != len(told.contracts):
        raise AgencyBrokeContract(wire.AGENCY, "contract-repeated")
    return Page(tuple(contract_of(one) for one in told.contracts), told.next)


def contract_of(told: wire.Contract) -> RegisteredContract:
    """Return a contract in our words.

    Raises `AgencyBrokeContract`: ``contract-registration``, ``employer``, ``contractor``,
    ``contract-date``, ``budget-code``, ``unfit-text``, and those of `parts_of`.
    """
    starts, ends = _day(told.start_date), _day(told.end_date)
    if ends < starts:
        raise AgencyBrokeContract(wire.AGENCY, "contract-date")
    crn = read_as(wire.AGENCY, "contract-registration", parse_contract_registration, told.crn)
    employer = read_as(wire.AGENCY, "employer", parse_legal_id, told.employer_national_id)
    return RegisteredContract(
        source_id=crn,
        revision=told.revision,
        number=_text(told.contract_number, longest=100),
        subject=_text(told.subject, longest=500),
        assigner=employer,
        contractor=_party(told.contractor_national_id, "contractor"),
        amount=Rials(told.amount),
        signed_on=_day(told.contract_date),
        starts_on=starts,
        ends_on=ends,
        crn=crn,
        budget_code=None if told.budget_code is None else _code(told.budget_code),
        withdrawn=told.status == "WITHDRAWN",
        **parts_of(told),
    )


def _epoch(now: datetime) -> timedelta:
    """Return the time since the epoch."""
    return now - datetime(1970, 1, 1, tzinfo=UTC)


def _der(text: str) -> bytes:
    """Return the octets of base64; ``ValueError`` when it is none."""
    return b64decode(text, validate=True)


def _party(text: str, what: str) -> NationalId | LegalId:
    """Return a natural or legal person by the number of digits."""
    if len(text) == _LEGAL:
        return read_as(wire.AGENCY, what, parse_legal_id, text)
    return read_as(wire.AGENCY, what, parse_national_id, text)


def _day(text: str) -> date:
    """Return a day of a contract."""
    return read_as(wire.AGENCY, "contract-date", parse_jalali, text)


def _code(text: str) -> str:
    """Return the key of the contract at the budget organization."""
    if not (text.isascii() and text.isdigit() and len(text) <= 20):
        raise AgencyBrokeContract(wire.AGENCY, "budget-code")
    return text


def _text(text: str, longest: int = 200) -> str:
    """Return a text of the authority as it wrote it, when it can stand in a document."""
    return read_as(wire.AGENCY, "unfit-text", fit, text, longest)
