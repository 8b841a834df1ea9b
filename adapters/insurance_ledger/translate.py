"""From the ledger's words to ours; pure."""

from datetime import date

from adapters.base.errors import AgencyBrokeContract, AgencyRefused, NoSuchRecord
from adapters.base.reading import read_as
from adapters.insurance_ledger import wire
from schemas.canonical.dates import parse_jalali
from schemas.canonical.identifiers import parse_branch_code, parse_workshop_id
from schemas.canonical.money import Rials, parse_rials
from schemas.canonical.text import fit
from schemas.canonical.workshop import DebtPosition, RegisteredWorkshop, WorkshopRef


def debt_of(reply: wire.DebtReply, asked: WorkshopRef) -> DebtPosition:
    """Return what the ledger says of the workshop that was ``asked`` for; amounts in rials.

    Raises `NoSuchRecord` (``no-such-workshop``), `AgencyRefused` (``service-closed``) and
    `AgencyBrokeContract` (``workshop-id``, ``other-workshop``, ``figures-date``,
    ``amount-is-missing``, ``amount-is-a-message``, ``unfit-text``).
    """
    if _ref(reply.workshop_id, reply.branch_code) != asked:
        raise AgencyBrokeContract(wire.AGENCY, "other-workshop")
    if reply.status == wire.NO_SUCH_WORKSHOP:
        raise NoSuchRecord(wire.AGENCY, "no-such-workshop")
    _refuse_closed(reply.status)
    return DebtPosition(
        workshop=asked,
        workshop_name=_text(reply.workshop_name),
        as_of=_day(reply.s_date),
        definite=_amount(reply.amount1),
        divisible=_amount(reply.amount2),
        indivisible=_amount(reply.amount3),
    )


def workshops_of(reply: wire.PostReply) -> tuple[RegisteredWorkshop, ...]:
    """Return the workshops of a postal code, in the ledger's order, possibly none.

    Raises `AgencyRefused` (``service-closed``) and `AgencyBrokeContract` (``workshop-id``,
    ``unfit-text``).
    """
    _refuse_closed(reply.status)
    return tuple(
        RegisteredWorkshop(
            workshop=_ref(one.workshop_id, one.branch_code),
            name=_text(one.workshop_name),
            address=_text(one.address, longest=500),
        )
        for one in reply.workshops
    )


def _refuse_closed(status: int) -> None:
    """Raise when the ledger does not answer now."""
    if status == wire.CLOSED:
        raise AgencyRefused(wire.AGENCY, "service-closed")


def _ref(workshop_id: str, branch: str) -> WorkshopRef:
    """Return a workshop of the ledger, with the zeros that it may have lost."""
    return WorkshopRef(
        read_as(wire.AGENCY, "workshop-id", parse_workshop_id, workshop_id),
        read_as(wire.AGENCY, "workshop-id", parse_branch_code, branch),
    )


def _text(text: str, longest: int = 200) -> str:
    """Return a text of the ledger as it wrote it, when it can stand in a document."""
    return read_as(wire.AGENCY, "unfit-text", fit, text, longest)


def _day(text: str) -> date:
    """Return the day of the figures."""
    return read_as(wire.AGENCY, "figures-date", parse_jalali, text)


def _amount(text: str) -> Rials:
    """Return an amount; whatever else stands there is never zero."""
    if not text.strip():
        raise AgencyBrokeContract(wire.AGENCY, "amount-is-missing")
    return read_as(wire.AGENCY, "amount-is-a-message", parse_rials, text)
