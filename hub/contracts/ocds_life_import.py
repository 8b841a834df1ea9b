"""What became of a contract, read from a release; pure.

A list is taken whole or not at all: a part of it would be a list that nobody told. What lacks our
fields stays among the extras.
"""

from collections.abc import Iterator
from typing import Any

from hub.contracts.ocds import LEGAL_SCHEME, PERSON_SCHEME, Json
from hub.contracts.ocds_life import WORK_SCHEME
from hub.contracts.ocds_reader import (
    Broken,
    Reader,
    Steps,
    day,
    name,
    rial_currency,
    rials,
    text,
    whole_number,
)
from hub.contracts.readers import read_kind
from schemas.canonical.contract_parts import (
    Amendment,
    Payment,
    ProgressStatement,
    SubContractLink,
    WithheldRelease,
    in_order,
)
from schemas.canonical.identifiers import (
    LegalId,
    parse_branch_code,
    parse_contract_row,
    parse_legal_id,
)
from schemas.canonical.money import Rials
from schemas.canonical.subject import Subject


def life_of(reader: Reader, at: Steps) -> Json:
    """Return those of the later fields of `RegisteredContract` that a contract at ``at`` tells."""
    told = {
        "kind": _kind(reader, at),
        "materials": _said(reader, (*at, "materials")),
        "amendments": _amendments(reader, at),
        "statements": _statements(reader, at),
        **dict(_money(reader, at)),
        "subcontracts": _whole(reader, (*at, "subContracts"), _sub_contract),
    }
    return {field: value for field, value in told.items() if value is not None}


def amount_of(reader: Reader, steps: Steps) -> Rials | None:
    """Return an amount of rials; one of another currency stays where it is."""
    if not isinstance(reader.node(steps), dict):
        reader.wrong(steps, "missing" if reader.node(steps) is None else "object")
        return None
    if reader.take((*steps, "currency"), rial_currency) is None:
        return None
    return reader.take((*steps, "amount"), rials)


def _said(reader: Reader, steps: Steps) -> Rials | None:
    """Return an amount that need not be there."""
    return None if reader.node(steps) is None else amount_of(reader, steps)


def _kind(reader: Reader, at: Steps) -> Subject | None:
    """Return the kind of work of the first item that is classified by our list."""
    for place in reader.items((*at, "items")):
        if reader.node((*place, "classification", "scheme")) == WORK_SCHEME:
            reader.mark((*place, "classification", "scheme"))
            reader.mark((*place, "id"))
            return reader.take((*place, "classification", "id"), read_kind)
    return None


def _whole(reader: Reader, steps: Steps, read: Any, having: str = "") -> Any:
    """Return a list in its order, None where there is none or an entry cannot be taken."""
    places = [one for one in reader.items(steps) if reader.node((*one, having)) or not having]
    with reader.undoing() as undo:
        found = [read(reader, place) for place in places]
        if not found or any(one is None for one in found):
            undo()
            return None
    return in_order(found)


def _amendments(reader: Reader, at: Steps) -> tuple[Amendment, ...] | None:
    """Return the amendments where it is told by how much each changed the amount."""
    steps = (*at, "amendments")
    if not all("valueChange" in reader.node(one) for one in reader.items(steps)):
        return None
    found: tuple[Amendment, ...] | None = _whole(reader, steps, _amendment)
    return found


def _amendment(reader: Reader, at: Steps) -> Amendment | None:
    number = reader.take((*at, "id"), name)
    signed_on = reader.take((*at, "date"), day)
    change = None
    if reader.take((*at, "valueChange", "currency"), rial_currency) is not None:
        change = reader.take((*at, "valueChange", "amount"), whole_number)
    ends_on = reader.take((*at, "endDate"), day, needed=False)
    subject = reader.take((*at, "description"), text, needed=False)
    if number is None or signed_on is None or change is None:
        return None
    return Amendment(number, signed_on, change, ends_on, subject)


def _statements(reader: Reader, at: Steps) -> tuple[ProgressStatement, ...] | None:
    """Return the milestones that are statements: those that tell a turnover."""
    steps = (*at, "implementation", "milestones")
    found: tuple[ProgressStatement, ...] | None = _whole(reader, steps, _statement, "turnover")
    return found


def _statement(reader: Reader, at: Steps) -> ProgressStatement | None:
    number = reader.take((*at, "id"), name)
    starts_on = reader.take((*at, "startDate"), day)
    ends_on = reader.take((*at, "dateMet"), day)
    gross = amount_of(reader, (*at, "turnover"))
    materials = _said(reader, (*at, "materials"))
    if number is None or starts_on is None or ends_on is None or gross is None:
        return None
    for own in ("title", "type", "status"):
        reader.mark((*at, own))
    return ProgressStatement(number, starts_on, ends_on, gross, materials)


def _money(reader: Reader, at: Steps) -> Iterator[tuple[str, object]]:
    """Yield payments and releases: every transaction, or none where one cannot be taken."""
    steps = (*at, "implementation", "transactions")
    with reader.undoing() as undo:
        found = [_transaction(reader, place) for place in reader.items(steps)]
        if None in found:
            undo()
            return
    if paid := [one for one in found if isinstance(one, Payment)]:
        yield "payments", in_order(paid)
    if released := [one for one in found if isinstance(one, WithheldRelease)]:
        yield "releases", in_order(released)


def _transaction(reader: Reader, at: Steps) -> Payment | WithheldRelease | None:
    """Return what was paid out: of a clearance, or a payment without what was withheld of it."""
    number = reader.take((*at, "id"), name)
    on = reader.take((*at, "date"), day)
    amount = amount_of(reader, (*at, "value"))
    clearance = reader.take((*at, "clearance"), name, needed=False)
    withheld = _said(reader, (*at, "withheld"))
    last = reader.take((*at, "lastInstalment"), _flag, needed=False)
    if number is None or on is None or amount is None:
        return None
    if clearance is not None:
        return WithheldRelease(clearance, on, amount)
    return Payment(number, on, Rials(amount + (withheld or 0)), withheld, last or False)


def _flag(told: Any) -> bool:
    if type(told) is not bool:
        raise Broken("flag")
    return told


def _sub_contract(reader: Reader, at: Steps) -> SubContractLink | None:
    number = reader.take((*at, "id"), name)
    contractor = _firm(reader, (*at, "supplierIdentifier"))
    amount = amount_of(reader, (*at, "value"))
    signed_on = reader.take((*at, "dateSigned"), day)
    kind = reader.take((*at, "kind"), read_kind, needed=False)
    row = reader.take((*at, "row"), lambda one: parse_contract_row(name(one)), needed=False)
    branch = reader.take((*at, "branch"), lambda one: parse_branch_code(name(one)), needed=False)
    if number is None or contractor is None or amount is None or signed_on is None:
        return None
    return SubContractLink(number, contractor, amount, signed_on, kind, row, branch)


def _firm(reader: Reader, at: Steps) -> LegalId | None:
    """Return a legal id; nobody can tell who a person's hash is of."""
    scheme = reader.node((*at, "scheme"))
    if scheme != LEGAL_SCHEME:
        hidden = scheme == PERSON_SCHEME
        reader.wrong(
            (*at, "id") if hidden else (*at, "scheme"),
            "person.hidden" if hidden else "party.scheme",
        )
        return None
    reader.mark((*at, "scheme"))
    return reader.take((*at, "id"), lambda one: parse_legal_id(name(one)))
