"""What became of a contract, in the standard's fields: changes, work, money, sub-contracts; pure.

What the standard has no field for is written in the fields of our extension
(``schemas/ocds/identifiers``), and only where that is published.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from hub.contracts.ocds import (
    CURRENCY,
    LEGAL_SCHEME,
    PERSON_SCHEME,
    Json,
    Publisher,
    first_moment,
    is_person,
    last_moment,
    party_id,
)
from schemas.canonical.contract_parts import (
    Amendment,
    Payment,
    ProgressStatement,
    SubContractLink,
    WithheldRelease,
)

WORK_SCHEME: Final = "IR-SSO-WORK"
"""The kinds of work of the table of coefficients; our own name for the list."""
STATEMENT: Final = "delivery"
"""The code of the standard's list ``milestoneType`` for a statement of work done."""


def value(amount: int | None) -> Json | None:
    """Return an amount of rials."""
    return None if amount is None else {"amount": amount, "currency": CURRENCY}


def present(fields: Json) -> Json:
    """Return the fields that say something."""
    return {key: one for key, one in fields.items() if one not in (None, {}, [], "")}


def amended_end(said: Json) -> date | None:
    """Return the last day of a contract as its amendments leave it."""
    moved = [one.ends_on for one in said.get("amendments", ()) if one.ends_on is not None]
    return moved[-1] if moved else said.get("ends_on")


def items(said: Json) -> list[Json]:
    """Return what the contract is for: one item with the kind of work."""
    kind = said.get("kind")
    if kind is None:
        return []
    return [{"id": "1", "classification": {"scheme": WORK_SCHEME, "id": kind.value}}]


def amendments(said: Json, *, extended: bool) -> list[Json]:
    """Return the amendments; by how much and until when are fields of ours."""
    return [_amendment(one, extended) for one in said.get("amendments", ())]


def _amendment(one: Amendment, extended: bool) -> Json:
    ours = {"valueChange": value(one.amount_change), "endDate": last_moment(one.ends_on)}
    return present(
        {
            "id": one.number,
            "date": first_moment(one.signed_on),
            "description": one.subject,
            **(ours if extended else {}),
        }
    )


def milestones(said: Json, *, extended: bool) -> list[Json]:
    """Return the statements of work done; what they come to are fields of ours."""
    return [_milestone(one, extended) for one in said.get("statements", ())]


def _milestone(one: ProgressStatement, extended: bool) -> Json:
    ours = {
        "startDate": first_moment(one.starts_on),
        "turnover": value(one.gross),
        "materials": value(one.materials),
    }
    return present(
        {
            "id": one.number,
            "title": f"صورت‌وضعیت شماره {one.number}",
            "type": STATEMENT,
            "dateMet": last_moment(one.ends_on),
            "status": "met",
            **(ours if extended else {}),
        }
    )


def transactions(said: Json, payer: Json, payee: Json, *, extended: bool) -> list[Json]:
    """Return the money that was paid out: payments without what was withheld, and releases."""
    between = {"payer": payer, "payee": payee}
    paid = (_payment(one, extended) for one in said.get("payments", ()))
    released = (_release(one, extended) for one in said.get("releases", ()))
    return [present({**one, **between}) for one in (*paid, *released)]


def _payment(one: Payment, extended: bool) -> Json:
    ours = {"withheld": value(one.withheld), "lastInstalment": one.last or None}
    return {
        "id": one.number,
        "date": first_moment(one.paid_on),
        "value": value(one.gross - (one.withheld or 0)),
        **(ours if extended else {}),
    }


def _release(one: WithheldRelease, extended: bool) -> Json:
    day = one.released_on.isoformat()
    return {
        "id": f"release-{one.clearance}-{day}-{one.amount}",
        "date": first_moment(one.released_on),
        "value": value(one.amount),
        **({"clearance": one.clearance} if extended else {}),
    }


def sub_contracts(said: Json, publisher: Publisher) -> list[Json]:
    """Return the contracts under the contract, a field of ours; of a natural person a hash."""
    linked: Iterable[SubContractLink] = said.get("subcontracts", ())
    return [_sub_contract(one, publisher.secret) for one in linked]


def _sub_contract(one: SubContractLink, secret: bytes) -> Json:
    return present(
        {
            "id": one.number,
            "supplierIdentifier": _identifier(one.contractor, secret),
            "value": value(one.amount),
            "dateSigned": first_moment(one.signed_on),
            "kind": None if one.kind is None else one.kind.value,
            "row": one.row,
            "branch": one.branch,
        }
    )


def _identifier(party: Any, secret: bytes) -> Json:
    """Return who a party is: a firm by its id, a person by a keyed hash."""
    if not is_person(party):
        return {"scheme": LEGAL_SCHEME, "id": party}
    return {
        "scheme": PERSON_SCHEME,
        "id": party_id(party, secret).removeprefix(f"{PERSON_SCHEME}-"),
    }
